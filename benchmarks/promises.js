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

const node = /** @type {const} */ ({ on: 'node' })
const workerd = /** @type {const} */ ({ on: 'workerd' })
const host = "holoband, crypto: 'host'"
const megabyte = 1e6

/** @type {readonly Promised[]} */
export const promises = [
  { operation: 'HS256 verify', group: 'verify HS256', ours: 'holoband', than: 'fast-jwt', atLeast: 2.5, ...node },
  { operation: 'HS256 verify', group: 'verify HS256', ours: 'holoband', than: 'jose', atLeast: 15, ...node },
  {
    ...{ operation: 'HS256 verify', group: 'verify HS256', ours: 'holoband' },
    ...{ than: 'jsonwebtoken, KeyObject', atLeast: 3, ...node },
  },
  { operation: 'HS256 sign', group: 'sign HS256', ours: 'holoband', than: 'fast-jwt', atLeast: 2.5, ...node },
  {
    ...{ operation: 'cached verify, 99 % hits', group: 'cached verify, 99 % hits', ours: 'holoband, cached' },
    ...{ than: 'fast-jwt, cached', atLeast: 4, ...node },
  },
  {
    ...{ operation: 'check of a bad signature', group: 'refuse a bad signature', ours: 'holoband, check' },
    ...{ than: 'fast-jwt', atLeast: 4, ...node },
  },
  {
    ...{ operation: 'check of an expired token', group: 'refuse an expired token', ours: 'holoband, check' },
    ...{ than: 'fast-jwt', atLeast: 4, ...node },
  },
  { operation: 'Ed25519 verify', group: 'verify EdDSA', ours: 'holoband', than: 'fast-jwt', atLeast: 1, ...node },
  { operation: 'Ed25519 sign', group: 'sign EdDSA', ours: 'holoband', than: 'fast-jwt', atLeast: 1, ...node },
  { operation: 'ES256 verify', group: 'verify ES256', ours: 'holoband', than: 'fast-jwt', atLeast: 0.22, ...node },
  { operation: 'RS256 verify, host', group: 'verify RS256', ours: host, than: 'fast-jwt', atLeast: 1.1, ...node },
  { operation: 'PS256 verify, host', group: 'verify PS256', ours: host, than: 'fast-jwt', atLeast: 1.1, ...node },
  ...['verify ES256', 'sign ES256', 'sign RS256'].map((group) => ({
    ...{ operation: `${group.split(' ').toReversed().join(' ')}, host`, group, ours: host },
    ...{ than: 'fast-jwt', atLeast: 1.02, everyRound: true, ...node },
  })),
  { operation: 'HS256 verify', group: 'verify HS256', ours: 'holoband', than: 'hono/jwt', atLeast: 2, ...workerd },
  { operation: 'HS256 verify', group: 'verify HS256', ours: 'holoband', than: 'jose', atLeast: 2, ...workerd },
  {
    ...{ operation: 'a key set of 100', group: 'key sets', ours: 'holoband, 100 keys' },
    ...{ than: 'holoband, 1 key', atLeast: 1 / 1.1, ...node },
  },
  {
    ...{ operation: '1,000 living verifiers', group: 'living verifiers', ours: 'holoband, 1 of 1,000 verifiers' },
    ...{ than: 'holoband, 1 verifier', atLeast: 1 / 1.1, ...node },
  },
  { operation: 'verify by size', group: 'sizes, verify', ours: 'holoband', exponentAtMost: 1.05, ...node },
  { operation: 'sign by size', group: 'sizes, sign', ours: 'holoband', exponentAtMost: 1.05, ...node },
  { operation: "the module's memory", group: 'memory', of: 'wasm', growthAtMost: 0, ...node },
  { operation: 'the heap', group: 'memory', of: 'heap', growthAtMost: 2 * megabyte, ...node },
  { operation: 'the resident set', group: 'memory', of: 'rss', growthAtMost: 32 * megabyte, ...node },
]
