import { createApp } from './app.js'

/** @import { Env } from './app.js' */

// The class of the Durable Objects that keep sessions; `wrangler.jsonc` names it.
export { HolobandSessions } from 'holoband/stores/durable-object'

/**
 * Made once for each isolate, when its first request comes: a Worker may not draw randomness or look at the clock before.
 * It keeps keys and settings, and nothing of a request.
 *
 * @type {ReturnType<typeof createApp> | undefined}
 */
let app

/** @param {Env} env */
function appOf(env) {
  app ??= createApp(env)
  return app
}

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   * @param {{ waitUntil: (work: Promise<unknown>) => void }} context
   */
  async fetch(request, env, context) {
    // Cloudflare writes this header itself, over whatever a client has sent.
    const clientAddress = request.headers.get('cf-connecting-ip')
    return appOf(env).handle(request, {
      ...(clientAddress === null ? {} : { clientAddress }),
      waitUntil: (work) => context.waitUntil(work),
    })
  },

  /**
   * The Cron Trigger removes from D1 what is over. Durable Objects see to that themselves.
   *
   * @param {unknown} _event
   * @param {Env} env
   */
  async scheduled(_event, env) {
    await appOf(env).purge()
  },
}
