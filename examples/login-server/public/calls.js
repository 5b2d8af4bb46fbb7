/**
 * @typedef {object} Call
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {string} meaning  what the answer said of the session, or nothing
 */

/**
 * createCaller returns a fetch for one's own origin that refreshes and tries once more when an answer says that the
 * access token has expired, and on no other. Calls that expire at the same time share one refresh.
 *
 * It knows of one tab only, and a body must be text, so that it can be sent twice.
 *
 * @param {object} hooks
 * @param {(call: Call) => void} hooks.onCall is told of every request, the refresh and the second try included
 * @param {(response: Response) => Promise<void>} hooks.onRefresh gets the answer to a refresh that went well
 */
export function createCaller({ onCall, onRefresh }) {
  /** @type {Promise<boolean> | undefined} */
  let refreshing

  /**
   * @param {string} path
   * @param {{ method?: string, body?: string, headers?: Record<string, string> }} [init]
   */
  async function send(path, init = {}) {
    const response = await fetch(path, init)
    const meaning = await meaningOf(response)
    onCall({ method: init.method ?? 'GET', path, status: response.status, meaning })
    return { response, meaning }
  }

  async function refresh() {
    const { response } = await send('/auth/refresh', { method: 'POST' })
    if (response.ok) await onRefresh(response)
    return response.ok
  }

  /**
   * @param {string} path
   * @param {{ method?: string, json?: unknown }} [options]
   */
  return async function call(path, { method = 'GET', json } = {}) {
    const body =
      json === undefined
        ? {}
        : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
    const first = await send(path, { method, ...body })
    if (first.response.status !== 401 || first.meaning !== 'expired') return first.response
    refreshing ??= refresh().finally(() => {
      refreshing = undefined
    })
    if (!(await refreshing)) return first.response
    return (await send(path, { method, ...body })).response
  }
}

/**
 * meaningOf reads why a request was refused: the reason for a token, or else the kind of failure.
 *
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function meaningOf(response) {
  if (response.ok) return ''
  const body = await response
    .clone()
    .json()
    .catch(() => ({}))
  return body.reason ?? body.error ?? ''
}
