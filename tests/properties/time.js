// A clock that only the story moves, for what waits for timers.
import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'

/**
 * Tells a story while time stands still.
 *
 * @param {number} start  milliseconds since 1970
 * @param {() => Promise<void>} tell
 */
export async function whileTimeStands(start, tell) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start })
  // Its own clock is not the story's.
  const timeout = mock.method(AbortSignal, 'timeout', timeoutSignal)
  try {
    await tell()
  } finally {
    timeout.mock.restore()
    mock.timers.reset()
  }
}

/** @param {number} ms */
function timeoutSignal(ms) {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms)
  return controller.signal
}

/** Lets everything happen that needs no time to pass; reading a body takes several turns of the event loop. */
export async function settle() {
  for (let turns = 0; turns < 6; turns++) await turn()
}

/**
 * Lets time pass in steps, so that what a timer starts may start timers of its own.
 *
 * @param {number} ms
 * @param {number} step
 */
export async function elapse(ms, step) {
  await settle()
  for (let left = ms; left > 0; left -= step) {
    mock.timers.tick(Math.min(left, step))
    await settle()
  }
}
