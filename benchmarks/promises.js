// What is promised of the figures. With --check, one that is missed ends the benchmark with status 1.

/**
 * Ours is so many times as fast as another in the same race: the median of the rounds. What is promised on some runtimes
 * is measured and shown on all.
 *
 * @typedef {object} Faster
 * @property {string} operation  for people
 * @property {string} group
 * @property {string} ours  a lane of the group
 * @property {string} than  another
 * @property {number} atLeast
 * @property {boolean} [everyRound]  ahead in each of the rounds, too
 * @property {'node' | 'workerd'} on
 */

/**
 * The exponent with which the cost of ours grows with the size of the token.
 *
 * @typedef {{ operation: string, group: string, ours: string, exponentAtMost: number, on: 'node' }} Linear
 */

/**
 * By how many bytes the memory may grow from the first reading to the last.
 *
 * @typedef {{ operation: string, group: string, of: 'rss' | 'heap' | 'wasm', growthAtMost: number, on: 'node' }} Flat
 */

/** @typedef {Faster | Linear | Flat} Promised */

const mine = 'holoband'
const host = "holoband, crypto: 'host'"
const megabyte = 1e6

/**
 * @param {readonly [operation: string, group: string]} what
 * @param {string} ours
 * @param {string} than
 * @param {number} atLeast
 * @param {Partial<Faster>} [further]
 * @returns {Faster}
 */
function faster([operation, group], ours, than, atLeast, further = {}) {
  return { operation, group, ours, than, atLeast, on: 'node', ...further }
}

const verify = /** @type {const} */ (['HS256 verify', 'verify HS256'])
const ahead = { everyRound: true }
const inWorkerd = /** @type {const} */ ({ on: 'workerd' })

/** @type {readonly Promised[]} */
export const promises = [
  faster(verify, mine, 'fast-jwt', 2.5),
  faster(verify, mine, 'jose', 15),
  faster(verify, mine, 'jsonwebtoken, KeyObject', 3),
  faster(['HS256 sign', 'sign HS256'], mine, 'fast-jwt', 2.5),
  faster(['cached verify, 99 % hits', 'cached verify, 99 % hits'], 'holoband, cached', 'fast-jwt, cached', 4),
  faster(['check of a bad signature', 'refuse a bad signature'], 'holoband, check', 'fast-jwt', 4),
  faster(['check of an expired token', 'refuse an expired token'], 'holoband, check', 'fast-jwt', 4),
  faster(['Ed25519 verify', 'verify EdDSA'], mine, 'fast-jwt', 1),
  faster(['Ed25519 sign', 'sign EdDSA'], mine, 'fast-jwt', 1),
  faster(['ES256 verify', 'verify ES256'], mine, 'fast-jwt', 0.22),
  faster(['RS256 verify, host', 'verify RS256'], host, 'fast-jwt', 1.1),
  faster(['PS256 verify, host', 'verify PS256'], host, 'fast-jwt', 1.1),
  faster(['ES256 verify, host', 'verify ES256'], host, 'fast-jwt', 1.02, ahead),
  faster(['ES256 sign, host', 'sign ES256'], host, 'fast-jwt', 1.02, ahead),
  faster(['RS256 sign, host', 'sign RS256'], host, 'fast-jwt', 1.02, ahead),
  faster(verify, mine, 'hono/jwt', 2, inWorkerd),
  faster(verify, mine, 'jose', 2, inWorkerd),
  faster(['a key set of 100', 'key sets'], 'holoband, 100 keys', 'holoband, 1 key', 1 / 1.1),
  faster(
    ['1,000 living verifiers', 'living verifiers'],
    'holoband, 1 of 1,000 verifiers',
    'holoband, 1 verifier',
    1 / 1.1,
  ),
  { operation: 'verify by size', group: 'sizes, verify', ours: mine, exponentAtMost: 1.05, on: 'node' },
  { operation: 'sign by size', group: 'sizes, sign', ours: mine, exponentAtMost: 1.05, on: 'node' },
  { operation: "the module's memory", group: 'memory', of: 'wasm', growthAtMost: 0, on: 'node' },
  { operation: 'the heap', group: 'memory', of: 'heap', growthAtMost: 2 * megabyte, on: 'node' },
  { operation: 'the resident set', group: 'memory', of: 'rss', growthAtMost: 32 * megabyte, on: 'node' },
]
