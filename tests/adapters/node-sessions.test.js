import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAuthHandler, createGuard } from 'holoband/session'
import { CookieJar, createSessions, tamper } from '../session/support.js'
import { raw, serve } from './support.js'

describe('the auth handler and the guard on a real server', () => {
  /** @param {Partial<Parameters<typeof createSessions>[0]>} [options] */
  async function serveSessions(options = {}) {
    const sessions = createSessions(options)
    const handler = createAuthHandler({
      sessions,
      authenticate: ({ password }) => (password === 'right' ? { subject: '7' } : null),
    })
    const guard = createGuard({ sessions })
    const { url, port } = await serve(async (request) => {
      if (new URL(request.url).pathname.startsWith('/auth/')) return handler(request)
      const admission = guard(request)
      return admission.ok ? Response.json(admission.claims) : admission.response
    })
    const jar = new CookieJar()
    const call = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) =>
      jar.take(
        await fetch(url + path, {
          ...init,
          headers: { origin: url, cookie: jar.header, 'content-type': 'application/json', ...init.headers },
        }),
      )
    return { url, port, jar, call }
  }

  test('carry a session from login to logout', async () => {
    const { jar, call } = await serveSessions()
    assert.equal((await call('/api')).status, 401)
    const body = JSON.stringify({ username: 'ada', password: 'right' })
    const login = await call('/auth/login', { method: 'POST', body })
    assert.equal(login.status, 200)
    assert.equal(login.headers.getSetCookie().length, 2)
    assert.equal((await (await call('/api')).json()).sub, '7')
    assert.equal((await call('/api', { method: 'POST' })).status, 200)
    assert.equal((await call('/auth/refresh', { method: 'POST' })).status, 200)
    assert.equal((await call('/auth/session')).status, 200)
    const good = jar.get('__Host-access') ?? ''
    jar.set('__Host-access', tamper(good))
    assert.equal((await (await call('/api')).json()).reason, 'malformed')
    jar.set('__Host-access', good)
    assert.equal((await call('/auth/logout', { method: 'POST' })).status, 204)
    assert.equal(jar.size, 0)
    assert.equal((await call('/api')).headers.get('www-authenticate'), 'Bearer')
  })

  test('refuse another origin', async () => {
    const { call } = await serveSessions()
    for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const response = await call('/auth/login', { method: 'POST', headers, body: '{}' })
      assert.equal(response.status, 403)
    }
  })

  test('refuse a body that is larger than its declared length would be, while it is sent', async () => {
    const { port, url } = await serveSessions()
    const head = `POST /auth/login HTTP/1.1\r\nHost: a\r\nOrigin: ${url}\r\nContent-Type: application/json\r\n`
    const chunk = `1000\r\n${' '.repeat(4096)}\r\n`
    const answer = await raw(
      port,
      `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 413 /)
    assert.match(answer, /ERR_REQUEST_TOO_LARGE/)
  })

  test('refuse a token cookie that came in two headers', async () => {
    const { port } = await serveSessions()
    const cookies = 'Cookie: __Host-access=a\r\nCookie: __Host-access=b\r\n'
    const answer = await raw(port, `GET /api HTTP/1.1\r\nHost: a\r\n${cookies}Connection: close\r\n\r\n`)
    assert.match(answer, /^HTTP\/1\.1 401 /)
    assert.match(answer, /ERR_CREDENTIALS_DUPLICATE/)
    assert.equal(answer.match(/set-cookie: /gi)?.length, 2)
  })
})
