import express from 'express'
import { expressAuth, expressGuard } from 'holoband/express'
import { createAuthHandler, createGuard, createRateLimit } from 'holoband/session'

/** @import { NextFunction, Request, Response } from 'express' */
/** @import { Sessions } from 'holoband/session' */
/** @import { Users } from './users.js' */

/** How long ago somebody may have typed the password who bans others (RFC 9470). */
const maxAuthAge = '10m'

/**
 * createApp puts the application together: the sessions under /auth, and a protected API under /api.
 *
 * @param {{ sessions: Sessions, users: Users, origin: string, proxies: number }} parts
 */
export function createApp({ sessions, users, origin, proxies }) {
  const app = express()
  app.disable('x-powered-by')
  // The rate limit goes by request.ip, which is a proxy's address unless Express is told how many there are.
  app.set('trust proxy', proxies)
  app.get('/health', (_request, response) => void response.json({ ok: true }))

  const allowedOrigins = [origin]
  const rateLimit = createRateLimit({
    store: sessions.store,
    login: { window: '15m', perUsernameAndAddress: 10, perAddress: 100, perUsername: 100 },
  })
  const { authenticate } = users
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins, rateLimit })
  app.use(expressAuth(auth, { origin }))

  const guard = createGuard({ sessions, allowedOrigins })
  // Before the body parser: a body that nobody may send is not read.
  app.use('/api', expressGuard(guard, { origin }), express.json({ limit: '10kb' }), noStore)
  app.use('/api/notes', notes(expressGuard(guard, { origin, scope: 'notes:write' })))
  app.use('/api/sessions', ownSessions(sessions))
  app.use('/api/users', expressGuard(guard, { origin, scope: 'users:manage' }))
  app.use('/api/users', administration({ sessions, users }, expressGuard(guard, { origin, maxAuthAge })))
  app.get('/api/me', (request, response) => void response.json(request.auth?.claims))

  app.use((_request, response) => void response.status(404).json({ message: 'There is nothing here.' }))
  app.use(answerError)
  return app
}

/** What one person may see is not for any cache. @type {import('express').RequestHandler} */
const noStore = (_request, response, next) => {
  response.set('cache-control', 'no-store')
  next()
}

/**
 * notes lets everybody who is signed in read, and write who has the scope for it.
 *
 * @param {import('holoband/express').ExpressMiddleware} mayWrite
 */
function notes(mayWrite) {
  /** @type {{ by: unknown, text: string }[]} */
  const written = []
  const router = express.Router()
  router.get('/', (_request, response) => void response.json({ notes: written }))
  router.post('/', mayWrite, (request, response) => {
    const { text } = bodyOf(request)
    if (typeof text !== 'string' || text.trim() === '')
      return void response.status(400).json({ message: 'A note has a text.' })
    written.push({ by: request.auth?.claims.name, text: text.slice(0, 200) })
    if (written.length > 100) written.shift()
    response.status(201).json({ notes: written })
  })
  return router
}

/**
 * ownSessions shows people where they are signed in, and ends what they do not recognise.
 *
 * @param {Sessions} sessions
 */
function ownSessions(sessions) {
  const router = express.Router()
  router.get('/', async (request, response) => {
    const { sub, sid } = identityOf(request)
    const all = await sessions.list(sub)
    response.json({ sessions: all.map((session) => ({ ...session, current: session.sid === sid })) })
  })
  router.delete('/:sid', async (request, response) => {
    // Of the caller's own: the subject is the token's, whatever the path says.
    const { sub } = identityOf(request)
    const ended = await sessions.end({ sub, sid: request.params.sid }, { reason: 'ended_by_user' })
    response.status(ended ? 204 : 404).end()
  })
  router.delete('/', async (request, response) => {
    const { sub, sid } = identityOf(request)
    response.json({ ended: await sessions.endAll(sub, { except: sid }) })
  })
  return router
}

/**
 * administration lists the users and bans them.
 *
 * @param {{ sessions: Sessions, users: Users }} parts
 * @param {import('holoband/express').ExpressMiddleware} provedRecently
 */
function administration({ sessions, users }, provedRecently) {
  const router = express.Router()
  router.get('/', (_request, response) => void response.json({ users: users.list() }))
  router.put('/:name/ban', provedRecently, async (request, response) => {
    const { banned } = bodyOf(request)
    const { name } = request.params
    if (typeof banned !== 'boolean')
      return void response.status(400).json({ message: 'banned is true or false.' })
    if (name === request.auth?.claims.name)
      return void response.status(409).json({ message: 'Nobody can ban themselves.' })
    const subject = users.setBanned(`${name}`, banned)
    if (subject === undefined) return void response.status(404).json({ message: 'There is no such user.' })
    // No refresh succeeds from now on; an access token that is out already is good until it expires.
    await (banned ? sessions.ban(subject) : sessions.unban(subject))
    response.json({ users: users.list() })
  })
  return router
}

/**
 * The claims that every access token of a session has.
 *
 * @param {Request} request
 */
function identityOf({ auth }) {
  return /** @type {{ sub: string, sid: string }} */ (auth?.claims)
}

/**
 * The members of a JSON body, each of them whatever the client chose.
 *
 * @param {{ body?: unknown }} request
 */
function bodyOf({ body }) {
  return /** @type {Readonly<Record<string, unknown>>} */ (body ?? {})
}

/**
 * answerError tells the client what it did wrong, and of what went wrong here nothing but that. Express knows it as an
 * error handler by its four parameters.
 *
 * @param {Error & { status?: unknown, code?: unknown }} error
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} next
 */
function answerError(error, _request, response, next) {
  if (response.headersSent) return next(error)
  const { status, code } = error
  if (typeof status === 'number' && status >= 400 && status < 500)
    return void response.status(status).json({ message: 'The request cannot be read.' })
  console.error(error)
  // Nothing is lost while the store cannot be asked, and asking again is safe.
  if (code === 'ERR_STORE_UNAVAILABLE')
    return void response.status(503).set('retry-after', '5').json({ message: 'Please try again.' })
  response.status(500).json({ message: 'Something went wrong here.' })
}
