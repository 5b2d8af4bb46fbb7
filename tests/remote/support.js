// The other side of a remote key set: an issuer with keys of its own, made with node:crypto alone, and a server that a
// test holds in its hand.
import { sign } from 'node:crypto'
import { afterEach, beforeEach, mock } from 'node:test'
import { createRemoteKeySet, createVerifier } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { aud, claims, iss, now } from '../support/setting.js'
import { segment } from '../support/tokens.js'

/** @import { Algorithm, RemoteKeySet, RemoteKeySetOptions, Verifier, VerifierOptions } from 'holoband' */

/** @type {Algorithm} */
export const algorithm = 'ES256'
export const url = 'https://auth.example/.well-known/jwks.json'

/**
 * A key of the issuer: what it publishes, and how it signs.
 *
 * @typedef {{ jwk: Record<string, unknown>, privateJwk: Record<string, unknown>, sign: (input: string) => string, kid: string | undefined }} IssuerKey
 */

/**
 * @param {string} [kid]
 * @returns {IssuerKey}
 */
export function makeKey(kid) {
  const names = { alg: algorithm, use: 'sig', ...(kid === undefined ? {} : { kid }) }
  const { publicKey, privateKey } = generateKeyPair('ec', { namedCurve: 'P-256' })
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), ...names },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...names },
    sign: (input) =>
      sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
        'base64url',
      ),
    kid,
  }
}

/**
 * A token of the issuer, by default under the key's own name.
 *
 * @param {IssuerKey} key
 * @param {Record<string, unknown>} [changes] of the claims
 * @param {Record<string, unknown>} [header]
 */
export function tokenOf(key, changes = {}, header = {}) {
  const parameters = { alg: algorithm, typ: 'JWT', kid: key.kid, ...header }
  const input = `${segment(parameters)}.${segment({ ...claims, ...changes })}`
  return `${input}.${key.sign(input)}`
}

/**
 * A JWS of the issuer that is no token.
 *
 * @param {IssuerKey} key
 * @param {string} [payload]
 */
export function jwsOf(key, payload = 'any text, not JSON') {
  const input = `${segment({ alg: algorithm, kid: key.kid })}.${segment(payload)}`
  return `${input}.${key.sign(input)}`
}

/** @param {readonly IssuerKey[]} keys */
export const jwksOf = (keys) => ({ keys: keys.map((key) => key.jwk) })

/**
 * @param {unknown} body text as it is, or a value of JSON
 * @param {Record<string, string>} [headers]
 * @param {number} [status]
 */
export function reply(body, headers = {}, status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** @typedef {{ url: string, init: RequestInit, at: number }} Call */

/**
 * A server behind a `fetch` of the test's own. It answers with the keys that were published last, unless the test says
 * how it answers.
 */
export class FakeServer {
  /** @type {Call[]} */
  calls = []
  /** @type {(init: RequestInit) => Response | Promise<Response>} */
  answer = () => reply('nothing is published', {}, 404)

  /** @param {readonly IssuerKey[]} keys */
  constructor(...keys) {
    if (keys.length > 0) this.publish(...keys)
  }

  /** @param {readonly IssuerKey[]} keys */
  publish(...keys) {
    const jwks = jwksOf(keys)
    this.answer = () => reply(jwks)
  }

  /** @param {unknown} [error] */
  fail(error = new TypeError('fetch failed')) {
    this.answer = () => Promise.reject(error)
  }

  /** Lets nothing be answered until the returned function is called; what is answered then was decided now. */
  hold() {
    const { answer } = this
    /** @type {() => void} */
    let open = () => {}
    /** @type {Promise<void>} */
    const gate = new Promise((resolve) => {
      open = resolve
    })
    this.answer = async (init) => {
      const response = answer(init)
      await gate
      return response
    }
    return () => {
      this.answer = answer
      open()
    }
  }

  /** @type {typeof fetch} */
  fetch = async (input, init = {}) => {
    this.calls.push({ url: String(input), init, at: Date.now() / 1000 })
    return this.answer(init)
  }
}

/**
 * @param {FakeServer} server
 * @param {RemoteKeySetOptions} [options]
 */
export function remoteOf(server, options = {}) {
  return createRemoteKeySet(url, { fetch: server.fetch, ...options })
}

/**
 * @param {VerifierOptions['keys']} keys
 * @param {Partial<VerifierOptions>} [options]
 * @returns {Verifier}
 */
export function verifierOf(keys, options = {}) {
  return createVerifier({ algorithms: [algorithm], issuer: iss, audience: aud, ...options, keys })
}

/**
 * A server with one key, a key set of it, and a verifier of that.
 *
 * @param {RemoteKeySetOptions} [options]
 */
export function setting(options = {}) {
  const key = makeKey('first')
  const server = new FakeServer(key)
  const remote = remoteOf(server, options)
  return { key, server, remote, verifier: verifierOf(remote) }
}

/** Lets everything happen that waits for no timer. */
export async function quiet() {
  for (let round = 0; round < 25; round++) await new Promise((resolve) => setImmediate(resolve))
}

/** Makes time stand still in every test of a file, except for {@link advance}. */
export function stopTime() {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: now * 1000 }))
  afterEach(() => mock.timers.reset())
}

/**
 * Lets so many seconds pass, in steps, so that what a timer starts may start timers of its own.
 *
 * @param {number} seconds
 * @param {number} [step]
 */
export async function advance(seconds, step = 0.25) {
  await quiet()
  for (let left = seconds; left > 0; left -= step) {
    mock.timers.tick(Math.round(Math.min(step, left) * 1000))
    await quiet()
  }
}

/**
 * What became of a promise so far.
 *
 * @template T
 * @param {Promise<T>} promise
 */
export function watch(promise) {
  /** @type {{ state: 'pending' | 'fulfilled' | 'rejected', value?: T, error?: unknown }} */
  const seen = { state: 'pending' }
  promise.then(
    (value) => Object.assign(seen, { state: 'fulfilled', value }),
    (error) => Object.assign(seen, { state: 'rejected', error }),
  )
  return seen
}
