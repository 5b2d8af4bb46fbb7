// What this library and another one owe each other: each takes what the other makes, claim for claim, and refuses what
// was changed on the way. A library's test file is one call, and what is special about it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, createVerifier, secretKey } from 'holoband'
import { hmacAlgorithms, secretFor } from '../support/tokens.js'

/** @import { HmacAlgorithm } from '../support/tokens.js' */

/** @typedef {Record<string, unknown>} Claims */

/**
 * Another library. Both functions take many at once, for those that are a process of their own. `verify` answers with
 * the claims of each token, or with null for one that it refuses.
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {string | false} [skip] why it is not there
 * @property {(claims: Claims[], alg: HmacAlgorithm, secret: Uint8Array) => Promise<string[]>} sign
 * @property {(tokens: string[], alg: HmacAlgorithm, secret: Uint8Array) => Promise<(Claims | null)[]>} verify
 */

export const issuer = 'https://auth.example'
export const audience = 'https://api.example'

const seconds = Math.floor(Date.now() / 1000)

/** @type {Claims[]} */
const samples = [
  { sub: 'user-42' },
  { sub: 'Zoë 漢字 🎟️ \u0000 \u2028 \u2029 "\\/\b', 'clé é': 'ключ' },
  {
    sub: 'a',
    list: [1, 2.5, -3e-7, 9007199254740991, true, null, 'x', [[]], {}],
    tree: { a: { b: { c: [{}] } } },
  },
  { sub: 'a', nbf: seconds - 5, jti: 'jti-1' },
  { sub: 'a', aud: ['https://other.example', audience] },
  { sub: 'large', pad: 'x'.repeat(5000) },
  { sub: 'larger, in three bytes each', pad: '漢'.repeat(900) },
]

/** The claims as a whole token has them. */
const complete = samples.map((claims) => ({
  iss: issuer,
  aud: audience,
  iat: seconds,
  exp: seconds + 900,
  ...claims,
}))

/**
 * @param {HmacAlgorithm} alg
 * @param {Uint8Array} [secret]
 */
export function ours(alg, secret = secretFor(alg)) {
  const key = secretKey(secret, { alg })
  return {
    key,
    verifier: createVerifier({ keys: key, algorithms: [alg], issuer, audience }),
    open: createIssuer({ key, issuer: null, audience: null, ttl: null }),
  }
}

/** @param {Peer} peer */
export function interop({ name, skip = false, sign, verify }) {
  describe(`${name} and holoband`, { skip }, () => {
    for (const alg of hmacAlgorithms) {
      const secret = secretFor(alg)

      test(`a token that ${name} signs with ${alg} is taken here, claim for claim`, async () => {
        const tokens = await sign(complete, alg, secret)
        assert.equal(tokens.length, complete.length)
        const { verifier } = ours(alg)
        tokens.forEach((token, index) => {
          assert.deepEqual(verifier.verify(token).claims, complete[index])
        })
      })

      test(`a token that is signed here with ${alg} is taken by ${name}, claim for claim`, async () => {
        const { open } = ours(alg)
        const tokens = complete.map((claims) => open.issue(claims))
        assert.deepEqual(await verify(tokens, alg, secret), complete)
      })

      test(`both refuse a ${alg} token that was changed on the way`, async () => {
        const { open, verifier } = ours(alg)
        const good = open.issue(complete[0] ?? {})
        const [header, payload, signature] = good.split('.')
        const [, otherPayload] = open.issue(complete[1] ?? {}).split('.')
        const changed = [
          `${header}.${otherPayload}.${signature}`,
          `${header}.${payload}.`,
          `${header}.${payload}`,
        ]
        const wrongKey = ours(alg, secretFor(alg, 9)).open.issue(complete[0] ?? {})
        const expired = open.issue({ ...complete[0], exp: seconds - 100 })
        const tokens = [...changed, wrongKey, expired]
        assert.deepEqual(
          await verify(tokens, alg, secret),
          tokens.map(() => null),
        )
        for (const token of tokens) assert.equal(verifier.check(token).ok, false)
      })
    }
  })
}

/**
 * Turns the functions of a library that take one at a time, and throw for what they refuse, into those of a peer.
 *
 * @param {{ name: string,
 *   sign: (claims: Claims, alg: HmacAlgorithm, secret: Uint8Array) => string | Promise<string>,
 *   verify: (token: string, alg: HmacAlgorithm, secret: Uint8Array) => object | Promise<object> }} library
 * @returns {Peer}
 */
export function oneAtATime({ name, sign, verify }) {
  return {
    name,
    sign: (claims, alg, secret) => Promise.all(claims.map(async (one) => sign(one, alg, secret))),
    verify: (tokens, alg, secret) =>
      Promise.all(
        tokens.map(async (token) => {
          try {
            return { ...(await verify(token, alg, secret)) }
          } catch {
            return null
          }
        }),
      ),
  }
}
