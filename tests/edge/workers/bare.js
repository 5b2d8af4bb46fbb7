// The auth handler and the guard as a Worker, without a framework.
import { control, createService, FragileSessions } from './service.js'

/** @import { Env, ExecutionContext } from './service.js' */

export { FragileSessions }

/** Made by the first request, for all of them. @type {ReturnType<typeof createService> | undefined} */
let service

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   * @param {ExecutionContext} context
   */
  async fetch(request, env, context) {
    service ??= createService(env)
    const { sessions, handler, guard } = service
    const url = new URL(request.url)
    const answer = await control(url, sessions, env)
    if (answer !== undefined) return answer
    if (handler.paths.includes(url.pathname)) return handler(request, context)
    const admission = guard(request)
    return admission.ok ? Response.json(admission.claims) : admission.response
  },
}
