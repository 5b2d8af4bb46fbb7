// All that is asked on every runtime: the suite, what is special about the runtime, and every conformance case.
import { internals, sets } from 'conformance-data'
import { createAdapter } from '../../conformance/any-adapter.js'
import { hostReport } from '../../conformance/host.js'
import { check } from '../../conformance/suite/check.js'
import { resultOf, runSuite } from '../../conformance/suite/index.js'
import { verdictsOn } from '../../conformance/verdicts.js'
import { observed, since } from './observe.js'

/** @import { HostReport } from '../../conformance/host.js' */
/** @import { Library, Suite } from '../../conformance/suite/check.js' */
/** @import { Result, SuiteName } from '../../conformance/suite/index.js' */
/** @import { Observed } from './observe.js' */

/**
 * @typedef {object} Report
 * @property {Result[]} results
 * @property {Record<string, string[]>} verdicts  by set, in the order of its cases
 * @property {HostReport | string} host           what the host computes, or the code of the refusal
 * @property {Observations} observed
 * @property {string} [version]                   of the runtime, where a program can ask for it
 *
 * @typedef {object} Observations
 * @property {Observed} atImport  while the package was imported
 * @property {Observed} atStart   when it was used for the first time
 * @property {Observed} inSuite   from then on, in all cases
 */

/**
 * @param {Library} lib
 * @param {Suite} special  what this runtime has and lacks
 * @param {object} options
 * @param {Observed} options.atImport
 * @param {Observed} [options.atStart]             where it was used already
 * @param {readonly SuiteName[]} [options.without]  suites for which the runtime lacks what `special` says
 * @returns {Promise<Report>}
 */
export async function judge(lib, special, { atImport, atStart = start(lib), without = [] }) {
  const results = []
  for (const [name, act] of Object.entries(special)) {
    results.push(await resultOf(`here: ${name}`, () => act(check, lib)))
  }
  const before = observed()
  results.push(...(await runSuite(lib, without)))
  const inSuite = since(before)
  const whole = { ...internals, ...lib }
  const verdicts = await verdictsOn(sets, createAdapter(whole))
  const host = await hostReport(whole, sets)
  return { results, verdicts, host, observed: { atImport, atStart, inSuite } }
}

/** @param {Library} lib */
function start(lib) {
  const before = observed()
  lib.parseDuration('15m')
  return since(before)
}

// The shortest module there is: a magic word and a version.
const emptyModule = () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/** What a runtime says to bytes that it is to compile: `compiled`, or the name of the error. */
export const compiling = () => nameOf(() => new WebAssembly.Module(emptyModule()), 'compiled')

/** What it says to a text that it is to run. */
export const evaluating = () => nameOf(() => new Function('return 1')(), 'evaluated')

/**
 * @param {() => unknown} act
 * @param {string} done
 */
function nameOf(act, done) {
  try {
    act()
    return done
  } catch (error) {
    return /** @type {Error} */ (error).name
  }
}
