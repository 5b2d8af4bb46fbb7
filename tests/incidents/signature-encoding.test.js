// What went wrong elsewhere: signatures that are written in another way, or that fit any message, and keys that make
// such signatures possible.
import assert from 'node:assert/strict'
import * as crypto from 'node:crypto'
import { describe, test } from 'node:test'
import { createVerifier, generateKey, importJwk, importPem, signJws, verifyJws } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { assertRefused } from '../support/refusal.js'
import { segment } from '../support/tokens.js'

/** @import { Algorithm, Key } from 'holoband' */

const curves = /** @type {const} */ ([
  ['ES256', 'P-256', 32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  [
    'ES384',
    'P-384',
    48,
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ],
  [
    'ES512',
    'P-521',
    66,
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  ],
  ['ES256K', 'secp256k1', 32, 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
])

/** @param {bigint} value @param {number} size */
const bytesOf = (value, size) => Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex')

/** @param {string} jws */
function cut(jws) {
  const end = jws.lastIndexOf('.')
  return { input: jws.slice(0, end), signature: Buffer.from(jws.slice(end + 1), 'base64url') }
}

/**
 * @param {Key} key
 * @param {string} input
 * @param {Uint8Array} signature
 */
function assertRefusedSignature(key, input, signature, message = '') {
  const jws = `${input}.${Buffer.from(signature).toString('base64url')}`
  const code = signature.length === 0 ? 'ERR_SIGNATURE_MISSING' : 'ERR_SIGNATURE_INVALID'
  assertRefused(
    () => verifyJws(jws, { keys: key, algorithms: [key.alg] }),
    code,
    { part: 'signature' },
    message,
  )
}

describe('CVE-2022-21449: signatures of zeros fit no message', () => {
  for (const [alg, , size, order] of curves) {
    test(`${alg}: R or S that is 0, the order, or above it`, () => {
      const key = generateKey(alg)
      const { input, signature } = cut(signJws('message', { key }))
      const r = signature.subarray(0, size)
      const s = signature.subarray(size)
      const bad = [0n, order, order + 1n, (1n << BigInt(8 * size)) - 1n].map((value) => bytesOf(value, size))
      for (const value of bad) {
        for (const pair of [
          [value, s],
          [r, value],
          [value, value],
        ]) {
          assertRefusedSignature(key, input, Buffer.concat(pair), value.toString('hex'))
        }
      }
    })

    test(`ecdsa-form: ${alg}: any other length, zeros before the numbers, and DER`, () => {
      const key = generateKey(alg)
      const { input, signature } = cut(signJws('message', { key }))
      const zero = Buffer.alloc(1)
      const [r, s] = [signature.subarray(0, size), signature.subarray(size)]
      const integer = (/** @type {Buffer} */ number) => {
        const body = (number[0] ?? 0) & 0x80 ? Buffer.concat([zero, number]) : number
        return Buffer.concat([Buffer.from([2, body.length]), body])
      }
      const body = Buffer.concat([integer(r), integer(s)])
      const length = body.length > 127 ? [0x81, body.length] : [body.length]
      for (const other of [
        signature.subarray(1),
        signature.subarray(0, -1),
        Buffer.concat([signature, zero]),
        Buffer.concat([zero, signature]),
        Buffer.concat([zero, r, zero, s]),
        Buffer.concat([Buffer.from([0x30, ...length]), body]),
        Buffer.alloc(0),
      ]) {
        assertRefusedSignature(key, input, other, `${other.length} bytes`)
      }
    })

    test(`ecdsa-high-s: ${alg}: S and n - S are both right, so that a token's bytes are no name for it`, () => {
      const key = generateKey(alg)
      const { input, signature } = cut(signJws('message', { key }))
      const s = BigInt(`0x${signature.subarray(size).toString('hex')}`)
      const twin = Buffer.concat([signature.subarray(0, size), bytesOf(order - s, size)])
      const jws = `${input}.${twin.toString('base64url')}`
      assert.equal(String(Buffer.from(verifyJws(jws, { keys: key, algorithms: [alg] }).payload)), 'message')
    })
  }
})

describe('Edwards curves', () => {
  const orders = /** @type {const} */ ([
    ['Ed25519', 32, (1n << 252n) + 27742317777372353535851937790883648493n],
    ['Ed448', 57, (1n << 446n) - 13818066809895115352007386748515426880336692474882178609894547503885n],
  ])
  for (const [alg, size, order] of orders) {
    test(`eddsa-form: ${alg}: S + L is another way to write S, and is refused`, () => {
      const key = generateKey(alg)
      const { input, signature } = cut(signJws('message', { key }))
      const little = Buffer.from(signature.subarray(size)).reverse()
      const s = BigInt(`0x${little.toString('hex')}`) + order
      const more = Buffer.concat([signature.subarray(0, size), bytesOf(s, size).reverse()])
      assertRefusedSignature(key, input, more)
      assertRefusedSignature(key, input, signature.subarray(1))
      assertRefusedSignature(key, input, Buffer.alloc(2 * size))
    })
  }

  test('eddsa-small-order: a key of small order, for which a signature of zeros can fit every message, is no key', () => {
    const small = [
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0100000000000000000000000000000000000000000000000000000000000000',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0000000000000000000000000000000000000000000000000000000000000080',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // p, another way to write 0
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', // p + 1, another way to write 1
    ]
    for (const hex of small) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: segment(Buffer.from(hex, 'hex')) }
      assertRefused(() => importJwk(jwk), 'ERR_KEY_INVALID', { option: 'x' }, hex)
      const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(hex, 'hex')])
      const pem = `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`
      assertRefused(() => importPem(pem, 'Ed25519'), 'ERR_KEY_INVALID', { option: 'x' }, hex)
    }
  })

  test('eddsa-curve: a signature of the one curve is none of the other', () => {
    const key = generateKey('Ed25519')
    const other = cut(signJws('message', { key: generateKey('Ed448') })).signature
    assertRefusedSignature(key, cut(signJws('message', { key })).input, other)
  })
})

describe('RSA', () => {
  const pair = generateKeyPair('rsa', { modulusLength: 2048 })
  const publicJwk = pair.publicKey.export({ format: 'jwk' })
  const modulus = BigInt(`0x${Buffer.from(publicJwk.n ?? '', 'base64url').toString('hex')}`)

  /** @param {Algorithm} alg */
  const publicKey = (alg) => importJwk(publicJwk, { alg })

  /** @param {Algorithm} alg */
  function inputFor(alg) {
    return `${segment(JSON.stringify({ alg }))}.${segment('message')}`
  }

  test('rsa-length: a signature of another length than the modulus, or that is not below it', () => {
    const input = inputFor('RS256')
    const signature = crypto.sign('sha256', Buffer.from(input), pair.privateKey)
    const key = publicKey('RS256')
    verifyJws(`${input}.${signature.toString('base64url')}`, { keys: key, algorithms: ['RS256'] })
    assertRefusedSignature(key, input, signature.subarray(1))
    assertRefusedSignature(key, input, Buffer.concat([Buffer.alloc(1), signature]))
    const plus = BigInt(`0x${signature.toString('hex')}`) + modulus
    if (plus < 1n << 2048n) assertRefusedSignature(key, input, bytesOf(plus, 256))
    assertRefusedSignature(key, input, bytesOf(modulus, 256))
    assertRefusedSignature(key, input, Buffer.alloc(256))
  })

  test('BB06: rubbish in the place of the padding, which a strict reader compares to the last byte', () => {
    const input = inputFor('RS256')
    const digest = crypto.createHash('sha256').update(input).digest()
    const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest])
    const noNull = Buffer.concat([
      Buffer.from('302f300b0609608648016503040201', 'hex'),
      Buffer.from('0420', 'hex'),
      digest,
    ])
    const blocks = [
      Buffer.concat([Buffer.from([0, 1, 0xff, 0]), info, Buffer.alloc(256 - 4 - info.length)]), // behind the hash
      Buffer.concat([
        Buffer.from([0, 1]),
        Buffer.alloc(8, 0xff),
        Buffer.alloc(1),
        Buffer.alloc(245 - info.length, 7),
        info,
      ]),
      Buffer.concat([Buffer.from([0, 2]), Buffer.alloc(253 - info.length, 0xff), Buffer.alloc(1), info]),
      Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(253 - noNull.length, 0xff), Buffer.alloc(1), noNull]),
      Buffer.concat([
        Buffer.from([0, 1]),
        Buffer.alloc(252 - info.length, 0xff),
        Buffer.from([0xfe, 0]),
        info,
      ]),
    ]
    for (const block of blocks) {
      assert.equal(block.length, 256)
      const padding = crypto.constants.RSA_NO_PADDING
      const signature = crypto.privateEncrypt({ key: pair.privateKey, padding }, block)
      assertRefusedSignature(publicKey('RS256'), input, signature, block.subarray(0, 4).toString('hex'))
    }
  })

  test('pss-salt: PSS with a salt of another length than the hash, of which some libraries take any', () => {
    const input = inputFor('PS256')
    const padding = crypto.constants.RSA_PKCS1_PSS_PADDING
    const sign = (/** @type {number} */ saltLength) =>
      crypto.sign('sha256', Buffer.from(input), { key: pair.privateKey, padding, saltLength })
    const key = publicKey('PS256')
    verifyJws(`${input}.${sign(32).toString('base64url')}`, { keys: key, algorithms: ['PS256'] })
    for (const length of [0, 1, 20, 31, 33, 64, 222])
      assertRefusedSignature(key, input, sign(length), `${length}`)
  })

  test('rsa-padding: PKCS #1 under PSS, PSS under PKCS #1, and another hash', () => {
    const padding = crypto.constants.RSA_PKCS1_PSS_PADDING
    const pss = crypto.sign('sha256', Buffer.from(inputFor('RS256')), {
      key: pair.privateKey,
      padding,
      saltLength: 32,
    })
    assertRefusedSignature(publicKey('RS256'), inputFor('RS256'), pss)
    const pkcs1 = crypto.sign('sha256', Buffer.from(inputFor('PS256')), pair.privateKey)
    assertRefusedSignature(publicKey('PS256'), inputFor('PS256'), pkcs1)
    const other = crypto.sign('sha512', Buffer.from(inputFor('RS256')), pair.privateKey)
    assertRefusedSignature(publicKey('RS256'), inputFor('RS256'), other)
  })

  test('rsa-weak: moduli below 2048 bits or above 8192, and public exponents that are even or below 65537', () => {
    const short = generateKeyPair('rsa', { modulusLength: 1024 }).publicKey
    for (const alg of /** @type {const} */ (['RS256', 'PS512'])) {
      assertRefused(() => importJwk(short.export({ format: 'jwk' }), { alg }), 'ERR_KEY_TOO_WEAK', {
        option: 'n',
      })
      const pem = String(short.export({ format: 'pem', type: 'spki' }))
      assertRefused(() => importPem(pem, alg), 'ERR_KEY_TOO_WEAK', { option: 'n' })
    }
    const n = (/** @type {number} */ bits) =>
      segment(bytesOf((1n << BigInt(bits - 1)) + 1n, Math.ceil(bits / 8)))
    assertRefused(() => importJwk({ kty: 'RSA', alg: 'RS256', n: n(2047), e: 'AQAB' }), 'ERR_KEY_TOO_WEAK', {
      option: 'n',
    })
    assertRefused(() => importJwk({ kty: 'RSA', alg: 'RS256', n: n(8193), e: 'AQAB' }), 'ERR_KEY_TOO_LARGE', {
      option: 'n',
    })
    for (const e of [1n, 2n, 3n, 17n, 65535n]) {
      const bad = { ...publicJwk, alg: 'RS256', e: segment(bytesOf(e, Math.ceil(e.toString(16).length / 2))) }
      assertRefused(() => importJwk(bad), 'ERR_KEY_TOO_WEAK', { option: 'e' }, String(e))
    }
    const even = { ...publicJwk, alg: 'RS256', e: segment(bytesOf(65538n, 3)) }
    assertRefused(() => importJwk(even), 'ERR_KEY_INVALID', { option: 'e' })
  })

  test('CVE-2017-15361: a modulus of the form that one broken generator gave, and no other', () => {
    // Modulo small primes such a modulus is a power of 65537, as this one is.
    const broken = 65537n ** 128n
    const jwk = (/** @type {bigint} */ n) => ({
      kty: 'RSA',
      alg: 'RS256',
      e: 'AQAB',
      n: segment(bytesOf(n, 257)),
    })
    assertRefused(() => importJwk(jwk(broken)), 'ERR_KEY_TOO_WEAK', { option: 'n' })
    assert.equal(importJwk(jwk(broken + 2n)).alg, 'RS256')
  })
})

describe('CVE-2022-23539: a key of another kind or curve than the algorithm says', () => {
  const pairs = {
    rsa: generateKeyPair('rsa', { modulusLength: 2048 }),
    dsa: generateKeyPair('dsa', { modulusLength: 2048 }),
    'P-256': generateKeyPair('ec', { namedCurve: 'P-256' }),
    'P-384': generateKeyPair('ec', { namedCurve: 'P-384' }),
    secp256k1: generateKeyPair('ec', { namedCurve: 'secp256k1' }),
    ed25519: generateKeyPair('ed25519'),
    x25519: generateKeyPair('x25519'),
  }
  const fits = /** @type {Record<string, Algorithm[]>} */ ({
    rsa: ['RS256', 'PS256'],
    dsa: [],
    'P-256': ['ES256'],
    'P-384': ['ES384'],
    secp256k1: ['ES256K'],
    ed25519: ['Ed25519', 'EdDSA'],
    x25519: [],
  })
  const algorithms = /** @type {Algorithm[]} */ ([
    ...[
      'RS256',
      'PS256',
      'ES256',
      'ES384',
      'ES512',
      'ES256K',
      'Ed25519',
      'Ed448',
      'EdDSA',
      'HS256',
      'ML-DSA-44',
    ],
  ])
  for (const [name, { publicKey, privateKey }] of Object.entries(pairs)) {
    test(`${name} is taken for ${fits[name]?.join(' and ') || 'nothing'}`, () => {
      for (const alg of algorithms) {
        for (const [key, type] of /** @type {const} */ ([
          [publicKey, 'spki'],
          [privateKey, 'pkcs8'],
        ])) {
          const pem = String(key.export(/** @type {never} */ ({ format: 'pem', type })))
          if (fits[name]?.includes(alg)) assert.equal(importPem(pem, alg).alg, alg)
          else
            assert.throws(() => importPem(pem, alg), {
              code: /^ERR_(ALGORITHM_KEY_MISMATCH|PEM_UNSUPPORTED)$/,
            })
        }
      }
    })
  }

  test('an RSA-PSS key says which digest it is for, and is for no PKCS #1', () => {
    const { publicKey } = generateKeyPair('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha256',
      saltLength: 32,
    })
    const pem = String(publicKey.export({ format: 'pem', type: 'spki' }))
    assert.equal(importPem(pem, 'PS256').alg, 'PS256')
    for (const alg of /** @type {const} */ (['RS256', 'PS384', 'PS512'])) {
      assertRefused(() => importPem(pem, alg), 'ERR_ALGORITHM_KEY_MISMATCH', { parameter: 'alg' })
    }
  })

  test('CVE-2026-48523, libjwt #200: the header must name the algorithm of the key and of the list', () => {
    const key = generateKey('ES256')
    const rsaKey = importPem(String(pairs.rsa.privateKey.export({ format: 'pem', type: 'pkcs8' })), 'RS512')
    const policy = { issuer: null, audience: null, acceptTokensWithoutExpiry: true }
    const verifier = createVerifier({ keys: [key, rsaKey], algorithms: ['ES256'], ...policy })
    const refused = verifier.check(signJws('{}', { key: rsaKey }))
    assert.equal(refused.ok || refused.code, 'ERR_ALGORITHM_NOT_ALLOWED')
    assert.ok(verifier.check(signJws('{}', { key })).ok)
    assertRefused(
      () => createVerifier({ keys: rsaKey, algorithms: ['RS256', 'ES256'], ...policy }),
      'ERR_OPTION_CONFLICT',
      { option: 'algorithms' },
    )
  })

  test('CVE-2018-0114: a key that the token brings is not looked at', () => {
    const mine = generateKey('ES256')
    const theirs = generateKeyPair('ec', { namedCurve: 'P-256' })
    for (const name of ['jwk', 'jku', 'x5u', 'x5c']) {
      const value = name === 'jwk' ? theirs.publicKey.export({ format: 'jwk' }) : 'https://evil.example/keys'
      const input = `${segment(JSON.stringify({ alg: 'ES256', [name]: value }))}.${segment('{}')}`
      const options = { key: theirs.privateKey, dsaEncoding: /** @type {const} */ ('ieee-p1363') }
      assertRefusedSignature(mine, input, crypto.sign('sha256', Buffer.from(input), options), name)
    }
  })
})
