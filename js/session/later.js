/**
 * Takes work that the answer need not wait for, and keeps the program running until it is done: what Cloudflare Workers and
 * Vercel call by this name. Elsewhere a program goes on by itself.
 *
 * @callback WaitUntil
 * @param {Promise<unknown>} work  never rejects
 * @returns {void}
 */

/**
 * finish hands work over where the host takes it, and waits for it where not. A host that does not take it after all,
 * because it has given up the request, must not change what is answered.
 *
 * @param {Promise<unknown>} work  never rejects
 * @param {WaitUntil | undefined} waitUntil
 */
export async function finish(work, waitUntil) {
  try {
    if (waitUntil !== undefined) return waitUntil(work)
  } catch {
    // Then it is waited for.
  }
  await work
}
