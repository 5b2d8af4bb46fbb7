// The module keeps multiples of the public keys that it has verified with, and adds them without a look at points that
// are equal or opposite. What it says of signatures is held to node:crypto here, for the keys and the signatures that
// bring such points about, and for more keys than it keeps.
import assert from 'node:assert/strict'
import * as crypto from 'node:crypto'
import { describe, test } from 'node:test'
import { importJwk, signJws, verifyJws } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'

/** @import { Algorithm } from 'holoband' */

const curves = /** @type {const} */ ([
  {
    alg: 'ES256',
    crv: 'P-256',
    name: 'prime256v1',
    digest: 'sha256',
    size: 32,
    spacing: 26,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  {
    alg: 'ES384',
    crv: 'P-384',
    name: 'secp384r1',
    digest: 'sha384',
    size: 48,
    spacing: 39,
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  {
    alg: 'ES512',
    crv: 'P-521',
    name: 'secp521r1',
    digest: 'sha512',
    size: 66,
    spacing: 53,
    order:
      0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
])
/** @typedef {typeof curves[number]} Curve */

const modulo = (/** @type {bigint} */ a, /** @type {bigint} */ m) => ((a % m) + m) % m
const toBytes = (/** @type {bigint} */ a, /** @type {number} */ size) =>
  Buffer.from(a.toString(16).padStart(2 * size, '0'), 'hex')
const toNumber = (/** @type {Uint8Array} */ bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** @param {bigint} a @param {bigint} m */
function inverse(a, m) {
  let [high, low, first, second] = [m, modulo(a, m), 0n, 1n]
  while (low > 0n) {
    const times = high / low
    ;[high, low, first, second] = [low, high - times * low, second, first - times * second]
  }
  return modulo(first, m)
}

/** @param {Curve} curve @param {bigint} d */
function keyOf({ alg, crv, name, size }, d) {
  const made = crypto.createECDH(name)
  made.setPrivateKey(toBytes(d, size))
  const point = made.getPublicKey()
  const jwk = {
    kty: 'EC',
    crv,
    x: point.subarray(1, 1 + size).toString('base64url'),
    y: point.subarray(1 + size).toString('base64url'),
  }
  const secret = { ...jwk, d: toBytes(d, size).toString('base64url') }
  return {
    x: toNumber(point.subarray(1, 1 + size)),
    ours: importJwk({ ...jwk, alg }),
    oursPrivate: importJwk({ ...secret, alg }),
    theirs: crypto.createPublicKey({ key: jwk, format: 'jwk' }),
    theirsPrivate: crypto.createPrivateKey({ key: secret, format: 'jwk' }),
  }
}

/** @param {Algorithm} alg @param {import('holoband').Key} keys @param {string} jws */
function weTake(alg, keys, jws) {
  try {
    verifyJws(jws, { keys, algorithms: [alg] })
    return true
  } catch (error) {
    const { code } = /** @type {import('holoband').HolobandError} */ (error)
    assert.equal(code, 'ERR_SIGNATURE_INVALID')
    return false
  }
}

const input = (/** @type {string} */ alg, /** @type {unknown} */ payload) =>
  [{ alg }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')

/** @param {Curve} curve @param {ReturnType<typeof keyOf>} key @param {string} signed @param {Buffer} signature */
function bothSay(curve, key, signed, signature) {
  const theirs = crypto.verify(
    curve.digest,
    Buffer.from(signed),
    { key: key.theirs, dsaEncoding: 'ieee-p1363' },
    signature,
  )
  assert.equal(weTake(curve.alg, key.ours, `${signed}.${signature.toString('base64url')}`), theirs)
  return theirs
}

const hashed = (/** @type {Curve} */ { digest }, /** @type {string} */ text) =>
  toNumber(crypto.createHash(digest).update(text).digest())

/**
 * A key, and a signature with it for which the two products of the verification are the same point, or opposite ones.
 * @param {Curve} curve @param {bigint} k  whose multiple the sum is
 */
function equalProducts(curve, k, sign = 1n) {
  const { order, size } = curve
  const signed = input(curve.alg, { k: String(k) })
  const e = hashed(curve, signed)
  const r = modulo(keyOf(curve, k).x, order)
  const d = modulo(sign * e * inverse(r, order), order)
  const s = modulo(2n * e * inverse(k, order), order) // e / s = r d / s = k / 2
  return { key: keyOf(curve, d), signed, signature: Buffer.concat([toBytes(r, size), toBytes(s, size)]) }
}

for (const curve of curves) {
  const { alg, order, size, spacing } = curve
  describe(alg, () => {
    // Of small multiples of the generator, and of those that its table has, the table of the key has many in common.
    const steps = [0, 1, spacing, 2 * spacing, 3 * spacing].map((bits) => 2n ** BigInt(bits))
    const secrets = [...steps, 3n, 5n, ...steps.map((step) => order - step)]
    const keys = secrets.map((d) => keyOf(curve, d))

    test('signatures of keys that have multiples in common with the generator are judged as node:crypto does', () => {
      for (const [i, key] of keys.entries()) {
        for (let n = 0; n < (size === 32 ? 60 : 12); n++) {
          const signed = input(alg, { i, n })
          const options = { key: key.theirsPrivate, dsaEncoding: /** @type {const} */ ('ieee-p1363') }
          const signature = crypto.sign(curve.digest, Buffer.from(signed), options)
          assert.equal(bothSay(curve, key, signed, signature), true)
          const at = (n * 7) % signature.length
          signature[at] = (signature[at] ?? 0) ^ (1 << (n % 8))
          assert.equal(bothSay(curve, key, signed, signature), false)
        }
      }
    })

    test('more keys than are kept are each found to be themselves', () => {
      const many = Array.from({ length: 20 }, (_, i) => keyOf(curve, 1000n + BigInt(i)))
      for (const round of [1, 2, 3]) {
        for (const [i, { ours, oursPrivate }] of many.entries()) {
          const jws = signJws(`${round} ${i}`, { key: oursPrivate })
          const near = many[(i + 1) % (round === 2 ? 3 : many.length)]
          assert.equal(weTake(alg, ours, jws), true)
          assert.equal(weTake(alg, ours, jws), true)
          if (near && near.ours !== ours) assert.equal(weTake(alg, near.ours, jws), false)
        }
      }
    })

    test('the sum of a point and itself is found, and the sum of opposite points is none', () => {
      for (let k = 2n; k < 12n; k++) {
        for (const times of [1, 2, 3]) {
          const same = equalProducts(curve, k * 123456789n)
          assert.equal(bothSay(curve, same.key, same.signed, same.signature), true, `${times}`)
          const opposite = equalProducts(curve, k * 987654321n, -1n)
          assert.equal(bothSay(curve, opposite.key, opposite.signed, opposite.signature), false, `${times}`)
        }
      }
    })

    test('numbers at the ends of their range are judged as node:crypto does', () => {
      const numbers = [0n, 1n, 2n, order - 1n, order, order + 1n, 2n ** BigInt(8 * size) - 1n]
      const signed = input(alg, 'ends')
      for (const key of keys.slice(0, 4)) {
        for (const r of numbers) {
          for (const s of numbers)
            bothSay(curve, key, signed, Buffer.concat([toBytes(r, size), toBytes(s, size)]))
        }
      }
    })

    test('signatures of keys at the ends of their range are right', () => {
      for (const [i, key] of keys.entries()) {
        for (let n = 0; n < 5; n++) {
          const [header, payload, signature = ''] = signJws(`${i} ${n}`, { key: key.oursPrivate }).split('.')
          assert.equal(bothSay(curve, key, `${header}.${payload}`, Buffer.from(signature, 'base64url')), true)
        }
      }
    })
  })
}

describe('Ed25519', () => {
  const alg = 'Ed25519'
  const keys = Array.from({ length: 20 }, () => {
    const { privateKey, publicKey } = generateKeyPair('ed25519')
    const jwk = privateKey.export({ format: 'jwk' })
    const { d: _, ...shared } = jwk
    return {
      privateKey,
      publicKey,
      oursPrivate: importJwk({ ...jwk, alg }),
      ours: importJwk({ ...shared, alg }),
    }
  })

  test('signatures are those of node:crypto, which has no other choice', () => {
    for (let n = 0; n < 2000; n++) {
      const key = keys[n % keys.length]
      assert.ok(key)
      const jws = signJws('x'.repeat(n % 300) + n, { key: key.oursPrivate })
      const end = jws.lastIndexOf('.')
      const theirs = crypto.sign(null, Buffer.from(jws.slice(0, end)), key.privateKey)
      assert.equal(jws.slice(end + 1), theirs.toString('base64url'))
    }
  })

  test('signatures are judged as node:crypto does, with more keys than are kept', () => {
    for (let n = 0; n < 1200; n++) {
      const key = keys[n < 600 ? n % keys.length : n % 5]
      assert.ok(key)
      const signed = input(alg, { n })
      const signature = crypto.sign(null, Buffer.from(signed), key.privateKey)
      assert.equal(weTake(alg, key.ours, `${signed}.${signature.toString('base64url')}`), true)
      const at = (n * 7) % 64
      signature[at] = (signature[at] ?? 0) ^ (1 << (n % 8))
      const theirs = crypto.verify(null, Buffer.from(signed), key.publicKey, signature)
      assert.equal(weTake(alg, key.ours, `${signed}.${signature.toString('base64url')}`), theirs)
    }
  })
})
