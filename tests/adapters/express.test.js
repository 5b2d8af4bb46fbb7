import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import express from 'express'
import express4 from 'express4'
import { expressAuth, expressGuard } from 'holoband/express'
import { origin } from '../session/support.js'
import { seen, testAdapter } from './matrix.js'
import { ada, createService } from './service.js'
import { listen } from './support.js'

/** @import { Express } from 'express' */
/** @import { Service } from './matrix.js' */

/**
 * @param {Service} service
 * @returns {import('express').ErrorRequestHandler}
 */
const answerError = (service) => (error, _request, response, next) => {
  const text = service.caught(error)
  if (response.headersSent) next(error)
  else response.status(500).send(text)
}

/**
 * @param {Express} app
 * @param {Service} service
 */
async function start(app, service) {
  let ran = 0
  app.use((_request, response, next) => {
    response.append('Set-Cookie', 'app=1').vary('Origin')
    next()
  })
  app.use(expressAuth(service.handler, { origin }))
  app.get('/me', expressGuard(service.guard, { origin }), (request, response) => {
    response.json(seen(request.auth))
  })
  app.get('/later', expressGuard(service.asyncGuard, { origin }), (request, response) => {
    response.json(seen(request.auth))
  })
  app.post('/notes', expressGuard(service.guard, { origin, scope: 'notes:write' }), (_request, response) => {
    ran++
    response.send('noted')
  })
  app.get('/broken', expressGuard(service.failingGuard, { origin }), (_request, response) => {
    ran++
    response.send('reached')
  })
  app.get('/broken-later', expressGuard(service.failingAsyncGuard, { origin }), (_request, response) => {
    ran++
    response.send('reached')
  })
  app.use((_request, response) => {
    response.status(404).send('nothing here')
  })
  app.use(answerError(service))
  return { port: (await listen(app)).port, ran: () => ran }
}

const json = { origin, 'content-type': 'application/json' }
const login = { method: 'POST', headers: json, body: JSON.stringify(ada) }

for (const [name, framework] of /** @type {const} */ ([
  ['Express 5', express],
  ['Express 4', express4],
])) {
  testAdapter(name, (service) => start(framework(), service))

  describe(`${name}, as applications use it`, () => {
    /** @param {(app: Express, service: Service) => void} setUp */
    async function serve(setUp) {
      const service = createService()
      const app = framework()
      setUp(app, service)
      app.use(answerError(service))
      return { ...(await listen(app)), service }
    }

    for (const [parser, parse] of /** @type {const} */ ([
      ['json', express.json()],
      ['text', express.text({ type: 'application/json' })],
      ['raw', express.raw({ type: 'application/json' })],
    ])) {
      test(`the handler sees a body that express.${parser}() read before it`, async () => {
        const { url } = await serve((app, service) => {
          app.use(parse)
          app.use(expressAuth(service.handler, { origin }))
        })
        const response = await fetch(`${url}/auth/login`, login)
        assert.equal(response.status, 200)
        assert.equal((await response.json()).claims.sub, '7')
        const wrong = JSON.stringify({ ...ada, password: 'wrong' })
        assert.equal((await fetch(`${url}/auth/login`, { ...login, body: wrong })).status, 401)
        const large = JSON.stringify({ ...ada, more: 'x'.repeat(20_000) })
        assert.equal((await fetch(`${url}/auth/login`, { ...login, body: large })).status, 413)
      })
    }

    test('what a parser made of a compressed body no longer has the length and the encoding of it', async () => {
      /** @type {unknown} */
      let seenBy
      const { url } = await serve((app) => {
        app.use(express.json())
        const handler = Object.assign(
          async (/** @type {Request} */ { headers, body }) => {
            seenBy = ['content-length', 'content-encoding', 'content-type'].map((name) => headers.get(name))
            return new Response(body)
          },
          { paths: ['/auth/login'] },
        )
        app.use(expressAuth(handler, { origin }))
      })
      const response = await fetch(`${url}/auth/login`, {
        method: 'POST',
        headers: { ...json, 'content-encoding': 'gzip' },
        body: gzipSync(JSON.stringify(ada)),
      })
      assert.deepEqual(await response.json(), ada)
      assert.deepEqual(seenBy, [null, null, 'application/json'])
    })

    test('a parser before it makes no JSON of a form, which another site could send', async () => {
      const { url } = await serve((app, service) => {
        app.use(express.urlencoded())
        app.use(expressAuth(service.handler, { origin }))
      })
      const body = new URLSearchParams(ada)
      const response = await fetch(`${url}/auth/login`, { method: 'POST', headers: { origin }, body })
      assert.equal(response.status, 415)
    })

    test('a parser before it that had nothing to read leaves the body to the handler', async () => {
      const { url } = await serve((app, service) => {
        app.use(express.json({ type: 'text/plain' }))
        app.use(expressAuth(service.handler, { origin }))
      })
      assert.equal((await fetch(`${url}/auth/login`, login)).status, 200)
    })

    test('a body that was read and not kept is an error which says so', async () => {
      const { url } = await serve((app, service) => {
        app.use((request, _response, next) => {
          request.on('end', () => next()).resume()
        })
        app.use(expressAuth(service.handler, { origin }))
      })
      const response = await fetch(`${url}/auth/login`, login)
      assert.equal(response.status, 500)
      assert.equal(await response.text(), 'caught: ERR_BODY_CONSUMED')
    })

    test('a mount under a path neither hides the paths of the handler nor makes new ones', async () => {
      const { url } = await serve((app, service) => {
        const handler = Object.assign(
          (/** @type {Request} */ request) => new Response(new URL(request.url).pathname),
          { paths: ['/api/auth/login'] },
        )
        app.use('/api', expressAuth(handler, { origin }))
        app.use('/other', expressAuth(handler, { origin }))
        const router = framework.Router()
        router.get('/me', expressGuard(service.guard, { origin }), (request, response) => {
          response.json(seen(request.auth))
        })
        app.use('/api', router)
      })
      assert.equal(await (await fetch(`${url}/api/auth/login?x=1`)).text(), '/api/auth/login')
      assert.equal((await fetch(`${url}/other/api/auth/login`)).status, 404)
      assert.equal((await fetch(`${url}/api/me`)).headers.get('www-authenticate'), 'Bearer')
    })

    test('the guard sees the target as the client sent it', async () => {
      /** @type {string[]} */
      const urls = []
      const { url } = await serve((app, { guard }) => {
        const noting = (/** @type {Request} */ request) => {
          urls.push(request.url)
          return guard(request)
        }
        app.use('/api', expressGuard(noting, { origin }))
      })
      await fetch(`${url}/api/me?x=1`)
      assert.equal(urls.at(-1), `${origin}/api/me?x=1`)
    })

    test('the address of the client is the one that `trust proxy` gives', async () => {
      for (const [trust, expected] of /** @type {const} */ ([
        [true, /^192\.0\.2\.7$/],
        [false, /^(?:::ffff:)?127\.0\.0\.1$/],
      ])) {
        const { url, service } = await serve((app, { handler }) => {
          app.set('trust proxy', trust)
          app.use(expressAuth(handler, { origin }))
        })
        await fetch(`${url}/auth/login`, {
          ...login,
          headers: { ...json, 'x-forwarded-for': '192.0.2.7' },
        })
        assert.match(String(service.connections[0]?.clientAddress), expected)
      }
    })

    test('an answer that somebody gave before stands, and no route is run for it', async () => {
      let ran = 0
      const { url, service } = await serve((app, { handler, guard }) => {
        app.use((_request, response, next) => {
          response.status(503).send('too slow')
          next()
        })
        app.use(expressAuth(handler, { origin }))
        app.get('/me', expressGuard(guard, { origin }), () => {
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

    test('the Host header tells the origin only where that is said to be trusted', async () => {
      const { url } = await serve((app, { guard }) => {
        app.post('/given', expressGuard(guard, { origin }))
        app.post('/host', expressGuard(guard, { trustHostHeader: true }))
      })
      const cookie = '__Host-access=nonsense'
      const headers = { origin: url, cookie }
      assert.equal((await fetch(`${url}/given`, { method: 'POST', headers })).status, 403)
      assert.equal((await fetch(`${url}/host`, { method: 'POST', headers })).status, 401)
    })
  })
}
