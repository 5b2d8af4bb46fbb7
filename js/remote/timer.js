/**
 * Waits for so many seconds, and can be told not to.
 *
 * A timer that nobody's call waits for does not keep a Node.js process alive (`background`). One that a call does wait
 * for has to: the process would end in the middle of an `await`, without a word.
 *
 * @param {number} seconds
 * @param {{ background?: boolean }} [options]
 * @returns {{ done: Promise<void>, cancel: () => void }} `done` is resolved either way
 */
export function sleep(seconds, { background = false } = {}) {
  if (seconds <= 0) return { done: Promise.resolve(), cancel: () => {} }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let cancel = () => {}
  /** @type {Promise<void>} */
  const done = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.ceil(seconds * 1000))
    cancel = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  // In browsers and on Workers a timer is a number.
  if (background && typeof timer === 'object') timer.unref?.()
  return { done, cancel }
}
