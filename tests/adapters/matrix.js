import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCookiePolicy } from 'holoband/session'
import { CookieJar, origin } from '../session/support.js'
import { ada, createService } from './service.js'
import { raw } from './support.js'

/** @import { Auth } from 'holoband/node' */

/**
 * What the matrix asks of an application that stands on a framework:
 *
 * * before anything else, it sets a cookie `app=1` and `Vary: Origin`
 * * the auth handler answers at the root
 * * `GET /me` is guarded, and tells { sub, via, typ } of whoever asks; so is `GET /later`, by the asynchronous guard
 * * `POST /notes` is guarded with the scope `notes:write`, and counts in `ran`
 * * `GET /broken` and `GET /broken-later` are guarded by guards that fail, and count in `ran`
 * * it answers every other request with 404 and the text `nothing here`
 * * its own error handling answers 500 with what `caught` makes of the error
 *
 * @typedef {{ port: number, ran: () => number }} Application
 * @typedef {ReturnType<typeof createService>} Service
 */

const cleared = createCookiePolicy().clear()

/**
 * seen is what a guarded route tells.
 *
 * @param {Auth | undefined} auth
 */
export function seen(auth) {
  return { sub: auth?.claims.sub, via: auth?.via, typ: auth?.header.typ }
}

/**
 * testAdapter runs the matrix against an application.
 *
 * @param {string} name
 * @param {(service: Service) => Application | Promise<Application>} start
 * @param {Parameters<typeof createService>[0]} [options]
 */
export function testAdapter(name, start, options) {
  describe(`${name}`, () => {
    const service = createService(options)
    const { accessToken } = service
    /** @type {Application} */
    let application
    before(async () => {
      application = await start(service)
    })

    /**
     * @param {string} path
     * @param {RequestInit & { headers?: Record<string, string> }} [init]
     */
    const call = (path, init = {}) => fetch(`http://127.0.0.1:${application.port}${path}`, init)

    /**
     * @param {string} path
     * @param {unknown} [json]
     * @param {Record<string, string>} [headers]
     */
    const post = (path, json, headers = { origin }) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })

    /** @param {string} token */
    const bearer = (token) => ({ headers: { authorization: `Bearer ${token}` } })
    /** @param {string} token */
    const cookie = (token) => ({ headers: { cookie: `__Host-access=${token}` } })

    /** @param {string} lines */
    const exactly = (lines) => raw(application.port, lines)

    describe('the auth handler', () => {
      test('carries a session from login to logout', async () => {
        const jar = new CookieJar()
        const login = jar.take(await post('/auth/login', ada))
        assert.equal(login.status, 200)
        assert.equal((await login.json()).claims.sub, '7')
        assert.equal((await call('/me', { headers: { cookie: jar.header } })).status, 200)

        const session = await call('/auth/session', { headers: { cookie: jar.header } })
        assert.equal(session.status, 200)
        assert.equal((await session.json()).claims.sub, '7')

        const refresh = jar.take(await post('/auth/refresh', undefined, { origin, cookie: jar.header }))
        assert.equal(refresh.status, 200)
        assert.equal((await call('/me', { headers: { cookie: jar.header } })).status, 200)

        const logout = jar.take(await post('/auth/logout', undefined, { origin, cookie: jar.header }))
        assert.equal(logout.status, 204)
        assert.equal(await logout.text(), '')
        assert.equal(jar.header, 'app=1')
      })

      test('sets two HttpOnly cookies beside the one of the application, each in its own header', async () => {
        const { headers } = await post('/auth/login', ada)
        const [own, ...tokens] = headers.getSetCookie()
        assert.equal(own, 'app=1')
        assert.equal(tokens.length, 2)
        for (const token of tokens) {
          assert.match(
            token,
            /^__Host-(?:access|refresh)=[^;]+; Max-Age=\d+; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
          )
        }
        assert.equal(headers.get('cache-control'), 'no-store')
        assert.equal(headers.get('content-type'), 'application/json')
        assert.deepEqual(headers.get('vary')?.split(', ').sort(), ['Cookie', 'Origin'])
      })

      test('answers each path that it names, and not with the 404 of the application', async () => {
        for (const path of service.handler.paths) {
          const response = await call(path)
          const kind = path.startsWith('/auth/') ? 'application/json' : 'application/jwk-set+json'
          assert.equal(response.headers.get('content-type'), kind, path)
          assert.notEqual(await response.text(), 'nothing here')
        }
      })

      test('leaves every other path to the application', async () => {
        for (const path of [
          '/auth',
          '/auth/',
          '/auth/other',
          '/auth/login/x',
          '/AUTH/login/more',
          '/authlogin',
          '/',
        ]) {
          const response = await call(path)
          assert.equal(response.status, 404, path)
          assert.equal(await response.text(), 'nothing here', path)
        }
      })

      test('takes a query as no part of the path', async () => {
        assert.equal((await post('/auth/login?next=/auth/other', ada)).status, 200)
        assert.equal(await (await call('/other?/auth/login')).text(), 'nothing here')
      })

      test('is told who the client is', async () => {
        await post('/auth/login', ada)
        assert.match(String(service.connections.at(-1)?.clientAddress), /^(?:::ffff:)?127\.0\.0\.1$/)
      })

      test('refuses a wrong password', async () => {
        const response = await post('/auth/login', { ...ada, password: 'wrong' })
        assert.equal(response.status, 401)
        assert.equal((await response.json()).code, 'ERR_CREDENTIALS_INVALID')
        assert.deepEqual(response.headers.getSetCookie(), ['app=1'])
      })

      test('refuses what is not JSON, not declared as JSON, or not a login', async () => {
        const json = { origin, 'content-type': 'application/json' }
        const cases = /** @type {const} */ ([
          [{ headers: json, body: '{"username":"ada",' }, 400, 'ERR_REQUEST_INVALID'],
          [{ headers: json, body: '' }, 400, 'ERR_REQUEST_INVALID'],
          [{ headers: json, body: '[]' }, 400, 'ERR_REQUEST_INVALID'],
          [{ headers: json, body: '{"username":"ada"}' }, 400, 'ERR_REQUEST_INVALID'],
          [
            { headers: { origin, 'content-type': 'text/plain' }, body: JSON.stringify(ada) },
            415,
            'ERR_MEDIA_TYPE_UNSUPPORTED',
          ],
          [{ headers: { origin }, body: JSON.stringify(ada) }, 415, 'ERR_MEDIA_TYPE_UNSUPPORTED'],
        ])
        for (const [init, status, code] of cases) {
          const response = await call('/auth/login', { method: 'POST', ...init })
          assert.equal(response.status, status, JSON.stringify(init))
          assert.equal((await response.json()).code, code)
        }
      })

      test('refuses a body that is too large, whether or not its length was declared', async () => {
        const large = { ...ada, more: 'x'.repeat(20_000) }
        const response = await post('/auth/login', large)
        assert.equal(response.status, 413)
        assert.equal((await response.json()).code, 'ERR_REQUEST_TOO_LARGE')

        const head = `POST /auth/login HTTP/1.1\r\nHost: a\r\nOrigin: ${origin}\r\nConnection: close\r\n`
        const chunk = `1000\r\n${' '.repeat(4096)}\r\n`
        const answer = await exactly(
          `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`,
        )
        assert.match(answer, /^HTTP\/1\.1 413 /)
      })

      test('refuses what does not prove its origin', async () => {
        const strange = [
          {},
          { origin: 'https://evil.example' },
          { origin: 'null' },
          { 'sec-fetch-site': 'cross-site' },
        ]
        for (const path of ['/auth/login', '/auth/refresh', '/auth/logout']) {
          for (const headers of strange) {
            const response = await post(path, ada, headers)
            assert.equal(response.status, 403)
            assert.equal((await response.json()).code, 'ERR_CROSS_SITE_REQUEST')
            assert.deepEqual(response.headers.getSetCookie(), ['app=1'])
          }
        }
      })

      test('refuses another method, and says which it takes', async () => {
        const response = await call('/auth/login')
        assert.equal(response.status, 405)
        assert.equal(response.headers.get('allow'), 'POST')
      })

      test('answers HEAD as the handler does, without a body', async () => {
        const path = '/auth/session'
        const direct = await service.handler(new Request(origin + path, { method: 'HEAD' }), {})
        const response = await call(path, { method: 'HEAD' })
        assert.equal(response.status, direct.status)
        assert.equal(response.headers.get('cache-control'), 'no-store')
        assert.equal(await response.text(), '')
      })

      test('is told when the client goes away, which is no error of the application', async () => {
        const body = JSON.stringify({ username: 'slow', password: 'x' })
        const known = service.departures.length
        for (const whole of [true, false]) {
          const asked = service.connections.length
          const socket = connect(application.port, '127.0.0.1')
          const head = `POST /auth/login HTTP/1.1\r\nHost: a\r\nOrigin: ${origin}\r\n`
          const length = `Content-Length: ${whole ? body.length : body.length + 1}\r\n`
          socket.write(`${head}Content-Type: application/json\r\n${length}\r\n${body}`)
          const reached = () =>
            whole ? service.departures.length > known : service.connections.length > asked
          for (let wait = 0; wait < 200 && !reached(); wait++) await sleep(5)
          assert.ok(reached())
          socket.destroy()
          await once(socket, 'close')
        }
        await service.departures.at(-1)
        await sleep(20)
        assert.equal(service.departures.length, known + 1)
        assert.deepEqual(service.errors, [])
      })
    })

    describe('the guard', () => {
      test('refuses a request without credentials by a bare challenge', async () => {
        const response = await call('/me')
        assert.equal(response.status, 401)
        assert.equal(response.headers.get('www-authenticate'), 'Bearer')
        assert.equal(response.headers.get('cache-control'), 'no-store')
        assert.deepEqual(response.headers.getSetCookie(), ['app=1'])
        assert.deepEqual(response.headers.get('vary')?.split(', ').sort(), [
          'Authorization',
          'Cookie',
          'Origin',
        ])
        assert.equal((await response.json()).code, 'ERR_CREDENTIALS_MISSING')
      })

      test('admits a good cookie and a good bearer token, and tells the route of them', async () => {
        for (const path of ['/me', '/later']) {
          const byCookie = await call(path, cookie(accessToken()))
          assert.equal(byCookie.status, 200)
          assert.deepEqual(await byCookie.json(), { sub: '7', via: 'cookie', typ: 'at+jwt' })
          const byBearer = await call(path, bearer(accessToken({ sub: '8' })))
          assert.equal(byBearer.status, 200)
          assert.deepEqual(await byBearer.json(), { sub: '8', via: 'bearer', typ: 'at+jwt' })
        }
      })

      test('says that an expired token is expired, and of another why not', async () => {
        for (const path of ['/me', '/later']) {
          for (const [token, reason] of /** @type {const} */ ([
            [accessToken({}, -1), 'expired'],
            ['nonsense', 'malformed'],
          ])) {
            const response = await call(path, bearer(token))
            assert.equal(response.status, 401)
            const challenge = response.headers.get('www-authenticate') ?? ''
            assert.ok(challenge.includes(`error="invalid_token", reason="${reason}"`), challenge)
            assert.equal((await response.json()).reason, reason)
          }
        }
      })

      test('asks for the scope of a route', async () => {
        const init = { method: 'POST', body: 'x' }
        const before = application.ran()
        const refused = await call('/notes', { ...init, ...bearer(accessToken({ scope: 'notes:read' })) })
        assert.equal(refused.status, 403)
        assert.match(
          refused.headers.get('www-authenticate') ?? '',
          /error="insufficient_scope", scope="notes:write"/,
        )
        assert.equal((await refused.json()).code, 'ERR_SCOPE_INSUFFICIENT')
        assert.equal(application.ran(), before)
        const admitted = await call('/notes', {
          ...init,
          ...bearer(accessToken({ scope: 'notes:read notes:write' })),
        })
        assert.equal(admitted.status, 200)
        assert.equal(application.ran(), before + 1)
      })

      test('asks what a cookie authenticates for the proof of its origin', async () => {
        const token = accessToken({ scope: 'notes:write' })
        const before = application.ran()
        const { headers } = cookie(token)
        for (const more of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
          const response = await call('/notes', {
            method: 'POST',
            body: 'x',
            headers: { ...headers, ...more },
          })
          assert.equal(response.status, 403)
          assert.equal((await response.json()).code, 'ERR_CROSS_SITE_REQUEST')
        }
        assert.equal(application.ran(), before)
        const admitted = await call('/notes', { method: 'POST', body: 'x', headers: { ...headers, origin } })
        assert.equal(admitted.status, 200)
      })

      test('refuses a cookie and a bearer token together', async () => {
        const token = accessToken()
        const response = await call('/me', {
          headers: { ...bearer(token).headers, ...cookie(token).headers },
        })
        assert.equal(response.status, 400)
        assert.equal((await response.json()).code, 'ERR_CREDENTIALS_AMBIGUOUS')
      })

      test('refuses two Authorization headers, whichever of them is good', async () => {
        const good = accessToken()
        for (const tokens of [
          [good, 'other'],
          ['other', good],
          [good, good],
        ]) {
          const lines = tokens.map((token) => `Authorization: Bearer ${token}\r\n`).join('')
          const answer = await exactly(`GET /me HTTP/1.1\r\nHost: a\r\n${lines}Connection: close\r\n\r\n`)
          assert.match(answer, /^HTTP\/1\.1 400 /)
          assert.match(answer, /ERR_AUTHORIZATION_INVALID/)
        }
      })

      test('refuses a token cookie that came twice, and clears both cookies', async () => {
        const good = `__Host-access=${accessToken()}`
        for (const lines of [
          `Cookie: ${good}\r\nCookie: __Host-access=b\r\n`,
          `Cookie: ${good}; ${good}\r\n`,
        ]) {
          const answer = await exactly(`GET /me HTTP/1.1\r\nHost: a\r\n${lines}Connection: close\r\n\r\n`)
          assert.match(answer, /^HTTP\/1\.1 401 /)
          assert.match(answer, /ERR_CREDENTIALS_DUPLICATE/)
          const set = [...answer.matchAll(/^set-cookie: (.*?)\r$/gim)].map(([, value]) => value)
          assert.deepEqual(set, ['app=1', ...cleared])
        }
      })

      test('answers HEAD like GET, without a body', async () => {
        const refused = await call('/me', { method: 'HEAD' })
        assert.equal(refused.status, 401)
        assert.equal(refused.headers.get('www-authenticate'), 'Bearer')
        assert.equal(await refused.text(), '')
        const admitted = await call('/me', { method: 'HEAD', ...bearer(accessToken()) })
        assert.equal(admitted.status, 200)
        assert.equal(await admitted.text(), '')
      })

      test('lets nobody pass where it fails, which is an error of the application', async () => {
        for (const path of ['/broken', '/broken-later']) {
          const before = application.ran()
          const response = await call(path, bearer(accessToken()))
          service.errors.length = 0
          assert.equal(response.status, 500)
          assert.equal(await response.text(), 'caught: RangeError: the clock stands still')
          assert.equal(application.ran(), before)
        }
      })
    })

    describe('the connection', () => {
      test('serves the next request after a refusal whose body nobody read', async () => {
        const body = 'x'.repeat(100_000)
        const json = 'Content-Type: application/json\r\n'
        const proven = `Origin: ${origin}\r\n`
        for (const [path, headers, status] of /** @type {const} */ ([
          ['/notes', '', 401],
          ['/auth/login', json, 403],
          ['/auth/login', json + proven, 413],
          ['/auth/login', proven, 415],
          ['/auth/session', '', 405],
        ])) {
          const first = `POST ${path} HTTP/1.1\r\nHost: a\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
          const second = `GET /me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
          const statuses = (await exactly(first + second)).matchAll(/HTTP\/1\.1 (\d+) /g)
          assert.deepEqual(
            [...statuses].map(([, code]) => Number(code)),
            [status, 401],
            path,
          )
        }
      })

      test('of each of fifty requests at once is told of its own token', async () => {
        const subjects = Array.from({ length: 50 }, (_, index) => `user ${index}`)
        const told = await Promise.all(
          subjects.map(async (sub, index) => {
            const init = (index % 2 === 0 ? bearer : cookie)(accessToken({ sub }))
            return (await (await call(index % 3 === 0 ? '/later' : '/me', init)).json()).sub
          }),
        )
        assert.deepEqual(told, subjects)
      })
    })
  })
}
