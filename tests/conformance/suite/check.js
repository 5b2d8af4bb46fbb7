// The few assertions that the suites need. They know no runtime, as no test runner is everywhere.

/**
 * A case: it passes unless it throws.
 *
 * @typedef {(t: Check, lib: Library) => void | Promise<void>} Case
 *
 * The cases of a suite by their names, which are sentences.
 * @typedef {Record<string, Case>} Suite
 *
 * What is tested, from wherever the runtime has it.
 * @typedef {typeof import('holoband') & typeof import('holoband/session') & typeof import('holoband/stores/memory')
 *   & typeof import('holoband/hono') & { Hono: typeof import('hono').Hono, client: typeof import('holoband/client') }} Library
 */

/** @typedef {typeof check} Check */

export const check = Object.freeze({ equal, ok, refused, rejected })

/**
 * Whether two values say the same: plain data are compared by what is in them, all else by identity.
 *
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [about]
 */
function equal(actual, expected, about = '') {
  if (!same(actual, expected)) fail(`${show(actual)} is not ${show(expected)}`, about)
}

/**
 * @param {unknown} condition
 * @param {string} [about]
 */
function ok(condition, about = '') {
  if (!condition) fail(`${show(condition)} is not true`, about)
}

/**
 * Whether the library refuses with this code. The code is looked at, and that the error is one of the library's.
 *
 * @param {Library} lib
 * @param {string} code
 * @param {() => unknown} act
 * @param {string} [about]
 */
function refused(lib, code, act, about = '') {
  try {
    act()
  } catch (error) {
    return isRefusal(lib, error, code, about)
  }
  fail(`nothing was refused, where ${code} was expected`, about)
}

/**
 * The same of a promise.
 *
 * @param {Library} lib
 * @param {string} code
 * @param {Promise<unknown>} promise
 * @param {string} [about]
 */
async function rejected(lib, code, promise, about = '') {
  const outcome = await promise.then(
    () => undefined,
    (/** @type {unknown} */ error) => ({ error }),
  )
  if (outcome === undefined) fail(`nothing was refused, where ${code} was expected`, about)
  else isRefusal(lib, outcome.error, code, about)
}

/**
 * @param {Library} lib
 * @param {unknown} error
 * @param {string} code
 * @param {string} about
 */
function isRefusal({ HolobandError }, error, code, about) {
  if (!(error instanceof HolobandError)) fail(`${String(error)} is none of the library's errors`, about)
  else equal(error.code, code, about)
}

/**
 * @param {string} what
 * @param {string} about
 */
function fail(what, about) {
  throw new Error(about === '' ? what : `${about}: ${what}`)
}

/**
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
function same(one, other) {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  const left = /** @type {Record<string, unknown>} */ (one)
  const right = /** @type {Record<string, unknown>} */ (other)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  )
}

/** @param {unknown} value */
function show(value) {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
