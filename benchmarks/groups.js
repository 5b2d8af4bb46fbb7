// What is timed: each group is a race, in which every lane does the same with inputs of its own.
import { createVerifier } from 'holoband'
import { asymmetricGroups } from './asymmetric.js'
import { admit, examineJudge, examineSigner, examineVerifier } from './correctness.js'
import {
  drawn,
  everybody,
  floorLanes,
  freshClaims,
  given,
  laneOf,
  lanesOf,
  once,
  otherSecret,
  pool,
  questionsOf,
  referenceVerifier,
  secretOnce,
  tokensInUse,
} from './lanes.js'
import { secretMaterial } from './materials.js'
import { refresh } from './refresh.js'
import {
  audience,
  claimsInUse,
  claimsOfExpired,
  claimsOfSize,
  freshCopies,
  issuer,
  many,
  neutralToken,
  newSecretText,
  secretText,
  subjectFirst,
} from './workload.js'

/** @import { Race } from './lanes.js' */
/** @import { Contestant, Judge, Material, Verify } from './peers/peer.js' */

/** @returns {Promise<Race>} */
async function sign() {
  const material = await secretOnce()
  const { contestants, missing } = await everybody((peer) => peer.signers?.(material))
  const admitted = await admit(contestants, examineSigner(await referenceVerifier(material)))
  const floor = await floorLanes(material, 'sign', await tokensInUse())
  const lanes = [...lanesOf(admitted.made, freshClaims), ...floor.lanes]
  return { lanes, missing: [...missing, ...admitted.missing, ...floor.missing] }
}

/**
 * @param {readonly string[]} tokens
 * @returns {Promise<Race>}
 */
async function verify(tokens) {
  const material = await secretOnce()
  const { contestants, missing } = await everybody((peer) => peer.verifiers?.(material))
  const admitted = await admit(contestants, examineVerifier(questionsOf()))
  const floor = await floorLanes(material, 'verify', tokens)
  const lanes = [...lanesOf(admitted.made, drawn(tokens)), ...floor.lanes]
  return { lanes, missing: [...missing, ...admitted.missing, ...floor.missing] }
}

/**
 * How those refuse that throw: by an exception that is caught.
 *
 * @param {Contestant<Verify>} verifier
 * @returns {Contestant<Judge>}
 */
function judging({ name, make, asynchronous, added }) {
  return {
    ...{ name: name === 'holoband' ? 'holoband, verify' : name, asynchronous, added },
    async make() {
      const run = await make()
      return asynchronous
        ? (token) => Promise.resolve(run(token)).then(yes, no)
        : (token) => {
            try {
              run(token)
              return true
            } catch {
              return false
            }
          }
    },
  }
}

const yes = () => true
const no = () => false

/** @param {(index: number) => string} badToken */
function refuse(badToken) {
  return async () => {
    const material = await secretOnce()
    const { contestants, missing } = await everybody((peer) => [
      ...(peer.judges?.(material) ?? []),
      ...(peer.verifiers?.(material) ?? []).map(judging),
    ])
    const admitted = await admit(contestants, examineJudge(questionsOf()))
    const lanes = lanesOf(admitted.made, drawn(many(pool, badToken)))
    return { lanes, missing: [...missing, ...admitted.missing] }
  }
}

/**
 * Verifiers of one and of many keys. Every token names its key, and all keys have their turn.
 *
 * @returns {Promise<Race>}
 */
async function keySets() {
  const lanes = []
  const missing = []
  for (const count of [1, 100]) {
    const secrets = many(count, (index) => (index === 0 ? secretText : newSecretText()))
    const materials = secrets.map((text, index) => secretMaterial(text, `key-${index}`))
    const tokens = many(pool, (index) =>
      neutralToken(claimsInUse(index), given(secrets[index % count]), `key-${index % count}`),
    )
    const suffix = count === 1 ? '1 key' : `${count} keys`
    const { contestants } = await everybody((peer) =>
      peer.keyed?.(materials).map((one) => ({ ...one, name: `${one.name}, ${suffix}` })),
    )
    const admitted = await admit(contestants, examineVerifier(questionsOf('key-0')))
    const made = admitted.made.map((one) => ({ ...one, variant: suffix }))
    lanes.push(...lanesOf(made, drawn(tokens)))
    missing.push(...admitted.missing)
  }
  return { lanes, missing }
}

/**
 * One verifier alone, the same one while 999 others live, and all 1,000 in turn, each with a key of its own.
 *
 * @returns {Promise<Race>}
 */
async function livingVerifiers() {
  const materials = many(1000, (index) => secretMaterial(index === 0 ? secretText : newSecretText()))
  const policy = { algorithms: [/** @type {const} */ ('HS256')], issuer, audience }
  const newVerifier = (/** @type {Material} */ { key }) => createVerifier({ keys: key, ...policy })
  const one = newVerifier(await secretOnce())
  let living = [one]
  function surround() {
    living = [one, ...materials.slice(1).map(newVerifier)]
    return () => {
      for (const verifier of living.slice(1)) verifier.dispose()
    }
  }
  const tokens = drawn(await tokensInUse())
  const alone = { run: (/** @type {string} */ token) => one.verify(token), inputs: tokens }
  const theirs = drawn(materials.map(({ signing }, index) => neutralToken(claimsInUse(index), signing)))
  const inTurn = {
    run: (/** @type {{ index: number, token: string }} */ { index, token }) => living[index]?.verify(token),
    inputs: (/** @type {number} */ count) =>
      theirs(count, 0).map((token, index) => ({ index: index % materials.length, token })),
  }
  const lanes = [
    laneOf({ name: 'holoband, 1 verifier', ...alone }),
    laneOf({ name: 'holoband, 1 of 1,000 verifiers', ...alone, surround }),
    laneOf({ name: 'holoband, 1,000 verifiers in turn', ...inTurn, surround }),
  ]
  return { lanes, missing: [] }
}

const cacheSize = 10_000
const hot = 100
const compared = new Set(['holoband', 'fast-jwt'])

/** More than a cache keeps, one after the other: when one comes again it has been forgotten. */
const coldTokens = once(async () => many(2 * cacheSize, (index) => neutralToken(claimsInUse(pool + index))))

/** @param {number} percent of the tokens that have been seen before */
function cachedVerify(percent) {
  return async () => {
    const material = await secretOnce()
    const { contestants, missing } = await everybody((peer) => [
      ...(peer.cached?.(material, cacheSize) ?? []),
      ...(peer.verifiers?.(material) ?? []).filter(({ name }) => compared.has(name)),
    ])
    const admitted = await admit(contestants, examineVerifier(questionsOf()))
    const [known, cold] = [await tokensInUse(), await coldTokens()]
    const lanes = admitted.made.map((one) => {
      let seen = 0
      const next = (/** @type {number} */ index) =>
        given(index % 100 < percent ? known[(index * 31) % hot] : cold[seen++ % cold.length])
      return laneOf({ ...one, inputs: (count) => freshCopies(many(count, next)) })
    })
    return { lanes, missing: [...missing, ...admitted.missing] }
  }
}

const sizes = [150, 300, 600, 1200, 2400, 4800, 8192]

/** @param {number} bytes */
function workOfSize(bytes) {
  const claims = many(100, (index) => claimsOfSize(bytes, index))
  const tokens = claims.map((each, index) => neutralToken(claimsInUse(index, each)))
  return { bytes, claims, tokens, size: given(tokens[0]).length }
}

/** @returns {Promise<Race>} */
async function verifySizes() {
  const material = await secretOnce()
  const { contestants } = await everybody((peer) => peer.verifiers?.(material))
  const admitted = await admit(chosen(contestants), examineVerifier(questionsOf()))
  const lanes = sizes.map(workOfSize).flatMap(({ bytes, size, tokens }) =>
    admitted.made.map(({ name, run }) => {
      const inputs = drawn(tokens)
      return laneOf({ name: `${name}, ${bytes} bytes`, of: name, size, run, inputs })
    }),
  )
  return { lanes, missing: admitted.missing }
}

/** @returns {Promise<Race>} */
async function signSizes() {
  const material = await secretOnce()
  const { contestants } = await everybody((peer) => peer.signers?.(material))
  const admitted = await admit(chosen(contestants), examineSigner(await referenceVerifier(material)))
  const lanes = sizes.map(workOfSize).flatMap(({ bytes, size, claims }) =>
    admitted.made.map(({ name, run }) => {
      const inputs = (/** @type {number} */ count) =>
        many(count, (index) => ({ ...claims[index % claims.length] }))
      return laneOf({ name: `${name}, ${bytes} bytes`, of: name, size, run, inputs })
    }),
  )
  return { lanes, missing: admitted.missing }
}

/**
 * @template Run
 * @param {readonly Contestant<Run>[]} contestants
 */
function chosen(contestants) {
  return contestants.filter(({ name }) => compared.has(name))
}

/** @type {Readonly<Record<string, () => Promise<Race>>>} */
export const groups = Object.freeze({
  'sign HS256': sign,
  'verify HS256': async () => verify(await tokensInUse()),
  'verify HS256, subject first': async () =>
    verify(many(pool, (index) => neutralToken(subjectFirst(claimsInUse(index))))),
  'refuse a bad signature': refuse((index) => neutralToken(claimsInUse(index), otherSecret)),
  'refuse an expired token': refuse((index) => neutralToken(claimsOfExpired(index))),
  'cached verify, 0 % hits': cachedVerify(0),
  'cached verify, 50 % hits': cachedVerify(50),
  'cached verify, 99 % hits': cachedVerify(99),
  'key sets': keySets,
  'living verifiers': livingVerifiers,
  refresh,
  'sizes, verify': verifySizes,
  'sizes, sign': signSizes,
  ...asymmetricGroups,
})
