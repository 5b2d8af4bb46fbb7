// What `crypto: 'host'` is on a runtime: for which algorithms the host computes, and the verdicts that come of it.
import { createAdapter } from './any-adapter.js'
import { vectors } from './suite/vectors.js'
import { verdictsOn } from './verdicts.js'

/** @import { Algorithm, IssuerOptions, VerifierOptions } from 'holoband' */
/** @import { Library } from './any-adapter.js' */
/** @import { Case } from './verdicts.js' */

/**
 * @typedef {object} HostReport
 * @property {Algorithm[]} verifies  the algorithms whose signatures the host verifies
 * @property {Algorithm[]} signs     those that it signs with
 * @property {Record<string, string[]>} verdicts  by set, in the order of its cases
 */

/**
 * @param {Library} lib
 * @param {Record<string, readonly Case[]>} sets
 * @returns {Promise<HostReport | string>} the code of the refusal where the host has nothing
 */
export async function hostReport(lib, sets) {
  try {
    const { verifies, signs } = hostAlgorithms(lib)
    return { verifies, signs, verdicts: await verdictsOn(sets, createAdapter(lib, { crypto: 'host' })) }
  } catch (error) {
    if (error instanceof lib.HolobandError) return error.code
    throw error
  }
}

/**
 * The algorithms for which the host keeps a key.
 *
 * @param {Library} lib
 */
export function hostAlgorithms(lib) {
  const common = /** @type {const} */ ({ issuer: null, audience: null, crypto: 'host' })
  /** @type {Algorithm[]} */
  const verifies = []
  /** @type {Algorithm[]} */
  const signs = []
  for (const { alg, jwk } of vectors) {
    const key = lib.importJwk(jwk, { alg })
    if (keeps(lib, () => lib.createVerifier({ ...common, keys: key, algorithms: [alg] }))) verifies.push(alg)
    if (keeps(lib, () => lib.createIssuer({ ...common, key, ttl: 60 }))) signs.push(alg)
    key.dispose()
  }
  return { verifies, signs }
}

/**
 * Whether the host keeps a key for something that is made.
 *
 * @param {Library} lib
 * @param {() => { dispose(): void }} make
 */
function keeps({ core }, make) {
  const { glue } = core()
  const before = glue._holoband_host_keys()
  const made = make()
  const more = glue._holoband_host_keys() - before
  made.dispose()
  if (more > 1 || glue._holoband_host_keys() !== before) throw new Error('the host keeps what it should not')
  return more === 1
}
