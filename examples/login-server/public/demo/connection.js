import { createAuthClient } from 'holoband/client'
import { callHeader, createTracedFetch } from './trace.js'

/** @import { AuthEvent, ClientSession } from 'holoband/client' */
/** @import { Network, TraceReport } from './trace.js' */

/**
 * @typedef {object} ConnectionOptions
 * @property {Network} network
 * @property {(event: TraceReport) => void} report
 * @property {(session: ClientSession) => void} onSession
 * @property {(event: AuthEvent) => void} onEvent
 *
 * @typedef {{ method?: 'GET' | 'POST', json?: unknown }} CallOptions
 * @typedef {{ ok: boolean, status: number, body: Record<string, unknown> }} Answer
 *
 * @typedef {ReturnType<typeof createConnection>} Connection
 */

/** Unreachable is what comes of a request that got no answer. Of fetch it is a TypeError, as a mistake of the page's is. */
export class Unreachable extends Error {}

/**
 * createConnection is all that the page has to do with the server: the client of the library, over a fetch that tells what
 * it does.
 *
 * @param {ConnectionOptions} options
 */
export function createConnection({ network, report, onSession, onEvent }) {
  const traced = createTracedFetch({ network, report })
  let client = open({})

  /** @param {{ refreshAhead?: number }} options */
  function open(options) {
    const opened = createAuthClient({ fetch: traced, ...options })
    opened.onChange(onSession)
    opened.fetch.subscribe(onEvent)
    return opened
  }

  return {
    get client() {
      return client
    },
    /**
     * Without it the page waits for a 401, as it has to where a machine was asleep.
     *
     * @param {boolean} on
     */
    refreshAhead(on) {
      client.dispose()
      client = open(on ? {} : { refreshAhead: 0 })
    },
    /**
     * @param {string} path
     * @param {CallOptions} [options]
     * @returns {Promise<Answer>}
     */
    async call(path, { method = 'GET', json } = {}) {
      const about = { id: crypto.randomUUID(), method, path }
      report({ kind: 'called', ...about })
      try {
        const response = await reached(client.fetch(path, { method, ...contentOf(about.id, json) }))
        return await answerOf(response)
      } finally {
        report({ kind: 'settled', ...about })
      }
    },
    /**
     * Asks without a trace and without a refresh, for what the page looks up by itself.
     *
     * @param {string} path
     * @returns {Promise<Answer>}
     */
    async ask(path) {
      if (network.offline) throw new Unreachable('The page plays offline.')
      return answerOf(await reached(fetch(path)))
    },
    logOut: () => reached(client.logout()),
  }
}

/**
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T>}
 */
async function reached(answer) {
  try {
    return await answer
  } catch (cause) {
    throw cause instanceof TypeError ? new Unreachable('There was no answer.', { cause }) : cause
  }
}

/**
 * @param {string} id
 * @param {unknown} json
 */
function contentOf(id, json) {
  if (json === undefined) return { headers: { [callHeader]: id } }
  return {
    headers: { [callHeader]: id, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  }
}

/** @param {Response} response */
async function answerOf(response) {
  const { ok, status } = response
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { ok, status, body: isJson ? JSON.parse(text) : { text } }
}
