// Nobody is timed who does not do the work. Who gives a wrong answer ends the benchmark; who cannot answer at all on this
// runtime is named as missing.
import { isDeepStrictEqual } from 'node:util'
import { audience, claimsOf, issuer, ttl } from './workload.js'

/** @import { Contestant, Judge, Made, Missing, Sign, Verify } from './peers/peer.js' */
/** @import { Claims } from './workload.js' */

/** An answer that is not the right one. */
export class WrongAnswer extends Error {}

/**
 * Makes all contestants, and lets those take part that can.
 *
 * @template Run
 * @param {readonly Contestant<Run>[]} contestants
 * @param {(run: Run, name: string) => Promise<void>} examine throws a WrongAnswer, or what a contestant has thrown
 * @returns {Promise<{ made: Made<Run>[], missing: Missing[] }>}
 */
export async function admit(contestants, examine) {
  const made = []
  const missing = []
  for (const { make, ...contestant } of contestants) {
    try {
      const run = await make()
      await examine(run, contestant.name)
      made.push({ ...contestant, run })
    } catch (error) {
      if (error instanceof WrongAnswer) throw error
      missing.push({ name: contestant.name, why: String(error instanceof Error ? error.message : error) })
    }
  }
  return { made, missing }
}

/**
 * A signer is right whose token says what it was asked to say and what the issuer adds, and is verified.
 *
 * @param {Verify} verify one that is known to be right
 */
export function examineSigner(verify) {
  return async (/** @type {Sign} */ sign, /** @type {string} */ name) => {
    const claims = claimsOf(1)
    const token = await sign({ ...claims })
    const { iat, exp, ...said } = await verify(token)
    const lifetime = Number(exp) - Number(iat)
    if (!isDeepStrictEqual({ ...said, lifetime }, { ...claims, iss: issuer, aud: audience, lifetime: ttl }))
      throw new WrongAnswer(`${name} signs other claims`)
  }
}

/**
 * The tokens that a verifier is asked about before it is timed.
 *
 * @typedef {{ good: string, claims: Claims, bad: Readonly<Record<string, string>> }} Questions
 */

/** @param {Questions} questions */
export function examineVerifier({ good, claims, bad }) {
  return async (/** @type {Verify} */ verify, /** @type {string} */ name) => {
    if (!isDeepStrictEqual({ ...(await verify(good)) }, claims))
      throw new WrongAnswer(`${name} reads other claims`)
    for (const [fault, token] of Object.entries(bad))
      if (await accepts(verify, token)) throw new WrongAnswer(`${name} takes a token with ${fault}`)
  }
}

/** @param {Questions} questions */
export function examineJudge({ good, bad }) {
  return async (/** @type {Judge} */ judge, /** @type {string} */ name) => {
    if (!(await judge(good))) throw new Error('refuses a good token')
    for (const [fault, token] of Object.entries(bad))
      if (await judge(token)) throw new WrongAnswer(`${name} takes a token with ${fault}`)
  }
}

/**
 * @param {Verify} verify
 * @param {string} token
 */
async function accepts(verify, token) {
  try {
    await verify(token)
    return true
  } catch {
    return false
  }
}
