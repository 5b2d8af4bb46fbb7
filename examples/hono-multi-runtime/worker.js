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

// biome-ignore lint/style/noDefaultExport: it is what a Worker's module has to have
export default {
  /**
   * @param {Request} request
   * @param {Bindings} env
   */
  fetch: (request, env) =>
    appOf(env).fetch(request, { clientAddress: request.headers.get('cf-connecting-ip') ?? undefined }),
  /**
   * @param {unknown} _event
   * @param {Bindings} env
   */
  scheduled: (_event, env) => appOf(env).purge(),
}
