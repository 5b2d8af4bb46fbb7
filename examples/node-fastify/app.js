import fastify from 'fastify'
import { HolobandError } from 'holoband'
import { fastifyAuth, fastifyGuard } from 'holoband/fastify'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'

/** @import { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify' */
/** @import { Sessions, SessionsOptions } from 'holoband/session' */
/** @import { Users } from './users.js' */

/**
 * @typedef {object} AppOptions
 * @property {import('holoband').Key} key
 * @property {SessionsOptions['store']} store
 * @property {Users} users
 * @property {string} origin
 * @property {boolean | string[]} proxies
 * @property {number} accessTtl  seconds
 * @property {string} logLevel
 */

/** How often sessions that are over are removed from the store, in milliseconds. */
const purgeInterval = 60 * 60 * 1000

/** How many accounts may be made in an hour, from one address and from all of them. */
const signUps = Object.freeze({ perAddress: 20, altogether: 500 })

const password = { type: 'string', minLength: 12, maxLength: 256 }
const signUp = {
  type: 'object',
  required: ['username', 'password'],
  properties: { username: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,31}$' }, password },
}
const newPassword = {
  type: 'object',
  required: ['from', 'to'],
  properties: { from: { type: 'string', maxLength: 256 }, to: password },
}

/**
 * createApp puts the application together: the sessions under /auth, a place to sign up, and a protected API under /api.
 *
 * @param {AppOptions} options
 */
export function createApp({ key, store, users, origin, proxies, accessTtl, logLevel }) {
  // The rate limit goes by request.ip, which is a proxy's address unless Fastify is told which they are.
  const app = fastify({ logger: { level: logLevel }, trustProxy: proxies, bodyLimit: 10_240 })
  const { authenticate, claims } = users
  // What a real program would send to whoever watches over it, and perhaps to the user.
  const onTheft = (/** @type {object} */ theft) => app.log.warn(theft, 'A refresh token was used twice')
  const onError = (/** @type {unknown} */ error) => app.log.error(error)
  const names = { issuer: origin, audience: origin }
  const sessions = createSessions({ key, ...names, store, accessTtl, claims, onTheft, onError })
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins: [origin], onError })

  app.setErrorHandler(answerError)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'There is nothing here.' }))
  app.get('/health', async () => ({ ok: true }))
  app.register(fastifyAuth(auth, { origin }))
  app.register(accounts, { prefix: '/accounts', users, store })
  app.register(api, { prefix: '/api', sessions, users, origin })
  const timer = setInterval(() => sessions.purge().catch(onError), purgeInterval)
  app.addHook('onClose', async () => clearInterval(timer))
  return app
}

/**
 * accounts lets people sign up. A hash takes a while, so that nobody may ask for many.
 *
 * @param {FastifyInstance} app
 * @param {Pick<AppOptions, 'users' | 'store'>} parts
 */
async function accounts(app, { users, store }) {
  app.post('/', { schema: { body: signUp } }, async (request, reply) => {
    const here = await store.hit(`sign-up ${request.ip}`, 3600)
    // Whoever has one address of IPv6 has a great many.
    const everywhere = await store.hit('sign-up', 3600)
    if (here.hits > signUps.perAddress || everywhere.hits > signUps.altogether)
      return reply.code(429).header('retry-after', '3600').send({ message: 'Not so often.' })
    const { username, password } = /** @type {{ username: string, password: string }} */ (request.body)
    if (users.add(username, password)) return reply.code(201).send({ username })
    return reply.code(409).send({ message: 'The name is taken.' })
  })
}

/**
 * api is for who is signed in. The guard is a hook that runs before a body is read.
 *
 * @param {FastifyInstance} app
 * @param {{ sessions: Sessions, users: Users, origin: string }} parts
 */
async function api(app, { sessions, users, origin }) {
  const guard = createGuard({ sessions, allowedOrigins: [origin] })
  app.addHook('onRequest', fastifyGuard(app, guard, { origin }))
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'))
  const maySeeUsers = fastifyGuard(app, guard, { origin, scope: 'users:read' })

  app.get('/me', async ({ auth }) => auth.claims)
  app.get('/users', { onRequest: maySeeUsers }, async () => ({ users: users.list() }))
  app.get('/sessions', async (request) => ({ sessions: await sessions.list(identityOf(request).sub) }))

  app.put('/password', { schema: { body: newPassword } }, async (request) => {
    const { sub, sid } = identityOf(request)
    users.changePassword(sub, /** @type {{ from: string, to: string }} */ (request.body))
    // Whoever knew the old password is out: all sessions end but the one that asked.
    return { ended: await sessions.endAll(sub, { except: sid, reason: 'password_changed' }) }
  })
}

/**
 * The claims that every access token of a session has.
 *
 * @param {FastifyRequest} request
 */
function identityOf({ auth }) {
  return /** @type {{ sub: string, sid: string }} */ (auth.claims)
}

/**
 * answerError tells the client what it did wrong, and of what went wrong here nothing but that.
 *
 * @param {FastifyError | HolobandError} error
 * @param {FastifyRequest} request
 * @param {FastifyReply} reply
 */
function answerError(error, request, reply) {
  const { code, message } = error
  if (code === 'ERR_CREDENTIALS_INVALID') return reply.code(403).send({ code, message })
  const status = error instanceof HolobandError ? undefined : error.statusCode
  if (status !== undefined && status >= 400 && status < 500) return reply.code(status).send({ message })
  request.log.error(error)
  // Nothing is lost while the store cannot be asked, and asking again is safe.
  if (code === 'ERR_STORE_UNAVAILABLE')
    return reply.code(503).header('retry-after', '5').send({ message: 'Please try again.' })
  return reply.code(500).send({ message: 'Something went wrong here.' })
}
