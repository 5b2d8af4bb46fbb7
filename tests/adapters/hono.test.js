import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { honoAuth, honoGuard } from 'holoband/hono'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { origin } from '../session/support.js'
import { seen, testAdapter } from './matrix.js'
import { ada, createService } from './service.js'

/** @import { AddressInfo } from 'node:net' */
/** @import { Context } from 'hono' */
/** @import { Auth } from 'holoband/hono' */

/** @typedef {{ Variables: { auth: Readonly<Auth> } }} Env */

/** @type {ReturnType<typeof serveHono>[]} */
const servers = []
after(() => {
  for (const server of servers) server.close()
})

/** @param {Hono<Env>} app */
async function listen(app) {
  const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  servers.push(server)
  if (!server.listening) await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())
  return port
}

const clientAddress = (/** @type {Context} */ context) => getConnInfo(context).remote.address

testAdapter(
  'Hono on Node.js',
  async ({ handler, guard, asyncGuard, failingGuard, failingAsyncGuard, caught }) => {
    let ran = 0
    /** @type {Hono<Env>} */
    const app = new Hono()
    app.use(async (c, next) => {
      c.header('Set-Cookie', 'app=1')
      c.header('Vary', 'Origin')
      await next()
    })
    app.use(honoAuth(handler, { clientAddress }))
    app.get('/me', honoGuard(guard), (c) => c.json(seen(c.get('auth'))))
    app.get('/later', honoGuard(asyncGuard), (c) => c.json(seen(c.var.auth)))
    /** @param {Context} c */
    const count = (c) => {
      ran++
      return c.text('reached')
    }
    app.post('/notes', honoGuard(guard, { scope: 'notes:write' }), count)
    app.get('/broken', honoGuard(failingGuard), count)
    app.get('/broken-later', honoGuard(failingAsyncGuard), count)
    app.notFound((c) => c.text('nothing here', 404))
    app.onError((error, c) => c.text(caught(error), 500))
    return { port: await listen(app), ran: () => ran }
  },
  { allowedOrigins: [origin] },
)

describe('Hono, as applications use it', () => {
  const login = {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(ada),
  }

  /** @param {(app: Hono<Env>, service: ReturnType<typeof createService>) => void} setUp */
  function create(setUp) {
    const service = createService({ allowedOrigins: [origin] })
    /** @type {Hono<Env>} */
    const app = new Hono()
    app.onError((error, c) => c.text(service.caught(error), 500))
    setUp(app, service)
    return { app, service }
  }

  test('the address of the client is what the application says', async () => {
    const { app, service } = create((app, { handler }) => {
      app.use(honoAuth(handler, { clientAddress: (c) => c.req.header('cf-connecting-ip') }))
    })
    const headers = { ...login.headers, 'cf-connecting-ip': '192.0.2.7' }
    await app.request(`${origin}/auth/login`, { ...login, headers })
    assert.deepEqual(service.connections, [{ clientAddress: '192.0.2.7' }])
  })

  test('works without a server, as in a worker, where the address of the client is not known', async () => {
    const { app, service } = create((app, { handler, guard }) => {
      app.use(honoAuth(handler))
      app.get('/me', honoGuard(guard), (c) => c.json(seen(c.get('auth'))))
    })
    const response = await app.request(`${origin}/auth/login`, login)
    assert.equal(response.status, 200)
    assert.equal(response.headers.getSetCookie().length, 2)
    assert.deepEqual(service.connections, [{}])
    const headers = { authorization: `Bearer ${service.accessToken()}` }
    assert.equal((await app.request(`${origin}/me`, { headers })).status, 200)
  })

  for (const [reading, read] of /** @type {const} */ ([
    ['json', (/** @type {Context} */ c) => c.req.json()],
    ['text', (/** @type {Context} */ c) => c.req.text()],
    ['arrayBuffer', (/** @type {Context} */ c) => c.req.arrayBuffer()],
  ])) {
    test(`the handler sees a body that c.req.${reading}() read before it`, async () => {
      const { app } = create((app, { handler }) => {
        app.use(async (c, next) => {
          await read(c)
          await next()
        })
        app.use(honoAuth(handler))
      })
      const url = `http://127.0.0.1:${await listen(app)}/auth/login`
      for (const response of [await app.request(`${origin}/auth/login`, login), await fetch(url, login)]) {
        assert.equal(response.status, 200)
        assert.equal((await response.json()).claims.sub, '7')
      }
    })
  }

  test('a body that was read and not kept is an error which says so', async () => {
    const { app } = create((app, { handler }) => {
      app.use(async (c, next) => {
        await c.req.raw.text()
        await next()
      })
      app.use(honoAuth(handler))
    })
    const response = await app.request(`${origin}/auth/login`, login)
    assert.equal(response.status, 500)
    assert.equal(await response.text(), 'caught: ERR_BODY_CONSUMED')
  })

  test('the headers of middleware before and after are kept, and none of them replaces one of the answer', async () => {
    const { app } = create((app, { handler, guard }) => {
      app.use(cors())
      app.use(async (c, next) => {
        c.header('Cache-Control', 'max-age=60')
        c.res.headers.append('Set-Cookie', 'app=1')
        await next()
        c.header('X-Later', '1')
        c.header('Set-Cookie', 'later=2', { append: true })
      })
      app.use(honoAuth(handler))
      app.use(honoGuard(guard))
    })
    const { status, headers } = await app.request(`${origin}/auth/login`, login)
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('x-later'), '1')
    assert.deepEqual(
      headers.getSetCookie().map((cookie) => cookie.slice(0, cookie.indexOf('='))),
      ['app', '__Host-access', '__Host-refresh', 'later'],
    )
    const refused = await app.request(`${origin}/me`)
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('cache-control'), 'no-store')
    assert.deepEqual(refused.headers.getSetCookie(), ['app=1', 'later=2'])
  })

  test('a base path of the application changes nothing about the paths of the handler', async () => {
    const { app } = create((app, { handler }) => {
      app.basePath('/auth').use(honoAuth(handler))
      app.route('/api', new Hono().use(honoAuth(handler)))
    })
    assert.equal((await app.request(`${origin}/auth/login`, login)).status, 200)
    assert.equal((await app.request(`${origin}/api/auth/login`, login)).status, 404)
  })

  test('the handler sees the request of the runtime itself', async () => {
    /** @type {Request[]} */
    const requests = []
    const handler = Object.assign(
      (/** @type {Request} */ request) => {
        requests.push(request)
        return new Response('ok')
      },
      { paths: ['/auth/login'] },
    )
    const { app } = create((app) => {
      app.use(honoAuth(handler))
    })
    const request = new Request(`${origin}/auth/login`, login)
    assert.equal(await (await app.fetch(request)).text(), 'ok')
    assert.equal(requests[0], request)
  })
})
