import assert from 'node:assert/strict'
import { createAuthHandler, createCookiePolicy } from 'holoband/session'
import { CookieJar, createClock, createSessions, origin } from './support.js'

/** @import { AuthHandlerOptions, Sessions, SessionsOptions } from 'holoband/session' */

export const cleared = createCookiePolicy().clear()
export const browser = { 'sec-fetch-site': 'same-origin' }
export const ada = { username: 'ada', password: 'correct horse' }

/** @param {Partial<AuthHandlerOptions>} [options] */
export function createHandler(options = {}) {
  /** @type {unknown[]} */
  const errors = []
  const handler = createAuthHandler({
    sessions: createSessions({ now: createClock().now, claims: () => ({ name: ada.username }) }),
    authenticate: ({ username, password }) =>
      username === ada.username && password === ada.password ? { subject: '7' } : null,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { handler, errors }
}

/**
 * signIn logs Ada in at a handler of her own, whose clock stands still.
 *
 * @param {{ handler?: Partial<AuthHandlerOptions>, sessions?: Partial<SessionsOptions> }} [options]
 */
export async function signIn(options = {}) {
  const { now, advance } = createClock()
  const sessions = createSessions({ now, claims: () => ({ name: ada.username }), ...options.sessions })
  const { handler, errors } = createHandler({ sessions, ...options.handler })
  const jar = new CookieJar()
  jar.take(await handler(post('/login', { json: ada })))
  const access = jar.get('__Host-access') ?? ''
  const refresh = jar.get('__Host-refresh') ?? ''
  return { handler, errors, jar, sessions, advance, access, refresh, name: sessions.verifyRefresh(refresh) }
}

/**
 * statusOf looks into the store for what became of a session.
 *
 * @param {Sessions} sessions
 * @param {{ sub: string, sid: string }} name
 */
export async function statusOf({ store }, { sub, sid }) {
  const { row } = await store.read({ subject: sub, id: sid })
  assert.ok(row !== undefined, 'the store has the session')
  const { status, generation, reason } = row
  return { status, generation, reason }
}

/** What {@link statusOf} tells of a session that nothing has happened to. */
export const untouched = { status: 'active', generation: 0, reason: '' }

/**
 * @param {string} path
 * @param {{ cookie?: string, json?: unknown, headers?: Record<string, string>, method?: string }} [options]
 */
export function post(path, { cookie, json, headers = browser, method = 'POST' } = {}) {
  return new Request(`${origin}/auth${path}`, {
    method,
    headers: {
      ...headers,
      ...(cookie === undefined ? {} : { cookie }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
}

/** @param {string} [cookie] */
export const get = (cookie) =>
  post('/session', { method: 'GET', headers: {}, ...(cookie === undefined ? {} : { cookie }) })

/**
 * @param {Response} response
 * @param {number} status
 * @param {string} code
 */
export async function refused(response, status, code) {
  const text = await response.clone().text()
  assert.equal(response.status, status, text)
  assert.equal(JSON.parse(text).code, code)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.match(response.headers.get('vary') ?? '', /^Cookie/)
  return JSON.parse(text)
}

/** @param {Response} response */
export const setsNothing = (response) => assert.deepEqual(response.headers.getSetCookie(), [])

/** @param {Response} response */
export const clearsBoth = (response) => assert.deepEqual(response.headers.getSetCookie(), cleared)
