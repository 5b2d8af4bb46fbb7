import { finish } from './later.js'
import { checkFunction } from './options.js'

/** @import { WaitUntil } from './later.js' */
/** @import { SessionEvent, Theft } from './types.js' */

/**
 * @typedef {object} EventOptions
 * @property {(theft: Readonly<Theft>) => void | Promise<void>} [onTheft]  a refresh token was used again after its
 *   successor, and its session has been ended; awaited before the client is told, unless the request has a `waitUntil`
 * @property {(event: Readonly<SessionEvent>) => unknown} [onEvent]  what happens to sessions, for logs and
 *   metrics; never awaited, but handed to `waitUntil` where the request has one
 * @property {(error: unknown) => void} [onError]  is told what one of the hooks threw; default: console.error
 */

/**
 * createEvents returns the function that tells the program's hooks what happened. What a hook does wrong never changes
 * what becomes of a session.
 *
 * @param {EventOptions} options
 * @returns {(event: SessionEvent, waitUntil?: WaitUntil) => Promise<void>}
 */
export function createEvents({ onTheft, onEvent, onError = console.error }) {
  if (onTheft !== undefined) checkFunction(onTheft, 'onTheft')
  if (onEvent !== undefined) checkFunction(onEvent, 'onEvent')
  checkFunction(onError, 'onError')
  return async (event, waitUntil) => {
    Object.freeze(event)
    const noted = run(() => onEvent?.(event))
    if (waitUntil !== undefined) await finish(noted, waitUntil)
    if (event.type !== 'reused') return
    const { type: _, ...theft } = event
    await finish(
      run(() => onTheft?.(Object.freeze(theft))),
      waitUntil,
    )
  }

  /** @param {() => unknown} hook */
  async function run(hook) {
    try {
      await hook()
    } catch (error) {
      report(error)
    }
  }

  /** @param {unknown} error */
  function report(error) {
    try {
      onError(error)
    } catch {
      // A hook that fails as well must not change what is answered.
    }
  }
}
