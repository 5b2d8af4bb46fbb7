// One suite for every runtime. It knows neither the runtime nor a test runner: it is handed the library, and gives back
// plain data.
import { algorithms } from './algorithms.js'
import { check } from './check.js'
import { client } from './client.js'
import { core } from './core.js'
import { keys } from './keys.js'
import { passwords } from './passwords.js'
import { remote } from './remote.js'
import { server } from './server.js'
import { sessions } from './sessions.js'

/** @import { Library } from './check.js' */

/** @typedef {{ name: string, ok: boolean, error?: string }} Result */

const suites = { core, algorithms, keys, passwords, remote, sessions, server, client }

/** @typedef {keyof typeof suites} SuiteName */

/**
 * The names of all cases, in their order.
 *
 * @param {readonly SuiteName[]} [without]  suites for which a runtime lacks something, as its own cases must say
 */
export function casesOf(without = []) {
  const chosen = Object.entries(suites).filter(([suite]) => !without.some((name) => name === suite))
  return chosen.flatMap(([suite, cases]) =>
    Object.entries(cases).map(([name, act]) => ({ name: `${suite}: ${name}`, act })),
  )
}

/**
 * Runs every case, whatever became of the one before.
 *
 * @param {Library} lib
 * @param {readonly SuiteName[]} [without]
 * @returns {Promise<Result[]>}
 */
export async function runSuite(lib, without) {
  const results = []
  for (const { name, act } of casesOf(without)) results.push(await resultOf(name, () => act(check, lib)))
  return results
}

/**
 * Runs a case of any kind.
 *
 * @param {string} name
 * @param {() => void | Promise<void>} act
 * @returns {Promise<Result>}
 */
export async function resultOf(name, act) {
  try {
    await act()
    return { name, ok: true }
  } catch (error) {
    return { name, ok: false, error: String(/** @type {Error} */ (error)?.stack ?? error) }
  }
}
