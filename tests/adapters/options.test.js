import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fastify from 'fastify'
import { expressAuth, expressGuard } from 'holoband/express'
import { fastifyAuth, fastifyGuard } from 'holoband/fastify'
import { honoAuth, honoGuard } from 'holoband/hono'
import { koaAuth, koaGuard } from 'holoband/koa'
import { nodeGuard, toNodeListener } from 'holoband/node'
import { origin } from '../session/support.js'
import { createService } from './service.js'

/** @import { OriginOptions } from '../../js/adapters/origin.js' */
/** @typedef {(handler: never, options: never) => unknown} Adapter */

const { handler, guard, asyncGuard } = createService()
const app = fastify()

/** @type {Record<string, Adapter>} */
const auths = { expressAuth, fastifyAuth, koaAuth, toNodeListener }
/** @type {Record<string, Adapter>} */
const guards = {
  expressGuard,
  koaGuard,
  nodeGuard,
  fastifyGuard: (given, options) => fastifyGuard(app, given, options),
}

/** @param {unknown} value what the types do not let through */
const any = (value) => /** @type {never} */ (value)

for (const [name, adapt] of Object.entries({ ...auths, ...guards })) {
  const first = name in auths ? handler : guard

  describe(name, () => {
    test('wants to be told its origin, or that the Host header can be trusted', () => {
      for (const options of [{}, { trustHostHeader: false }]) {
        const error = { code: 'ERR_OPTION_MISSING', option: 'origin' }
        assert.throws(() => adapt(any(first), any(options)), error)
      }
      const both = { origin, trustHostHeader: true }
      const conflict = { code: 'ERR_OPTION_CONFLICT', option: 'trustHostHeader' }
      assert.throws(() => adapt(any(first), any(both)), conflict)
      assert.ok(adapt(any(first), any({ trustHostHeader: true })))
    })

    test('refuses an origin that no browser would write', () => {
      for (const bad of ['app.example', 'https://app.example/', 'ftp://app.example', 'https://APP.example']) {
        const error = { code: 'ERR_OPTION_RANGE', option: 'origin' }
        assert.throws(() => adapt(any(first), any({ origin: bad })), error)
      }
    })

    test('refuses options that do not exist or have another type', () => {
      for (const [options, code] of /** @type {const} */ ([
        [undefined, 'ERR_INVALID_ARG_TYPE'],
        [null, 'ERR_INVALID_ARG_TYPE'],
        ['https://app.example', 'ERR_INVALID_ARG_TYPE'],
        [{ origin: 7 }, 'ERR_INVALID_ARG_TYPE'],
        [{ trustHostHeader: 'yes' }, 'ERR_INVALID_ARG_TYPE'],
        [{ origin, orgin: origin }, 'ERR_OPTION_UNKNOWN'],
      ])) {
        assert.throws(() => adapt(any(first), any(options)), { code }, JSON.stringify(options))
      }
    })

    test('refuses what is no function', () => {
      for (const wrong of [undefined, null, {}, Promise.resolve(first)]) {
        assert.throws(() => adapt(any(wrong), any({ origin })), { code: 'ERR_INVALID_ARG_TYPE' })
      }
    })
  })
}

describe('an auth handler that does not name its paths', () => {
  test('is refused, since nothing would ever reach it', () => {
    const plain = async () => new Response()
    for (const adapt of [expressAuth, fastifyAuth, koaAuth]) {
      assert.throws(() => adapt(any(plain), { origin }), { code: 'ERR_INVALID_ARG_TYPE' }, adapt.name)
    }
    assert.throws(() => honoAuth(any(plain)), { code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('the requirements of a guard', () => {
  test('are judged when the route is made, by the guard itself', () => {
    for (const [requirements, code] of /** @type {const} */ ([
      [{ scpoe: 'notes:write' }, 'ERR_OPTION_UNKNOWN'],
      [{ scope: 7 }, 'ERR_INVALID_ARG_TYPE'],
      [{ scope: '' }, 'ERR_OPTION_RANGE'],
      [{ scope: 'a"b' }, 'ERR_OPTION_RANGE'],
    ])) {
      for (const [name, adapt] of Object.entries(guards)) {
        assert.throws(() => adapt(any(guard), any({ origin, ...requirements })), { code }, name)
      }
      assert.throws(() => honoGuard(guard, any(requirements)), { code })
    }
  })

  test('are judged at the first request by a guard that answers later, and let nobody pass', async () => {
    const admit = nodeGuard(asyncGuard, any({ origin, scpoe: 'notes:write' }))
    const incoming = { method: 'GET', url: '/', headersDistinct: {} }
    await assert.rejects(admit(any(incoming), any({})), { code: 'ERR_OPTION_UNKNOWN' })
  })
})

describe('honoAuth and honoGuard', () => {
  test('refuse options that do not exist or have another type', () => {
    assert.throws(() => honoAuth(handler, any({ origin })), { code: 'ERR_OPTION_UNKNOWN', option: 'origin' })
    assert.throws(() => honoAuth(handler, any({ clientAddress: '192.0.2.7' })), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
    assert.throws(() => honoAuth(any(undefined)), { code: 'ERR_INVALID_ARG_TYPE' })
    assert.throws(() => honoGuard(any(undefined)), { code: 'ERR_INVALID_ARG_TYPE' })
    assert.throws(() => honoGuard(guard, any('notes:write')), { code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('toNodeListener and fastifyGuard', () => {
  test('refuse what only they take, where it is something else', () => {
    for (const wrong of [{ clientAddress: '192.0.2.7' }, { onError: true }]) {
      const options = any({ origin, ...wrong })
      assert.throws(() => toNodeListener(handler, options), { code: 'ERR_INVALID_ARG_TYPE' })
    }
    for (const instance of [undefined, guard, {}]) {
      assert.throws(() => fastifyGuard(any(instance), guard, { origin }), { code: 'ERR_INVALID_ARG_TYPE' })
    }
  })
})
