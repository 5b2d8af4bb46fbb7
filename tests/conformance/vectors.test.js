// The vectors of the runtime-free suite are right: those who made them still say so.
import assert from 'node:assert/strict'
import * as crypto from 'node:crypto'
import { describe, test } from 'node:test'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import { chains, claims, link, links, vectors } from './suite/vectors.js'

/** @import { Vector } from './suite/vectors.js' */

/** @param {string} text */
const bytes = (text) => Buffer.from(text, 'base64url')
const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = crypto.constants
const mlDsa = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 }

/** @param {Vector} vector */
function isRight({ alg, jwk, kid, signature }) {
  const segments = [{ alg, kid }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const input = Buffer.from(segments.join('.'))
  const hash = `sha${alg.slice(2, 5)}`
  if (alg.startsWith('HS')) {
    const mac = crypto.createHmac(hash, bytes(jwk.k ?? '')).update(input)
    return mac.digest().equals(bytes(signature))
  }
  if (alg in mlDsa) {
    const algorithm = mlDsa[/** @type {keyof typeof mlDsa} */ (alg)]
    const { publicKey } = algorithm.keygen(bytes(jwk.priv ?? ''))
    return bytes(jwk.pub ?? '').equals(publicKey) && algorithm.verify(bytes(signature), input, publicKey)
  }
  const key = crypto.createPublicKey({ key: jwk, format: 'jwk' })
  if (alg.startsWith('Ed')) return crypto.verify(null, input, key, bytes(signature))
  const how = alg.startsWith('PS')
    ? { padding, saltLength }
    : { dsaEncoding: /** @type {const} */ ('ieee-p1363') }
  return crypto.verify(hash, input, { key, ...how }, bytes(signature))
}

describe('the vectors', () => {
  for (const vector of vectors) {
    test(`of ${vector.alg} are right, and a change would be seen`, () => {
      assert.ok(isRight(vector))
      assert.ok(!isRight({ ...vector, kid: `${vector.kid}x` }))
    })
  }

  test('of chains of MACs are right, and the messages have every length around a block', () => {
    for (const { alg, jwk } of vectors) {
      if (alg !== 'HS256' && alg !== 'HS384' && alg !== 'HS512') continue
      const lengths = new Set()
      let signature = chains.first
      for (let size = 0; size < links; size++) {
        const { payload, typ } = link(size, signature)
        const header = Buffer.from(JSON.stringify({ alg, typ })).toString('base64url')
        const input = `${header}.${Buffer.from(payload).toString('base64url')}`
        lengths.add(input.length % 128)
        signature = crypto
          .createHmac(`sha${alg.slice(2)}`, bytes(jwk.k ?? ''))
          .update(input)
          .digest('base64url')
      }
      assert.equal(signature, chains[alg])
      assert.equal(lengths.size, 128)
    }
  })

  test('have the thumbprints of RFC 7638', () => {
    const members = /** @type {Record<string, string[]>} */ ({
      RSA: ['e', 'kty', 'n'],
      EC: ['crv', 'kty', 'x', 'y'],
      OKP: ['crv', 'kty', 'x'],
      AKP: ['alg', 'kty', 'pub'],
    })
    for (const { alg, jwk, kid } of vectors.filter(({ jwk }) => jwk.kty !== 'oct')) {
      const needed = Object.fromEntries((members[jwk.kty ?? ''] ?? []).map((name) => [name, jwk[name]]))
      const print = crypto.createHash('sha256').update(JSON.stringify(needed)).digest('base64url')
      assert.equal(kid, print, alg)
    }
  })
})
