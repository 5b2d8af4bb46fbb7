/**
 * What happens to a request of this page, as the tabs tell each other.
 *
 * @typedef {object} TraceEvent
 * @property {'called' | 'sent' | 'answered' | 'failed' | 'settled'} kind  called and settled: by the page, which sees one
 *   request; sent, answered and failed: by the network, which may see two
 * @property {string} id      of the request, the same for its second try
 * @property {string} tab
 * @property {number} at      milliseconds since 1970
 * @property {string} method
 * @property {string} path
 * @property {number} [status]
 * @property {string} [reason]  why it was refused, for programs
 *
 * @typedef {Omit<TraceEvent, 'tab' | 'at'>} TraceReport
 */

/** By which the second try of a request is known to belong to the first. The server does not look at it. */
export const callHeader = 'x-demo-call'

/**
 * What the page does to its own network, so that people can follow it.
 *
 * @typedef {{ offline: boolean, slow: boolean }} Network
 */

/**
 * createTracedFetch makes the fetch that the client is given: it reports every request as it is really sent, holds it for
 * a moment in slow motion, and fails as fetch fails while the page plays offline.
 *
 * @param {{ network: Network, report: (event: TraceReport) => void }} options
 * @returns {typeof fetch}
 */
export function createTracedFetch({ network, report }) {
  return async (input, init) => {
    const request = new Request(input, init)
    const id = request.headers.get(callHeader) ?? crypto.randomUUID()
    const about = { id, method: request.method, path: new URL(request.url).pathname }
    report({ kind: 'sent', ...about })
    try {
      await held(network)
      if (network.offline) throw new TypeError('The page plays offline.')
      const response = await fetch(request)
      await held(network)
      report({ kind: 'answered', ...about, status: response.status, reason: await reasonOf(response) })
      return response
    } catch (error) {
      report({ kind: 'failed', ...about })
      throw error
    }
  }
}

/**
 * A network where everything takes a while, and not the same while.
 *
 * @param {Network} network
 */
async function held({ slow }) {
  if (slow) await new Promise((resolve) => setTimeout(resolve, 120 + Math.random() * 200))
}

/** @param {Response} response */
async function reasonOf(response) {
  if (response.ok) return ''
  const body = await response
    .clone()
    .json()
    .catch(() => ({}))
  return body.reason ?? body.error ?? ''
}
