import { HolobandError, init } from 'holoband'

/** @type {Promise<string> | undefined} */
let starting

/**
 * startCore starts the WebAssembly module once, and answers with nothing or with why it cannot be started.
 *
 * @returns {Promise<string>}
 */
export function startCore() {
  starting ??= init().then(
    () => '',
    (error) =>
      error instanceof HolobandError ? error.message : 'The WebAssembly module could not be loaded.',
  )
  return starting
}
