// The auth handler and the guard as a Worker, without a framework.
import { control, createService, FragileSessions } from './service.js'

/** @import { Env, ExecutionContext } from './service.js' */

export { FragileSessions }

/** Made by the first request, for all of them. @type {ReturnType<typeof createService> | undefined} */
let service

/** @param {(env: Env) => ReturnType<typeof createService>} serviceOf */
export function createWorker(serviceOf) {
  return {
    /**
     * @param {Request} request
     * @param {Env} env
     * @param {ExecutionContext} context
     */
    async fetch(request, env, context) {
      const { sessions, handler, guard } = serviceOf(env)
      const url = new URL(request.url)
      const answer = await control(url, sessions, env)
      if (answer !== undefined) return answer
      if (handler.paths.includes(url.pathname)) return handler(request, context)
      const admission = guard(request)
      return admission.ok ? Response.json(admission.claims) : admission.response
    },
    /**
     * @param {unknown} _controller
     * @param {Env} env
     */
    async scheduled(_controller, env) {
      await serviceOf(env).sessions.purge()
    },
  }
}

export default createWorker((env) => {
  service ??= createService(env)
  return service
})
