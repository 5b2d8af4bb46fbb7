import { HolobandError } from '../errors.js'
import { checkFunction, checkOptions } from '../session/options.js'
import { authOf, checkGuard } from './guard.js'
import { connectionOf, pathsOf } from './handler.js'

/** @import { AnyGuard } from './guard.js' */
/** @import { WaitUntil } from '../session/later.js' */
/** @import { AuthHandler } from './handler.js' */

/** @typedef {import('./guard.js').Auth} Auth */

/**
 * What is used of Hono's context.
 *
 * @typedef {object} HonoContext
 * @property {HonoRequest} req
 * @property {Response | undefined} res
 * @property {(name: 'auth', value: Readonly<Auth>) => void} set
 * @property {{ waitUntil: (work: Promise<unknown>) => void }} executionCtx  throws where the runtime has none
 */

/**
 * What is used of Hono's request.
 *
 * @typedef {object} HonoRequest
 * @property {Request} raw
 * @property {(name: string) => string | undefined} header
 * @property {() => Promise<ArrayBuffer>} arrayBuffer
 */

/**
 * What Hono's runtimes tell in ways of their own.
 *
 * @template {HonoContext} Context
 * @typedef {object} HonoAuthOptions
 * @property {(context: Context) => string | undefined} [clientAddress]  the client's address, which each runtime tells
 *   in its own way: `(c) => c.req.header('cf-connecting-ip')`, or with `getConnInfo` of the runtime's Hono adapter
 *   `(c: Context) => getConnInfo(c).remote.address`; default: not known
 */

/**
 * A middleware of Hono 4.
 *
 * @template {HonoContext} Context
 * @callback HonoMiddleware
 * @param {Context} context
 * @param {() => Promise<void>} next
 * @returns {Promise<Response | void>}
 */

/**
 * honoAuth makes a middleware for Hono 4 from the auth handler. It answers the handler's own paths, counted from the
 * root wherever it is mounted, and passes on every other request untouched. It works before and after validators that
 * read the body; ERR_BODY_CONSUMED is thrown where something else did.
 *
 * On Workers, where Hono has an execution context, the answer does not wait for what may finish later.
 *
 * The handler sees the runtime's own request. On Node.js its origin is what the client wrote into the Host header: give
 * the handler and the guard `allowedOrigins` there.
 *
 * @template {HonoContext} Context
 * @param {AuthHandler} handler
 * @param {HonoAuthOptions<Context>} [options]
 * @returns {HonoMiddleware<Context>}
 */
export function honoAuth(handler, options = {}) {
  const paths = pathsOf(handler)
  checkOptions(options, ['clientAddress'], 'honoAuth')
  const { clientAddress = () => undefined } = options
  checkFunction(clientAddress, 'clientAddress')
  return async (context, next) => {
    if (!paths.has(new URL(context.req.raw.url).pathname)) return next()
    const request = await unread(context.req)
    const connection = connectionOf(clientAddress(context), waitUntilOf(context))
    answer(await handler(request, connection), context)
  }
}

/**
 * honoGuard makes a middleware for Hono 4 from a guard. What the guard refuses is answered; of what it admits,
 * `c.get('auth')` has the claims and the header of the token. Errors of the guard are thrown, so that the route is not
 * run.
 *
 * Options are the guard's own requirements, such as `scope`.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {Requirements} [options]
 * @returns {HonoMiddleware<HonoContext>}
 */
export function honoGuard(guard, options) {
  const requirements = /** @type {Requirements} */ (options ?? {})
  checkGuard(guard, requirements, 'honoGuard')
  return async (context, next) => {
    const admission = await guard(context.req.raw, requirements)
    if (!admission.ok) return answer(admission.response, context)
    context.set('auth', authOf(admission))
    await next()
  }
}

/**
 * Hono throws where the runtime has given it no execution context, and has no other way to say so.
 *
 * @param {HonoContext} context
 * @returns {WaitUntil | undefined}
 */
function waitUntilOf(context) {
  try {
    const { executionCtx } = context
    return (work) => executionCtx.waitUntil(work)
  } catch {
    return undefined
  }
}

/**
 * unread gives the request with its body, also where the application has read it through Hono, which keeps it.
 *
 * @param {HonoRequest} request
 */
async function unread(request) {
  const { raw } = request
  if (!raw.bodyUsed) return raw
  try {
    const { method, headers, signal } = raw
    return new Request(raw.url, { method, headers, signal, body: await request.arrayBuffer() })
  } catch (cause) {
    throw new HolobandError('ERR_BODY_CONSUMED', { cause })
  }
}

/**
 * answer keeps the headers that were set before. Handing the response back to Hono would let those win over the
 * answer's own, cookies included.
 *
 * @param {Response} response
 * @param {HonoContext} context
 */
function answer({ status, headers: own, body }, context) {
  const headers = new Headers(context.res?.headers)
  for (const [name, value] of own) {
    if (name === 'set-cookie' || name === 'vary') headers.append(name, value)
    else headers.set(name, value)
  }
  context.res = undefined
  context.res = new Response(body, { status, headers })
}
