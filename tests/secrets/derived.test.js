// The search is worth as much as what it searches for: each of the derived values is held to what is known of it by
// another way.
import assert from 'node:assert/strict'
import {
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
} from 'node:crypto'
import { describe, test } from 'node:test'
import { createIssuer, importJwk } from 'holoband'
import { aud, iss } from '../support/setting.js'
import { ecdsaNonceNeedles, ed448Needles, ed25519Needles, mlDsaNeedles } from './derived.js'
import { passphrase, sampleOf, schemeOf } from './keys.js'
import { numberFrom, piecesOf } from './needles.js'
import { copiesOf } from './search.js'
import { compress, digests, hmacStates } from './sha2.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Jwk } from './derived.js' */
/** @import { Needle } from './needles.js' */

/**
 * @param {Algorithm} alg
 * @param {Jwk} jwk
 */
function tokenOf(alg, jwk) {
  const issuer = createIssuer({ key: importJwk(jwk, { alg }), issuer: iss, audience: aud, ttl: '1m' })
  return issuer.issue({ sub: 'somebody' })
}

/**
 * @param {readonly Needle[]} needles
 * @param {string} secret
 */
function bytesOf(needles, secret) {
  const found = needles.find((needle) => needle.secret === secret && needle.spelling === 'bytes')
  assert.ok(found, secret)
  return found.bytes
}

/** @param {Buffer} bytes */
const little = (bytes) => numberFrom(Buffer.from(bytes).reverse())

describe('what memory is searched for', () => {
  for (const name of /** @type {const} */ (['sha256', 'sha384', 'sha512'])) {
    test(`has the states of ${name}`, () => {
      const digest = digests[name]
      const block = Buffer.alloc(digest.blockSize)
      block.write('abc\x80', 'latin1')
      block[block.length - 1] = 24
      const words = compress(digest, digest.initial, block)
      const size = digest.wordBits / 4
      const text = words.map((word) => word.toString(16).padStart(size, '0')).join('')
      assert.equal(text.slice(0, 2 * digest.digestSize), createHash(name).update('abc').digest('hex'))
    })
  }

  test('has the states of HMAC, which give the MAC without the secret', () => {
    const secret = Buffer.alloc(32, 'a secret of somebody')
    const { inner, outer } = hmacStates('sha256', secret)
    const digest = digests.sha256
    const bytes = (/** @type {readonly bigint[]} */ words) =>
      Buffer.from(words.map((word) => word.toString(16).padStart(8, '0')).join(''), 'hex')
    const last = (/** @type {Buffer} */ message) => {
      const block = Buffer.alloc(64)
      block.set(message)
      block[message.length] = 0x80
      block.writeUInt32BE(8 * (64 + message.length), 60)
      return block
    }
    const hashed = bytes(compress(digest, inner, last(Buffer.from('message'))))
    const mac = bytes(compress(digest, outer, last(hashed)))
    assert.deepEqual(mac, createHmac('sha256', secret).update('message').digest())
  })

  for (const [alg, curve, size] of /** @type {const} */ ([
    ['ES256', 'prime256v1', 32],
    ['ES384', 'secp384r1', 48],
    ['ES512', 'secp521r1', 66],
    ['ES256K', 'secp256k1', 32],
  ])) {
    test(`has the nonce of ${alg}, whose multiple of the generator is in the signature`, () => {
      const { jwk } = sampleOf(alg)
      const token = tokenOf(alg, jwk)
      const point = createECDH(curve)
      point.setPrivateKey(bytesOf(ecdsaNonceNeedles(jwk, alg, token), 'nonce'))
      const r = Buffer.from(token.split('.')[2] ?? '', 'base64url').subarray(0, size)
      assert.deepEqual(point.getPublicKey().subarray(1, 1 + size), r)
    })
  }

  test('has the scalar and the nonce of Ed25519, which are the signature', () => {
    const { jwk } = sampleOf('Ed25519')
    const token = tokenOf('Ed25519', jwk)
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const [message, signature] = partsOf(token)
    const challenge = createHash('sha512')
      .update(signature.subarray(0, 32))
      .update(Buffer.from(jwk.x ?? '', 'base64url'))
      .update(message)
      .digest()
    assertEdwards(ed25519Needles(jwk, token), little(challenge), signature.subarray(32), order)
  })

  test('has the scalar and the nonce of Ed448', () => {
    const { jwk } = sampleOf('Ed448')
    const token = tokenOf('Ed448', jwk)
    const order = 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n
    const [message, signature] = partsOf(token)
    const challenge = createHash('shake256', { outputLength: 114 })
      .update('SigEd448\0\0')
      .update(signature.subarray(0, 57))
      .update(Buffer.from(jwk.x ?? '', 'base64url'))
      .update(message)
      .digest()
    assertEdwards(ed448Needles(jwk, token), little(challenge), signature.subarray(57), order)
  })

  test('has the vectors of ML-DSA, which OpenSSL holds in the key', () => {
    for (const alg of /** @type {const} */ (['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])) {
      const { jwk } = sampleOf(alg)
      const key = importJwk(jwk, { alg })
      const vectors = mlDsaNeedles(alg, jwk).filter(({ spelling }) => spelling === 'coefficients')
      assert.equal(vectors.length, 4)
      assert.deepEqual(Object.values(copiesOf(vectors)), [1, 1, 1, 1])
      key.dispose()
    }
  })

  test('has the key that a passphrase becomes', () => {
    const { pem, encrypted = '' } = sampleOf('ES256')
    const { salt, iterations, keySize, digest, iv, data } = schemeOf(encrypted)
    const key = pbkdf2Sync(passphrase, salt, iterations, keySize, digest)
    const decipher = createDecipheriv('aes-256-cbc', key, iv)
    const der = Buffer.concat([decipher.update(data), decipher.final()])
    assert.deepEqual(der, createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }))
  })

  test('is cut into pieces, of which one is enough', () => {
    const bytes = Buffer.from(Array.from({ length: 40 }, (_, index) => index))
    const pieces = piecesOf({ secret: 'x', spelling: 'bytes', bytes })
    assert.deepEqual(
      pieces.map((piece) => piece[0]),
      [0, 16, 24],
    )
    assert.deepEqual(piecesOf({ secret: 'x', spelling: 'bytes', bytes: Buffer.alloc(40) }), [])
    assert.deepEqual(piecesOf({ secret: 'x', spelling: 'bytes', bytes: bytes.subarray(0, 15) }), [])
  })
})

/**
 * @param {string} token
 * @returns {[message: string, signature: Buffer]}
 */
function partsOf(token) {
  const end = token.lastIndexOf('.')
  return [token.slice(0, end), Buffer.from(token.slice(end + 1), 'base64url')]
}

/**
 * RFC 8032: S = nonce + challenge * scalar.
 *
 * @param {readonly Needle[]} needles
 * @param {bigint} challenge
 * @param {Buffer} signature its second half
 * @param {bigint} order
 */
function assertEdwards(needles, challenge, signature, order) {
  const [scalar, nonce] = ['scalar', 'nonce modulo the order'].map((name) =>
    numberFrom(bytesOf(needles, name)),
  )
  assert.equal(((nonce ?? 0n) + challenge * (scalar ?? 0n)) % order, little(signature))
}
