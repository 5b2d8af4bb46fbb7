// A Worker that verifies what somebody else signs, and one that is given Workers KV for a store.
import { createRemoteKeySet, createVerifier, secretKey } from 'holoband'
import { createAsyncGuard, createSessions } from 'holoband/session'
import { createKvStore } from 'holoband/stores/kv'

/** @type {ReturnType<typeof createAsyncGuard> | undefined} */
let guard

/** Made by the first request, for all of them, like the keys that it fetches. */
function createSharedGuard() {
  const keys = createRemoteKeySet('https://auth.example/jwks.json', { timeout: 1 })
  const verifier = createVerifier({
    ...{ keys, algorithms: ['ES256'], issuer: 'https://auth.example', audience: 'https://api.example' },
    typ: 'at+jwt',
  })
  return createAsyncGuard({ sessions: { verifyAccess: (token) => verifier.verifyAsync(token) } })
}

/** @type {Record<string, (namespace: never) => unknown>} */
const mistakes = {
  '/sessions': (store) => {
    const key = secretKey(new Uint8Array(32).fill(7))
    createSessions({ key, issuer: null, audience: null, store })
  },
  '/store': (namespace) => createKvStore(namespace),
}

export default {
  /**
   * @param {Request} request
   * @param {{ KV: never }} env
   */
  async fetch(request, env) {
    const mistake = mistakes[new URL(request.url).pathname]
    if (mistake !== undefined) return refusalOf(() => mistake(env.KV))
    guard ??= createSharedGuard()
    try {
      const admission = await guard(request)
      return admission.ok ? Response.json(admission.claims) : admission.response
    } catch (error) {
      return new Response(String(Reflect.get(Object(error), 'code') ?? error), { status: 500 })
    }
  },
}

/** @param {() => unknown} act */
function refusalOf(act) {
  try {
    return Response.json(act())
  } catch (error) {
    const { code, option, cause } = /** @type {{ code: string, option: string, cause: Error }} */ (error)
    return Response.json({ code, option, why: cause.message })
  }
}
