import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { fastifyAuth, fastifyGuard } from 'holoband/fastify'
import { origin } from '../session/support.js'
import { seen, testAdapter } from './matrix.js'
import { ada, createService } from './service.js'

/** @import { AddressInfo } from 'node:net' */
/** @import { FastifyInstance, FastifyServerOptions } from 'fastify' */
/** @import { Service } from './matrix.js' */

/** @type {FastifyInstance[]} */
const apps = []
after(() => Promise.all(apps.map((app) => app.close())))

/**
 * @param {Service} service
 * @param {FastifyServerOptions} [options]
 */
function create(service, options = {}) {
  const app = fastify({ ...options, forceCloseConnections: true })
  apps.push(app)
  app.setErrorHandler((error, _request, reply) => reply.code(500).send(service.caught(error)))
  return app
}

/** @param {FastifyInstance} app */
async function listen(app) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = /** @type {AddressInfo} */ (app.server.address())
  return { port, url: `http://127.0.0.1:${port}` }
}

testAdapter('Fastify', async (service) => {
  let ran = 0
  const app = create(service)
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('set-cookie', 'app=1').header('vary', 'Origin')
  })
  app.register(fastifyAuth(service.handler, { origin }))
  app.get('/me', { onRequest: fastifyGuard(app, service.guard, { origin }) }, (request) => seen(request.auth))
  app.get('/later', { preHandler: fastifyGuard(app, service.asyncGuard, { origin }) }, async (request) =>
    seen(request.auth),
  )
  const count = async () => {
    ran++
    return 'reached'
  }
  app.register(async (notes) => {
    notes.addContentTypeParser('*', (_request, _payload, done) => done(null))
    notes.addHook('onRequest', fastifyGuard(notes, service.guard, { origin, scope: 'notes:write' }))
    notes.post('/notes', count)
  })
  app.get('/broken', { onRequest: fastifyGuard(app, service.failingGuard, { origin }) }, count)
  app.get('/broken-later', { preHandler: fastifyGuard(app, service.failingAsyncGuard, { origin }) }, count)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send('nothing here'))
  return { port: (await listen(app)).port, ran: () => ran }
})

describe('Fastify, as applications use it', () => {
  const json = { origin, 'content-type': 'application/json' }
  const login = { method: 'POST', headers: json, body: JSON.stringify(ada) }

  /**
   * @param {(app: FastifyInstance, service: Service) => void} setUp
   * @param {FastifyServerOptions} [options]
   */
  async function serve(setUp, options) {
    const service = createService()
    const app = create(service, options)
    setUp(app, service)
    return { ...(await listen(app)), service }
  }

  test('the parsers of the application stay as they are, and out of the way of the handler', async () => {
    const { url } = await serve((app, { handler }) => {
      app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, _body, done) => {
        done(null, 'parsed')
      })
      app.register(fastifyAuth(handler, { origin }))
      app.post('/echo', async (request) => request.body)
    })
    assert.equal((await fetch(`${url}/auth/login`, login)).status, 200)
    assert.equal(await (await fetch(`${url}/echo`, login)).text(), 'parsed')
  })

  test('a hook that read the body and kept nothing of it is an error which says so', async () => {
    const { url } = await serve((app, { handler }) => {
      app.addHook('onRequest', async (request) => {
        for await (const _ of request.raw);
      })
      app.register(fastifyAuth(handler, { origin }))
    })
    const response = await fetch(`${url}/auth/login`, login)
    assert.equal(response.status, 500)
    assert.equal(await response.text(), 'caught: ERR_BODY_CONSUMED')
  })

  test('the hooks of the application see the answer, and can add to it', async () => {
    /** @type {[number, unknown][]} */
    const sent = []
    let ran = 0
    const { url } = await serve((app, { handler, guard }) => {
      app.addHook('onSend', async (_request, reply, payload) => {
        await sleep(10)
        sent.push([reply.statusCode, payload instanceof Buffer])
        reply.header('x-later', '1').header('set-cookie', 'later=2')
      })
      app.register(fastifyAuth(handler, { origin }))
      app.get('/me', { onRequest: fastifyGuard(app, guard, { origin }) }, async () => {
        ran++
        return 'reached'
      })
    })
    const response = await fetch(`${url}/auth/login`, login)
    assert.equal(response.headers.get('x-later'), '1')
    assert.equal(response.headers.getSetCookie().length, 3)
    const refused = await fetch(`${url}/me`)
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('x-later'), '1')
    assert.deepEqual(sent, [
      [200, true],
      [401, true],
    ])
    assert.equal(ran, 0)
  })

  test('a prefix, under which the paths of the handler are none, is told when the application starts', async () => {
    const service = createService()
    const app = create(service)
    app.register(fastifyAuth(service.handler, { origin }), { prefix: '/api' })
    await assert.rejects(async () => app.ready(), { code: 'ERR_OPTION_CONFLICT', option: 'prefix' })
  })

  test('the address of the client is the one that `trustProxy` gives', async () => {
    for (const [trustProxy, expected] of /** @type {const} */ ([
      [true, /^192\.0\.2\.7$/],
      [false, /^(?:::ffff:)?127\.0\.0\.1$/],
    ])) {
      const { url, service } = await serve(
        (app, { handler }) => void app.register(fastifyAuth(handler, { origin })),
        { trustProxy },
      )
      await fetch(`${url}/auth/login`, { ...login, headers: { ...json, 'x-forwarded-for': '192.0.2.7' } })
      assert.match(String(service.connections[0]?.clientAddress), expected)
    }
  })

  test('requests are decorated once, and one that no guard saw has nothing to tell', async () => {
    const { url } = await serve((app, { guard }) => {
      app.get('/free', async (request) => ({ auth: request.auth }))
      app.get('/a', { onRequest: fastifyGuard(app, guard, { origin }) }, async () => 'a')
      app.register(async (child) => {
        child.get('/b', { onRequest: fastifyGuard(child, guard, { origin }) }, async () => 'b')
      })
    })
    assert.deepEqual(await (await fetch(`${url}/free`)).json(), { auth: null })
    for (const path of ['/a', '/b']) assert.equal((await fetch(url + path)).status, 401)
  })

  test('a guard on all routes also stands before the 404 of the application', async () => {
    const { url } = await serve((app, { guard }) => {
      app.addHook('onRequest', fastifyGuard(app, guard, { origin }))
    })
    assert.equal((await fetch(`${url}/nowhere`)).status, 401)
  })

  test('an answer that somebody gave before stands', async () => {
    let ran = 0
    const { url } = await serve((app, { guard, handler }) => {
      app.addHook('preHandler', async (request, reply) => {
        if (request.url === '/auth/login') reply.hijack().raw.writeHead(503).end('too slow')
      })
      app.register(fastifyAuth(handler, { origin }))
      const slow = async (/** @type {Request} */ request) => {
        await sleep(20)
        return guard(request)
      }
      app.addHook('onRequest', async (request, reply) => {
        if (request.url === '/me') setTimeout(() => void reply.code(503).send('too slow'), 5)
      })
      app.get('/me', { onRequest: fastifyGuard(app, slow, { origin }) }, async () => {
        ran++
        return 'reached'
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
  })
})
