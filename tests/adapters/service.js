import { once } from 'node:events'
import { createAsyncGuard, createAuthHandler, createGuard } from 'holoband/session'
import { createClock, createSessions, forge } from '../session/support.js'

/** @import { Connection, FetchHandler } from 'holoband/node' */

export const ada = { username: 'ada', password: 'correct horse' }

/**
 * createService makes what an application hands to an adapter, and keeps a record of what the adapter hands on.
 *
 * @param {{ allowedOrigins?: string[] }} [options]
 */
export function createService(options = {}) {
  const clock = createClock()
  const sessions = createSessions({ now: clock.now })
  /** @type {Connection[]} */
  const connections = []
  /** @type {Promise<unknown>[]} */
  const departures = []

  const answer = createAuthHandler({
    sessions,
    authenticate({ username, password }, { signal }) {
      if (username === 'slow') {
        const gone = departure(signal)
        departures.push(gone)
        return gone
      }
      return username === ada.username && password === ada.password ? { subject: '7' } : null
    },
    ...options,
  })
  const handler = Object.assign(
    /** @type {FetchHandler} */ (
      (request, connection) => {
        connections.push(connection)
        return answer(request, connection)
      }
    ),
    { paths: answer.paths },
  )

  /**
   * @param {Record<string, unknown>} [claims]
   * @param {number} [ttl] seconds
   */
  const accessToken = (claims = {}, ttl = 60) => {
    const iat = Math.floor(clock.now())
    return forge({ sub: '7', sid: 'a', iat, exp: iat + ttl, ...claims })
  }

  /** @type {unknown[]} */
  const errors = []
  /**
   * caught is what the error handling of an application tells.
   *
   * @param {unknown} error
   */
  const caught = (error) => {
    errors.push(error)
    return `caught: ${error instanceof Error && 'code' in error ? error.code : error}`
  }

  const failing = {
    verifyAccess() {
      throw new RangeError('the clock stands still')
    },
  }
  return {
    handler,
    guard: createGuard({ sessions, ...options }),
    asyncGuard: createAsyncGuard({
      sessions: { verifyAccess: async (token) => sessions.verifyAccess(token) },
      ...options,
    }),
    failingGuard: createGuard({ sessions: failing }),
    failingAsyncGuard: createAsyncGuard({ sessions: failing }),
    accessToken,
    connections,
    departures,
    errors,
    caught,
  }
}

/**
 * departure waits until the client is gone.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<null>}
 */
async function departure(signal) {
  if (!signal.aborted) await once(signal, 'abort')
  return null
}
