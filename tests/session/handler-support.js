import assert from 'node:assert/strict'
import { createAuthHandler, createCookiePolicy } from 'holoband/session'
import { createClock, createSessions, origin } from './support.js'

/** @import { AuthHandlerOptions } from 'holoband/session' */

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
