import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { koaAuth, koaGuard } from 'holoband/koa'
import Koa from 'koa'
import { origin } from '../session/support.js'
import { seen, testAdapter } from './matrix.js'
import { ada, createService } from './service.js'
import { listen } from './support.js'

/** @import { Middleware } from 'koa' */
/** @import { Service } from './matrix.js' */

/**
 * @param {Service} service
 * @returns {Middleware}
 */
const catchErrors = (service) => async (context, next) => {
  try {
    await next()
  } catch (error) {
    context.status = 500
    context.body = service.caught(error)
  }
}

/**
 * on runs middleware for one path and method, HEAD with GET.
 *
 * @param {string} method
 * @param {string} path
 * @param {Middleware[]} middleware
 * @returns {Middleware}
 */
function on(method, path, ...[first, second]) {
  return (context, next) => {
    const asked = context.method === 'HEAD' ? 'GET' : context.method
    if (asked !== method || context.path !== path) return next()
    return first?.(context, async () => second?.(context, next))
  }
}

testAdapter('Koa', async (service) => {
  let ran = 0
  const app = new Koa()
  // Koa itself reports each client that goes away.
  app.silent = true
  app.use(catchErrors(service))
  app.use((context, next) => {
    context.append('Set-Cookie', 'app=1')
    context.vary('Origin')
    return next()
  })
  app.use(koaAuth(service.handler, { origin }))
  /** @type {Middleware} */
  const tell = (context) => {
    context.body = seen(context.state.auth)
  }
  /** @type {Middleware} */
  const count = (context) => {
    ran++
    context.body = 'reached'
  }
  app.use(on('GET', '/me', koaGuard(service.guard, { origin }), tell))
  app.use(on('GET', '/later', koaGuard(service.asyncGuard, { origin }), tell))
  app.use(on('POST', '/notes', koaGuard(service.guard, { origin, scope: 'notes:write' }), count))
  app.use(on('GET', '/broken', koaGuard(service.failingGuard, { origin }), count))
  app.use(on('GET', '/broken-later', koaGuard(service.failingAsyncGuard, { origin }), count))
  app.use((context) => {
    context.status = 404
    context.body = 'nothing here'
  })
  return { port: (await listen(app.callback())).port, ran: () => ran }
})

describe('Koa, as applications use it', () => {
  const json = { origin, 'content-type': 'application/json' }
  const login = { method: 'POST', headers: json, body: JSON.stringify(ada) }

  /** @param {(app: Koa, service: Service) => void} setUp */
  async function serve(setUp) {
    const service = createService()
    const app = new Koa()
    app.use(catchErrors(service))
    setUp(app, service)
    return { ...(await listen(app.callback())), service }
  }

  /** @type {Middleware} */
  const parseBody = async (context, next) => {
    const parts = []
    for await (const part of context.req) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString())
    Object.assign(context.request, { body })
    await next()
  }

  test('the handler sees a body that a parser read before it', async () => {
    const { url } = await serve((app, { handler }) => {
      app.use(parseBody)
      app.use(koaAuth(handler, { origin }))
    })
    const response = await fetch(`${url}/auth/login`, login)
    assert.equal(response.status, 200)
    assert.equal((await response.json()).claims.sub, '7')
  })

  test('a body that was read and not kept is an error which says so', async () => {
    const { url } = await serve((app, { handler }) => {
      app.use(async (context, next) => {
        for await (const _ of context.req);
        await next()
      })
      app.use(koaAuth(handler, { origin }))
    })
    const response = await fetch(`${url}/auth/login`, login)
    assert.equal(response.status, 500)
    assert.equal(await response.text(), 'caught: ERR_BODY_CONSUMED')
  })

  test('middleware above sees the answer, and can add to it', async () => {
    /** @type {unknown[]} */
    const statuses = []
    const { url } = await serve((app, { handler, guard }) => {
      app.use(async (context, next) => {
        await next()
        statuses.push(context.status)
        context.set('X-Later', '1')
        context.cookies.set('later', '2', { overwrite: false })
      })
      app.use(koaAuth(handler, { origin }))
      app.use(koaGuard(guard, { origin }))
    })
    const response = await fetch(`${url}/auth/login`, login)
    assert.equal(response.headers.get('x-later'), '1')
    assert.equal(response.headers.getSetCookie().length, 3)
    const refused = await fetch(`${url}/me`)
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('x-later'), '1')
    assert.deepEqual(statuses, [200, 401])
  })

  test('the address of the client is the one that `proxy` gives', async () => {
    for (const [proxy, expected] of /** @type {const} */ ([
      [true, /^192\.0\.2\.7$/],
      [false, /^(?:::ffff:)?127\.0\.0\.1$/],
    ])) {
      const { url, service } = await serve((app, { handler }) => {
        app.proxy = proxy
        app.use(koaAuth(handler, { origin }))
      })
      await fetch(`${url}/auth/login`, { ...login, headers: { ...json, 'x-forwarded-for': '192.0.2.7' } })
      assert.match(String(service.connections[0]?.clientAddress), expected)
    }
  })

  test('a mount that cuts the path hides neither the paths of the handler nor the target from the guard', async () => {
    /** @type {string[]} */
    const urls = []
    const { url } = await serve((app, { handler, guard }) => {
      app.use((context, next) => {
        context.path = context.path.replace(/^\/auth/, '')
        return next()
      })
      app.use(koaAuth(handler, { origin }))
      const noting = (/** @type {Request} */ request) => {
        urls.push(request.url)
        return guard(request)
      }
      app.use(koaGuard(noting, { origin }))
    })
    assert.equal((await fetch(`${url}/auth/login`, login)).status, 200)
    await fetch(`${url}/auth/other?x=1`)
    assert.equal(urls.at(-1), `${origin}/auth/other?x=1`)
  })

  test('an answer that somebody gave before stands', async () => {
    let ran = 0
    const { url, service } = await serve((app, { handler, guard }) => {
      app.use((context, next) => {
        context.respond = false
        context.res.writeHead(503).end('too slow')
        return next()
      })
      app.use(koaAuth(handler, { origin }))
      app.use(koaGuard(guard, { origin }))
      app.use(() => {
        ran++
      })
    })
    for (const [path, init] of /** @type {const} */ ([
      ['/auth/login', login],
      ['/me', {}],
    ])) {
      const response = await fetch(url + path, init)
      assert.equal(response.status, 503)
      assert.equal(await response.text(), 'too slow')
    }
    assert.equal(ran, 0)
    assert.deepEqual(service.errors, [])
  })
})
