import { HolobandError } from '../errors.js'
import { checkMethods } from '../session/options.js'
import { prepareAuth, prepareGuard } from './exchange.js'
import { authOf } from './guard.js'
import { abortSignalOf, bytesOf } from './response.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { AnyGuard } from './guard.js' */
/** @import { AuthHandler } from './handler.js' */
/** @import { OriginOptions } from './origin.js' */

/** @typedef {import('./guard.js').Auth} Auth */

/**
 * What is used of Fastify's own objects.
 *
 * @typedef {object} FastifyRequest
 * @property {IncomingMessage} raw
 * @property {string} url
 * @property {string} originalUrl
 * @property {string | undefined} [ip]  the client's address, by the application's `trustProxy`
 * @property {unknown} [auth]           what the guard says
 */

/**
 * What is used of Fastify's reply.
 *
 * @typedef {object} FastifyReply
 * @property {ServerResponse} raw
 * @property {(status: number) => unknown} code
 * @property {(name: string, value: string) => unknown} header
 * @property {(name: string) => unknown} getHeader
 * @property {(body?: unknown) => unknown} send
 */

/**
 * A handler of Fastify.
 *
 * @callback FastifyHandler
 * @param {FastifyRequest} request
 * @param {FastifyReply} reply
 * @returns {Promise<unknown>}
 */

/**
 * What is used of Fastify's instance.
 *
 * @typedef {object} FastifyInstance
 * @property {string} prefix
 * @property {(path: string, handler: FastifyHandler) => unknown} all
 * @property {() => unknown} removeAllContentTypeParsers
 * @property {(type: string, parse: (request: unknown, payload: unknown, done: (error: null) => void) => void) =>
 *   unknown} addContentTypeParser
 */

/**
 * How an instance is asked for, and given, a property of its requests.
 *
 * @typedef {object} FastifyDecorators
 * @property {(name: string) => boolean} hasRequestDecorator
 * @property {(name: string, value: null) => unknown} decorateRequest
 */

/**
 * fastifyAuth makes a plugin for Fastify 5 from the auth handler: `app.register(fastifyAuth(handler, { origin }))`. It
 * adds a route for each of the handler's own paths, which are counted from the root: where it is registered under a
 * prefix, it fails with ERR_OPTION_CONFLICT. Bodies are left to the handler and not to the application's parsers.
 * Client addresses are Fastify's `request.ip`: behind a proxy, set `trustProxy`.
 *
 * The origin must be given, or `trustHostHeader: true` on purpose: ERR_OPTION_MISSING and ERR_OPTION_CONFLICT
 * otherwise.
 *
 * @param {AuthHandler} handler
 * @param {OriginOptions} options
 * @returns {(instance: FastifyInstance) => Promise<void>}
 */
export function fastifyAuth(handler, options) {
  const { paths, exchange } = prepareAuth(handler, options, 'fastifyAuth')
  return async (instance) => {
    if (instance.prefix !== '') throw new HolobandError('ERR_OPTION_CONFLICT', { option: 'prefix' })
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const path of paths) instance.all(path, answerRoute)
  }

  /** @type {FastifyHandler} */
  async function answerRoute({ raw, url, ip: clientAddress }, reply) {
    return answer(await exchange(raw, { url, signal: abortSignalOf(reply.raw), clientAddress }), reply)
  }
}

/**
 * fastifyGuard makes a hook for Fastify 5 from a guard, and decorates the requests of the instance with `auth`:
 *
 *     app.get('/me', { onRequest: fastifyGuard(app, guard, { origin }) }, (request) => request.auth.claims)
 *
 * What the guard refuses is answered; of what it admits, `request.auth` has the claims and the header of the token.
 * Errors of the guard are thrown, so that the route is not run. It serves as `onRequest`, where a refusal comes before
 * the body is read, and as `preHandler`, for one route or with `addHook` for all.
 *
 * Options are the origin, as for {@link fastifyAuth}, and the guard's own requirements, such as `scope`.
 *
 * @template {object} Requirements
 * @param {FastifyDecorators} instance
 * @param {AnyGuard<Requirements>} guard
 * @param {OriginOptions & Requirements} options
 * @returns {FastifyHandler}
 */
export function fastifyGuard(instance, guard, options) {
  checkMethods(instance, ['hasRequestDecorator', 'decorateRequest'], 'instance')
  const check = prepareGuard(guard, options, 'fastifyGuard')
  if (!instance.hasRequestDecorator('auth')) instance.decorateRequest('auth', null)
  return async (request, reply) => {
    const admission = await check(request.raw, request.originalUrl)
    if (!admission.ok) return answer(admission.response, reply)
    request.auth = authOf(admission)
    return undefined
  }
}

/**
 * answer leaves the sending to Fastify, so that the hooks of the application still see the answer.
 *
 * @param {Response} response
 * @param {FastifyReply} reply
 */
async function answer(response, reply) {
  const body = await bytesOf(response)
  reply.code(response.status)
  for (const [name, value] of response.headers) {
    // Fastify keeps cookies that were set before by itself.
    const before = name === 'vary' ? reply.getHeader(name) : undefined
    reply.header(name, before === undefined ? value : `${before}, ${value}`)
  }
  reply.send(body ?? undefined)
  return reply
}
