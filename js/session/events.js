import { checkFunction } from './options.js'

/** @import { SessionEvent, Theft } from './types.js' */

/**
 * @typedef {object} EventOptions
 * @property {(theft: Readonly<Theft>) => void | Promise<void>} [onTheft]  a refresh token was used again after its
 *   successor, and its session has been ended; awaited before the client is told
 * @property {(event: Readonly<SessionEvent>) => void} [onEvent]  what happens to sessions, for logs and metrics
 * @property {(error: unknown) => void} [onError]  is told what one of the hooks threw; default: console.error
 */

/**
 * createEvents returns the function that tells the program's hooks what happened. What a hook does wrong never changes
 * what becomes of a session.
 *
 * @param {EventOptions} options
 * @returns {(event: SessionEvent) => Promise<void>}
 */
export function createEvents({ onTheft, onEvent, onError = console.error }) {
  if (onTheft !== undefined) checkFunction(onTheft, 'onTheft')
  if (onEvent !== undefined) checkFunction(onEvent, 'onEvent')
  checkFunction(onError, 'onError')
  return async (event) => {
    Object.freeze(event)
    try {
      onEvent?.(event)
    } catch (error) {
      report(error)
    }
    if (event.type !== 'reused') return
    try {
      const { type: _, ...theft } = event
      await onTheft?.(Object.freeze(theft))
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
