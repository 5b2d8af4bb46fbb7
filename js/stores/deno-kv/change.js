/** @import { DenoKv, DenoKvAtomic, DenoKvKey } from '../deno-kv.js' */

/** The longest time that a value is told to expire in, in milliseconds; about three hundred years. */
const longest = 1e13

/** How often another process may be found writing to the same file, before that is reported: for some five seconds. */
const mostLocked = 45

/** Reads that see every write that was committed before. */
export const strong = /** @type {const} */ ({ consistency: 'strong' })

/** What a step comes to that has to look again, because another one came between. */
export const again = Symbol('again')

/**
 * untilDone repeats a step until it comes to something. Whenever it does not, somebody else's write has succeeded, so that
 * this ends. In its local form Deno KV refuses to write while another process does, and does not wait: this does.
 *
 * @template Result
 * @param {() => Promise<Result | typeof again>} step
 * @returns {Promise<Result>}
 */
export async function untilDone(step) {
  for (let locked = 0; ; ) {
    try {
      const result = await step()
      if (result !== again) return /** @type {Result} */ (result)
    } catch (error) {
      locked += 1
      if (locked > mostLocked || !isLocked(error)) throw error
      await pause(Math.random() * locked * 10)
    }
  }
}

/**
 * change writes a value that is made of the one that is there, in one atomic step.
 *
 * @template Value
 * @param {DenoKv} kv
 * @param {DenoKvKey} key
 * @param {(value: Value | null) => { value: Value, expiresIn: number } | undefined} make  seconds; undefined: nothing is
 *   to be written
 * @returns {Promise<Value | undefined>} what was written
 */
export function change(kv, key, make) {
  return untilDone(async () => {
    const { value, versionstamp } = await kv.get(key, strong)
    const next = make(/** @type {Value | null} */ (value))
    if (next === undefined) return undefined
    const operation = kv.atomic().check({ key, versionstamp }).set(key, next.value, expiry(next.expiresIn))
    return (await operation.commit()).ok ? next.value : again
  })
}

/**
 * write does what depends on nothing.
 *
 * @param {DenoKvAtomic} operation
 */
export async function write(operation) {
  await untilDone(() => operation.commit())
}

/**
 * When Deno may remove a value. What is over already goes at once.
 *
 * @param {number} seconds
 * @returns {{ expireIn?: number }}
 */
export function expiry(seconds) {
  const expireIn = Math.max(1, Math.ceil(seconds * 1000))
  return expireIn > longest ? {} : { expireIn }
}

/** @param {unknown} error */
function isLocked(error) {
  return error instanceof Error && error.message.includes('database is locked')
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
