// The real server of the race tests: sessions, the auth handler and the guard on node:http, with its clock and its faults
// in the hands of the test, and a log of everything that it saw.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { after } from 'node:test'
import { secretKey } from 'holoband'
import { toNodeListener } from 'holoband/node'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { root } from '../../support/process.js'
import { modulePage } from './pages.js'

/** @import { AddressInfo } from 'node:net' */
/** @import { SessionEvent } from 'holoband/session' */

/**
 * A request as the server saw it.
 *
 * @typedef {object} Seen
 * @property {string} method
 * @property {string} path
 * @property {string} query    without the question mark
 * @property {Headers} headers
 * @property {Uint8Array} body
 * @property {number} status   of the answer; 0 while there is none
 *
 * Stands between a request and its answer: it may wait before or after `next`, or answer something else.
 *
 * @callback Intercept
 * @param {Seen} seen
 * @param {() => Promise<Response>} next
 * @returns {Promise<Response>}
 *
 * @typedef {object} ServiceOptions
 * @property {boolean} [strict]  a refresh token is good for one use, and a second one is theft, however soon it comes
 * @property {Record<string, (request: Request) => Promise<Response>>} [routes]  by path, beside the service's own
 */

const password = 'correct horse'

/** Seconds that an access token lives. */
export const accessTtl = 900

/** @typedef {Awaited<ReturnType<typeof startService>>} Service */

/**
 * Starts a service on `http://localhost:port`, whose cookies are the ones of production: browsers take localhost for a
 * secure context. Its paths: `/auth/…`; `/api/me` and `/api/echo`, behind the guard; `/` a page that loads
 * tests/browser/support/page.js; `/dist/…` the package.
 *
 * @param {ServiceOptions} [options]
 */
export async function startService({ strict = false, routes = {} } = {}) {
  /** @type {SessionEvent[]} */
  const events = []
  /** @type {Seen[]} */
  const seen = []
  let ahead = 0
  const now = () => Date.now() / 1000 + ahead

  const sessions = createSessions({
    key: secretKey(Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 3)),
    issuer: 'https://auth.example',
    audience: 'https://api.example',
    store: createMemoryStore({ now }),
    accessTtl,
    accessTtlJitter: 0,
    grace: strict ? 0 : 30,
    now,
    onEvent(event) {
      events.push(event)
      // Times are kept in whole seconds, so that a grace of none still forgives what comes within the same one.
      if (strict && event.type === 'refreshed') ahead += 2
    },
  })
  // Clients that refresh more often than they should are to be counted, not stopped.
  const auth = createAuthHandler({ sessions, rateLimit: null, authenticate })
  const guard = createGuard({ sessions })

  const service = {
    origin: '',
    sessions,
    events,
    seen,
    /** @type {Intercept} */
    intercept: (_seen, next) => next(),
    /** Every access token that there is now is over; sessions are not. */
    expire() {
      ahead += accessTtl
    },
    /** @param {string} path */
    count: (path) => seen.filter((one) => one.path === path).length,
    /** @param {SessionEvent['type']} type */
    countEvents: (type) => events.filter((event) => event.type === type).length,
    forget() {
      seen.length = 0
      events.length = 0
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    handle,
  }

  /** @param {Request} request */
  async function handle(request) {
    const { pathname, search } = new URL(request.url)
    const { method, headers } = request
    const body = new Uint8Array(await request.clone().arrayBuffer())
    /** @type {Seen} */
    const one = { method, path: pathname, query: search.slice(1), headers, body, status: 0 }
    seen.push(one)
    const response = await service.intercept(one, () => answer(request, one))
    one.status = response.status
    // The clock of the sessions is the server's, and a client can see it nowhere else.
    if (!response.headers.has('date'))
      response.headers.set('date', new Date(Math.floor(now()) * 1000).toUTCString())
    return response
  }

  /**
   * @param {Request} request
   * @param {Seen} one
   */
  async function answer(request, { path, body }) {
    const route = routes[path]
    if (route !== undefined) return route(request)
    if (auth.paths.includes(path)) return auth(request)
    if (!path.startsWith('/api/')) return file(path)
    const admission = guard(request)
    if (!admission.ok) return admission.response
    if (path === '/api/me') return Response.json({ sub: admission.claims.sub })
    return Response.json({ length: body.length })
  }

  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  service.origin = `http://localhost:${/** @type {AddressInfo} */ (server.address()).port}`
  const listener = toNodeListener(handle, { origin: service.origin, onError: () => {} })
  server.on('request', (incoming, outgoing) => {
    // What `lost` made is no answer: the connection breaks instead.
    const { writeHead } = outgoing
    outgoing.writeHead = (...args) => {
      if (outgoing.hasHeader(lostMark)) outgoing.destroy()
      return Reflect.apply(writeHead, outgoing, args)
    }
    listener(incoming, outgoing)
  })
  return service
}

/** A service that ends with the test file. @param {ServiceOptions} [options] */
export async function serviceOfFile(options) {
  const service = await startService(options)
  after(() => service.close())
  return service
}

const lostMark = 'x-lost'

/** An answer that never arrives. What came before it has happened, its Set-Cookie has not. */
export function lost() {
  return new Response(null, { headers: { [lostMark]: '1', connection: 'close' } })
}

/** @param {Response} response */
export function isLost({ headers }) {
  return headers.has(lostMark)
}

/** @param {{ username: string, password: string }} body */
function authenticate(body) {
  return body.password === password ? { subject: body.username } : null
}

/** @param {string} username */
export function credentials(username) {
  return { username, password }
}

/** @param {string} path */
async function file(path) {
  // Not no-store: Chromium drops such a page from the back/forward cache when cookies change.
  const headers = { 'cache-control': 'no-cache' }
  const page = { ...headers, 'content-type': 'text/html; charset=utf-8' }
  if (path === '/') return new Response(String(modulePage('/page.js').body), { headers: page })
  const name = path === '/page.js' ? '/tests/browser/support/page.js' : path
  if (path !== '/page.js' && !path.startsWith('/dist/')) return new Response(null, { status: 404 })
  const type = { ...headers, 'content-type': 'text/javascript; charset=utf-8' }
  return readFile(`${root}${name}`).then(
    (text) => new Response(text, { headers: type }),
    () => new Response(null, { status: 404 }),
  )
}
