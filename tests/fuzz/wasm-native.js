// Agreement of the WebAssembly module, through the published API, with the native library: the same verdicts, keys, tokens
// and decisions. The arithmetic of the module is its own, and so are its compiler and the way that things cross into it.
import { Choices } from './agreement/choices.js'
import { explore } from './agreement/explore.js'
import { jwkImport, jwksImport, pemImport, secretImport } from './wasm-native/import.js'
import { startNative } from './wasm-native/native.js'
import { craftedEcdsa, craftedEdwards, signing } from './wasm-native/signatures.js'
import { duration, issuing, jwsVerdict, passwordHash, refresh, tokenVerdict } from './wasm-native/verdicts.js'

/** @import { Verdict } from './agreement/explore.js' */
/** @import { Setup } from './wasm-native/experiment.js' */
/** @import { Native } from './wasm-native/native.js' */

/** What there is more to find in comes more often. @type {readonly Setup[]} */
const setups = [
  tokenVerdict,
  signing,
  jwkImport,
  signing,
  craftedEcdsa,
  tokenVerdict,
  pemImport,
  issuing,
  craftedEdwards,
  refresh,
  jwksImport,
  jwsVerdict,
  secretImport,
  duration,
  passwordHash,
]

/**
 * @param {{ seconds?: number, executions?: number, seed: number, corpus?: string, report?: (line: string) => void }} options
 */
export async function fuzz(options) {
  const native = await startNative()
  try {
    const { executions, outcomes, findings } = await explore({ ...options, judge: comparison(native) })
    return { executions, coverage: `${outcomes.size} outcomes`, findings }
  } finally {
    native.stop()
  }
}

/**
 * @param {Pick<Native, 'ask'>} native
 * @returns {(inputs: Uint8Array[]) => Promise<Verdict[]>}
 */
export function comparison(native) {
  return async (inputs) => {
    const experiments = inputs.map((input) => {
      const choices = new Choices(input)
      return choices.pick(setups)(choices)
    })
    const answers = await native.ask(experiments.flatMap(({ requests }) => requests))
    return experiments.map(({ requests, compare }) => compare(answers.splice(0, requests.length)))
  }
}
