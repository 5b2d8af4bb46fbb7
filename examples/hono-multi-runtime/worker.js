import { createD1Store } from 'holoband/stores/d1'
import { createApp } from './app.js'
import { readSettings } from './settings.js'

/** @typedef {{ DB: Parameters<typeof createD1Store>[0] } & Readonly<Record<string, unknown>>} Bindings */

/** Made once for each isolate, at its first request. @type {ReturnType<typeof createApp> | undefined} */
let app

/** @param {Bindings} env */
function appOf(env) {
  app ??= createApp({ ...readSettings(env), store: createD1Store(env.DB) })
  return app
}

export default {
  /**
   * @param {Request} request
   * @param {Bindings} env
   * @param {import('hono').ExecutionContext} context
   */
  fetch: (request, env, context) =>
    // Cloudflare writes this header itself, over whatever a client has sent.
    appOf(env).fetch(
      request,
      { clientAddress: request.headers.get('cf-connecting-ip') ?? undefined },
      context,
    ),
  /**
   * @param {unknown} _event
   * @param {Bindings} env
   */
  scheduled: (_event, env) => appOf(env).purge(),
}
