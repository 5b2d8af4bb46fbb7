// Each client as its own documentation sets it up for a token that has to be refreshed after a 401. Where the documentation
// puts the new token into a header, the cookies that the answer to the refresh sets do that here.
import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import axios from 'axios'
import { createAuthRefresh } from 'axios-auth-refresh'
import { createAuthClient } from 'holoband/client'
import ky from 'ky'

/** @import { OAuth2Token } from '@badgateway/oauth2-client' */
/** @import { KyInstance } from 'ky' */

/**
 * What became of a request: 0 where no answer was given to the caller.
 *
 * @typedef {{ status: number, error?: string }} Outcome
 *
 * @typedef {{ username: string, password: string }} Credentials
 *
 * @typedef {object} Contestant
 * @property {(credentials: Credentials) => Promise<unknown>} signIn
 * @property {(path: string, request: { body?: BodyInit, signal?: AbortSignal }) => Promise<number>} send
 *   resolves with the status
 * @property {() => boolean} [isSignedOut]  whether it has told its application that the user must sign in anew
 */

/** @type {Record<string, Contestant>} */
export const contestants = {
  'holoband/client': holoband(),
  // The readme, "How do I implement token refresh on 401 responses?".
  'ky, beforeRetry': overKy(
    ky.create({
      retry: { statusCodes: [401] },
      hooks: { beforeRetry: [() => ky.post('/auth/refresh').then(() => {})] },
    }),
  ),
  // The readme, "hooks.afterResponse", "Or retry with a fresh token on a 401 error".
  'ky, afterResponse': overKy(
    ky.create({
      hooks: {
        afterResponse: [
          async ({ response, retryCount }) => {
            if (response.status !== 401 || retryCount !== 0) return
            await ky.post('/auth/refresh')
            return ky.retry({ code: 'TOKEN_REFRESHED' })
          },
        ],
      },
    }),
  ),
  'axios-auth-refresh': overAxios(),
  '@badgateway/oauth2-client': overOAuth2(),
}

/** @returns {Contestant} */
function holoband() {
  /** @type {ReturnType<typeof createAuthClient> | undefined} */
  let made
  // Not before it is chosen: it listens to other tabs.
  const client = () => (made ??= createAuthClient())
  return {
    signIn: (credentials) => client().login(credentials),
    send: async (path, request) => (await client().fetch(path, initOf(request))).status,
    isSignedOut: () => client().session.status === 'signed-out',
  }
}

/**
 * @param {KyInstance} api
 * @returns {Contestant}
 */
function overKy(api) {
  return {
    signIn: signInForCookies,
    send: async (path, request) => (await api(path, initOf(request))).status,
  }
}

/**
 * The readme, "Usage".
 *
 * @returns {Contestant}
 */
function overAxios() {
  // Its types are made for axios as CommonJS has it, which is the same object.
  const api = /** @type {Parameters<typeof createAuthRefresh>[0]} */ (/** @type {unknown} */ (axios))
  createAuthRefresh(api, () => axios.post('/auth/refresh'))
  return {
    signIn: signInForCookies,
    async send(path, { body, signal }) {
      const config = signal === undefined ? {} : { signal }
      const answer = body === undefined ? axios.get(path, config) : axios.post(path, body, config)
      return (await answer).status
    },
  }
}

/**
 * The readme, "Fetch Wrapper" and "Storing tokens for later use". It keeps its tokens itself, and so speaks with an OAuth 2
 * token endpoint in front of the same sessions. When a new token cannot be had, the user has to sign in.
 *
 * @returns {Contestant}
 */
function overOAuth2() {
  const client = new OAuth2Client({
    server: location.origin,
    clientId: 'page',
    tokenEndpoint: '/oauth/token',
  })
  let mustSignIn = false
  /** @param {OAuth2Token} token */
  const storeToken = (token) => localStorage.setItem('token-store', JSON.stringify(token))
  const wrapper = new OAuth2Fetch({
    client,
    getNewToken: () => null,
    storeToken,
    getStoredToken() {
      const token = localStorage.getItem('token-store')
      return token === null ? null : JSON.parse(token)
    },
    onError: () => {
      mustSignIn = true
    },
  })
  return {
    signIn: async (credentials) => storeToken(await client.password(credentials)),
    send: async (path, request) => (await wrapper.fetch(path, initOf(request))).status,
    isSignedOut: () => mustSignIn,
  }
}

/** @param {Credentials} credentials */
function signInForCookies(credentials) {
  const headers = { 'content-type': 'application/json' }
  return fetch('/auth/login', { method: 'POST', headers, body: JSON.stringify(credentials) })
}

/**
 * @param {{ body?: BodyInit, signal?: AbortSignal }} request
 * @returns {RequestInit}
 */
function initOf({ body, signal }) {
  return {
    ...(body === undefined ? {} : { method: 'POST', body }),
    ...(signal === undefined ? {} : { signal }),
  }
}
