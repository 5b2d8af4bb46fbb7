/** How the auth handler is asked to change the cookies. */
export const changeCookies = /** @type {const} */ ({
  method: 'POST',
  credentials: 'include',
  redirect: 'error',
})

/**
 * isStream tells whether the request's body is a stream, of which there is one copy in the world. A request does not say
 * so; but the Fetch standard lets only bodies that it could send again go out without CORS ("new Request", the step that
 * asks for the body's source), and refuses the others before it has touched them.
 *
 * @param {Request} request
 */
export function isStream(request) {
  // Where requests have no `duplex`, streams cannot be sent at all.
  if (request.body === null || !('duplex' in request)) return false
  const copy = request.clone()
  try {
    return !new Request(copy, { mode: 'no-cors', method: 'POST' })
  } catch {
    void copy.body?.cancel()
    return true
  }
}

/**
 * unlessAborted is a promise as one caller waits for it: who gives up is let go at once, and the promise goes on.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function unlessAborted(promise, signal) {
  signal.throwIfAborted()
  /** @type {Promise<never>} */
  const givenUp = new Promise((_resolve, reject) => {
    signal.onabort = () => reject(signal.reason)
  })
  return Promise.race([promise, givenUp])
}
