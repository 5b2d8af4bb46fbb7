// What the groups are made of: lanes, and the inputs that they are given.
import { admit } from './correctness.js'
import { examineFloor, floorName, floorOf, taken } from './floors.js'
import { secretMaterial } from './materials.js'
import { loadPeers } from './peers/index.js'
import {
  claimsInUse,
  claimsOf,
  claimsOfExpired,
  freshCopies,
  many,
  neutralToken,
  newSecretText,
  secretText,
} from './workload.js'

/** @import { Runner } from './measure.js' */
/** @import { Contestant, Made, Material, Missing, Peer } from './peers/peer.js' */
/** @import { Claims } from './workload.js' */

/**
 * One way of doing what a group does, on inputs of its own. They are made outside the time that counts, and so is what
 * a lane wants around itself, which is undone by what `surround` returns.
 *
 * @template Input
 * @typedef {Runner & {
 *   run: (input: Input) => unknown,
 *   inputs: (count: number, round: number) => readonly Input[],
 *   asynchronous?: boolean | undefined,
 *   surround?: () => () => void,
 * }} Recipe
 */

/** A turn that is ready: `go` is what is timed. @typedef {{ go: () => void | Promise<void>, undo: () => void }} Ready */

/** @typedef {Runner & { prepare: (count: number, round: number) => Ready }} Lane */

/** @typedef {{ lanes: Lane[], missing: Missing[] }} Race */

/** How many different tokens or claims there are. */
export const pool = 5000
export const otherSecret = newSecretText()

/**
 * @template Input
 * @param {Recipe<Input>} recipe
 * @returns {Lane}
 */
export function laneOf({ run, inputs, asynchronous = false, surround = () => () => {}, ...runner }) {
  return {
    ...runner,
    prepare(count, round) {
      const all = inputs(count, round)
      const undo = surround()
      const go = asynchronous
        ? async () => {
            for (const input of all) await run(input)
          }
        : () => {
            for (const input of all) run(input)
          }
      return { go, undo }
    },
  }
}

/**
 * @template Input
 * @param {readonly Made<(input: Input) => unknown>[]} made
 * @param {Recipe<Input>['inputs']} inputs
 */
export function lanesOf(made, inputs) {
  return made.map((one) => laneOf({ ...one, inputs }))
}

/** @param {string | undefined} text */
export const given = (text) => text ?? ''

/**
 * As many strings as are wanted, of a few thousand different ones, in strings of their own, and in each round other ones.
 *
 * @param {readonly string[]} strings
 */
export function drawn(strings) {
  return (/** @type {number} */ count, /** @type {number} */ round) =>
    freshCopies(many(count, (index) => given(strings[(index + round * 997) % strings.length])))
}

/** @param {number} count @param {number} round */
export const freshClaims = (count, round) => many(count, (index) => claimsOf((index + round * 997) % pool))

/** The tokens of HS256 that everybody is asked about first. @param {string} [kid] */
export function questionsOf(kid) {
  const claims = claimsInUse(0)
  const token = (/** @type {Claims} */ changed, key = secretText) => neutralToken(changed, key, kid)
  return { good: token(claims), claims, bad: badTokens(token, claims, token(claims, otherSecret)) }
}

/**
 * The ways in which a token can be bad that everybody is asked to notice.
 *
 * @param {(claims: Claims) => string} token
 * @param {Claims} claims
 * @param {string} forged
 */
export function badTokens(token, claims, forged) {
  return {
    'a bad signature': forged,
    'an exp that is over': token(claimsOfExpired(0)),
    'another issuer': token({ ...claims, iss: 'https://other.example' }),
    'another audience': token({ ...claims, aud: 'https://other.example' }),
  }
}

/**
 * @template T
 * @param {() => Promise<T>} make
 */
export function once(make) {
  /** @type {Promise<T> | undefined} */
  let made
  return () => {
    made ??= make()
    return made
  }
}

const libraries = once(loadPeers)
export const secretOnce = once(async () => secretMaterial(secretText))
export const tokensInUse = once(async () => many(pool, (index) => neutralToken(claimsInUse(index))))

/**
 * What all libraries bring of one kind, in the order of the tables.
 *
 * @template Run
 * @param {(peer: Peer) => Contestant<Run>[] | undefined} of
 */
export async function everybody(of) {
  const { peers, missing } = await libraries()
  return { contestants: peers.flatMap((peer) => of(peer) ?? []), missing }
}

/**
 * Ours, which says whether what the others sign is right.
 *
 * @param {Material} material
 */
export async function referenceVerifier(material) {
  const { contestants } = await everybody((peer) => peer.verifiers?.(material))
  const first = contestants.find(({ name }) => name === 'holoband')
  if (first === undefined) throw new Error('holoband is not there')
  return first.make()
}

/**
 * @param {Material} material
 * @param {'sign' | 'verify'} what
 * @param {readonly string[]} tokens
 * @returns {Promise<Race>}
 */
export async function floorLanes(material, what, tokens) {
  const [good = '', other = ''] = tokens
  const contestant = { name: floorName(material, what), make: () => floorOf(material, what) }
  const { made, missing } = await admit([contestant], examineFloor(good, spliced(good, other)))
  const inputs = drawn(tokens)
  const lanes = made.map(({ name, run: { run } }) =>
    laneOf({ name, run, inputs: (count, round) => inputs(count, round).map(taken) }),
  )
  return { lanes, missing }
}

/**
 * One token with the signature of another.
 *
 * @param {string} token
 * @param {string} other
 */
export function spliced(token, other) {
  return token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))
}
