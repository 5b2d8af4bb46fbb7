import { HolobandError } from '../errors.js'

/** @typedef {import('../../dist/holoband.js').Calls} Calls */
/** @typedef {import('./memory.js').SharedMemory} SharedMemory */

/**
 * Takes what stopped the module, and returns the error to be thrown.
 *
 * @callback Stop
 * @param {unknown} cause
 * @returns {HolobandError}
 */

/**
 * The functions of a module, each of which stops it where it does not come to its end. C++ has no exceptions here: where
 * memory or stack run out it is cut off where it stands, destructors do not run, and what it had begun is half done.
 *
 * @param {WebAssembly.Exports} exports
 * @param {Stop} stop
 * @returns {WebAssembly.Exports}
 */
export function guardExports(exports, stop) {
  const entries = Object.entries(exports).map(([name, value]) => [
    name,
    typeof value === 'function' ? guarded(/** @type {Raw} */ (value), stop) : value,
  ])
  return Object.fromEntries(entries)
}

/**
 * The same of the calls that embind describes, which do not go by the exports. Where embind gets no memory for a text it
 * writes that to the null address, over what stands behind it.
 *
 * @param {Calls} calls
 * @param {SharedMemory} memory
 * @param {Stop} stop
 * @returns {Calls}
 */
export function guardCalls(calls, memory, stop) {
  const entries = Object.entries(calls).map(([name, call]) => {
    if (typeof call !== 'function') return [name, call]
    /** @param {unknown[]} args */
    const guarded = (...args) => {
      try {
        const answer = call(...args)
        if (!memory.isSound()) throw new RangeError('a text was written to the null address')
        return answer
      } catch (error) {
        throw isTrap(error) ? stop(error) : error
      }
    }
    return [name, guarded]
  })
  return Object.fromEntries(entries)
}

/**
 * @typedef {(a: unknown, b: unknown, c: unknown, d: unknown, e: unknown) => unknown} Raw
 *
 * No export takes more than five arguments, and none minds those that it does not take. A rest parameter would cost an
 * array for every token.
 *
 * @param {Raw} call
 * @param {Stop} stop
 * @returns {Raw}
 */
function guarded(call, stop) {
  return (a, b, c, d, e) => {
    try {
      return call(a, b, c, d, e)
    } catch (error) {
      throw isTrap(error) ? stop(error) : error
    }
  }
}

/**
 * Whether WebAssembly was cut off. What embind throws of an argument comes before C++ has begun. JavaScriptCore and V8 call
 * a stack that is full a RangeError, SpiderMonkey calls it an InternalError.
 *
 * @param {unknown} error
 */
function isTrap(error) {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError ||
    (error instanceof Error && error.name === 'InternalError')
  )
}
