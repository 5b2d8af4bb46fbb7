// The asymmetric algorithms beside those of the peers that have them: native OpenSSL with assembly in fast-jwt, the
// platform's WebCrypto in jose. Here everything runs in WebAssembly.
import assert from 'node:assert/strict'
import { createVerifier as createFastVerifier, createSigner } from 'fast-jwt'
import {
  createIssuer,
  createVerifier,
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
} from 'holoband'
import * as jose from 'jose'
import { race } from './measure.js'
import { audience, claimsOf, freshCopies, issuer, ttl } from './workload.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Claims } from './workload.js' */
/** @import { Timing } from './measure.js' */

/**
 * @template Input, Output
 * @typedef {import('./contestants.js').Contestant<Input, Output>} Contestant
 */

/**
 * An algorithm, how many tokens make a turn, who takes part, and how many times slower than fast-jwt verifying may be.
 * The curves of Edwards are asked for by the name that fast-jwt and jose both have.
 *
 * @typedef {{ alg: Algorithm, signs: number, verifies: number, peers: ('fast-jwt' | 'jose')[], atMost?: number }} Event
 */

/** @type {Event[]} */
const events = [
  { alg: 'ES256', signs: 200, verifies: 100, peers: ['fast-jwt', 'jose'], atMost: 6 },
  { alg: 'RS256', signs: 10, verifies: 200, peers: ['fast-jwt', 'jose'], atMost: 4 },
  { alg: 'PS256', signs: 10, verifies: 200, peers: ['fast-jwt', 'jose'] },
  { alg: 'EdDSA', signs: 200, verifies: 150, peers: ['fast-jwt', 'jose'], atMost: 1.1 }, // level, within a run's noise
  { alg: 'ML-DSA-44', signs: 20, verifies: 60, peers: [] }, // no peer has it on this Node.js
]

/** How many times slower than fast-jwt a group may be, where that was promised. */
export const limits = new Map(
  events.flatMap(({ alg, atMost }) => (atMost ? [[`verify ${alg}`, atMost]] : [])),
)

const lasting = 24 * 3600

/** @param {Event} event */
async function contestantsOf({ alg, peers }) {
  const key = generateKey(alg)
  const mine = createIssuer({ key, issuer, audience, ttl })
  const verifier = createVerifier({ keys: key.publicKey(), algorithms: [alg], issuer, audience })
  /** @type {Contestant<Claims, string>[]} */
  const signers = [{ name: 'holoband', run: (claims) => mine.issue(claims) }]
  /** @type {Contestant<string, Claims>[]} */
  const verifiers = [{ name: 'holoband', run: (token) => verifier.verify(token).claims }]
  if (peers.includes('fast-jwt')) {
    const algorithm = /** @type {import('fast-jwt').Algorithm} */ (alg)
    const common = { iss: issuer, aud: audience, expiresIn: ttl * 1000 }
    const sign = createSigner({ key: exportPemWithPrivateKey(key), algorithm, ...common })
    const checks = { algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, cache: false }
    const verify = createFastVerifier({ key: exportPem(key), ...checks })
    signers.push({ name: 'fast-jwt', run: (claims) => sign(claims) })
    verifiers.push({ name: 'fast-jwt', run: (token) => verify(token) })
  }
  if (peers.includes('jose')) {
    const privateKey = await jose.importJWK(exportJwkWithPrivateKey(key), alg)
    const publicKey = await jose.importJWK(exportJwk(key), alg)
    signers.push({
      name: 'jose',
      asynchronous: true,
      run: (claims) =>
        new jose.SignJWT(claims)
          .setProtectedHeader({ alg, typ: 'JWT' })
          .setIssuer(issuer)
          .setAudience(audience)
          .setIssuedAt()
          .setExpirationTime(`${ttl}s`)
          .sign(privateKey),
    })
    const checks = { issuer, audience, algorithms: [alg] }
    verifiers.push({
      name: 'jose',
      asynchronous: true,
      run: async (token) => (await jose.jwtVerify(token, publicKey, checks)).payload,
    })
  }
  const long = createIssuer({ key, issuer, audience, ttl: lasting })
  return { signers, verifiers, makeToken: (/** @type {number} */ index) => long.issue(claimsOf(index)) }
}

/** Nobody is timed who does not do the work. @param {Awaited<ReturnType<typeof contestantsOf>>} contestants */
async function assertRight({ signers, verifiers, makeToken }) {
  const [header, , signature] = makeToken(1).split('.')
  const forged = `${header}.${makeToken(2).split('.')[1]}.${signature}`
  for (const { run } of signers) {
    const token = await run(claimsOf(3))
    for (const verifier of verifiers)
      assert.equal((await verifier.run(token)).sub, claimsOf(3).sub, verifier.name)
  }
  for (const { name, run } of verifiers) await assert.rejects(async () => run(forged), Error, name)
}

/**
 * The groups of these algorithms, by name.
 *
 * @param {number} rounds
 * @returns {Record<string, () => Promise<Timing[]>>}
 */
export function asymmetricGroups(rounds) {
  return Object.fromEntries(
    events.flatMap((event) => {
      const once = lazily(async () => {
        const contestants = await contestantsOf(event)
        await assertRight(contestants)
        return contestants
      })
      const many = (/** @type {number} */ size) => Array.from({ length: size }, (_, index) => index)
      return [
        [
          `sign ${event.alg}`,
          async () => race((await once()).signers, () => many(event.signs).map(claimsOf), rounds),
        ],
        [
          `verify ${event.alg}`,
          async () => {
            const { verifiers, makeToken } = await once()
            const tokens = many(Math.min(event.verifies, 40)).map(makeToken)
            const repeated = many(event.verifies).map((index) => tokens[index % tokens.length] ?? '')
            return race(verifiers, () => freshCopies(repeated), rounds)
          },
        ],
      ]
    }),
  )
}

/**
 * @template T
 * @param {() => Promise<T>} make
 */
function lazily(make) {
  /** @type {Promise<T> | undefined} */
  let made
  return () => {
    made ??= make()
    return made
  }
}
