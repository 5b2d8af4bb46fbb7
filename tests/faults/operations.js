// Everything that the module is asked to do, by name: what is made ready for it, the work itself, and what its result has
// to be. The tests of this folder let something fail under the work, and nowhere else.
import {
  createIssuer,
  createVerifier,
  exportJwkWithPrivateKey,
  exportPemWithPrivateKey,
  generateKey,
  generateSecret,
  hashPassword,
  importJwk,
  importPem,
  keySet,
  secretKey,
  verifyPassword,
} from 'holoband'
import { createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { generateKeyPair } from '../support/key-pair.js'

/** @import { Key, Verifier } from 'holoband' */
/** @import { SessionStore } from 'holoband/stores/contract' */

/**
 * @typedef {object} Ready
 * @property {() => unknown} work  may return a promise
 * @property {(result: never) => boolean} isRight
 *
 * @typedef {object} World  what the operations get by
 * @property {() => number} now
 * @property {SessionStore} store
 */

const common = { issuer: 'https://auth.example', audience: 'https://api.example' }
const subject = '7'
const password = 'correct horse'
const passphrase = 'battery staple'
const cheap = Object.freeze({ memoryKib: 64, passes: 1, lanes: 1 })

const ec = generateKeyPair('ec', { namedCurve: 'P-256' })
const cipher = { cipher: 'aes-256-cbc', passphrase }
const material = Object.freeze({
  secret: new Uint8Array(32).fill(7),
  jwk: ec.privateKey.export({ format: 'jwk' }),
  pem: String(ec.privateKey.export({ format: 'pem', type: 'pkcs8' })),
  encryptedPem: String(ec.privateKey.export({ format: 'pem', type: 'pkcs8', ...cipher })),
  publicJwk: ec.publicKey.export({ format: 'jwk' }),
})

const hmacKey = () => secretKey(material.secret)
const ecKey = () => importJwk(material.jwk)

/** @param {World} world */
export function sessionsOf({ now, store }) {
  return createSessions({ ...common, key: hmacKey(), now, store, accessTtlJitter: 0 })
}

/** @param {World} world */
function tokensOf({ now }) {
  const key = hmacKey()
  const issuer = createIssuer({ ...common, key, ttl: 900, now })
  const verifier = createVerifier({ ...common, keys: key, algorithms: ['HS256'], now })
  const token = issuer.issue({ sub: subject, roles: ['reader'] })
  const forged = `${token.slice(0, -10)}AAAAAAAAAA`
  return { issuer, verifier, token, forged }
}

/**
 * Whether a key signs what its other half finds right.
 *
 * @param {Key} key
 */
function works(key) {
  const token = createIssuer({ ...common, key, ttl: 900 }).issue({ sub: subject })
  return createVerifier({ ...common, keys: key, algorithms: [key.alg] }).check(token).ok
}

/** @param {string} token */
const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** @param {{ refreshToken: string }} issued */
export const generationOf = ({ refreshToken }) => claimsOf(refreshToken).gen

/** A verdict that can be told from every other. @param {Verifier} verifier @param {string} token */
const verdictOf = (verifier, token) => {
  const result = verifier.check(token)
  return result.ok ? 'ok' : result.code
}

/**
 * @param {World} world
 * @param {(sessions: ReturnType<typeof createSessions>, issued: { refreshToken: string, accessToken: string }) => unknown} work
 * @param {(result: never, issued: { refreshToken: string }) => boolean} isRight
 * @returns {Promise<Ready>}
 */
async function withSession(world, work, isRight) {
  const sessions = sessionsOf(world)
  const issued = await sessions.start(subject)
  return { work: () => work(sessions, issued), isRight: (result) => isRight(result, issued) }
}

/**
 * One after the other, the rows of the matrix; a row may have several.
 *
 * @type {Readonly<Record<string, (world: World) => Ready | Promise<Ready>>>}
 */
export const operations = Object.freeze({
  issue(world) {
    const { issuer, verifier } = tokensOf(world)
    return {
      work: () => issuer.issue({ sub: subject, pad: 'x'.repeat(500) }),
      isRight: (/** @type {string} */ token) => verdictOf(verifier, token) === 'ok',
    }
  },
  'verify, a good token'(world) {
    const { verifier, token } = tokensOf(world)
    return {
      work: () => verifier.verify(token),
      isRight: (/** @type {{ claims: { sub: string } }} */ { claims }) => claims.sub === subject,
    }
  },
  'verify, a forged token'(world) {
    const { verifier, forged } = tokensOf(world)
    return {
      work: () => verdictOf(verifier, forged),
      isRight: (/** @type {string} */ verdict) => verdict === 'ERR_SIGNATURE_INVALID',
    }
  },
  explain(world) {
    const { verifier, token } = tokensOf(world)
    return { work: () => verifier.explain(token), isRight: (/** @type {{ ok: boolean }} */ { ok }) => ok }
  },
  'import, a secret': () => ({ work: hmacKey, isRight: works }),
  'import, a JWK': () => ({ work: ecKey, isRight: works }),
  'import, a PEM': () => ({ work: () => importPem(material.pem, 'ES256'), isRight: works }),
  'import, an encrypted PEM': () => ({
    work: () => importPem(material.encryptedPem, 'ES256', { passphrase }),
    isRight: works,
  }),
  'import, a JWK Set': () => ({
    work: () => keySet({ keys: [{ ...material.publicJwk, kid: 'a' }] }),
    isRight: (/** @type {{ keys: readonly Key[] }} */ { keys }) => keys[0]?.kid === 'a',
  }),
  export() {
    const key = ecKey()
    return {
      work: () => [exportJwkWithPrivateKey(key), exportPemWithPrivateKey(key)],
      isRight: (/** @type {[{ d: string }, string]} */ [{ d }, pem]) =>
        d === material.jwk.d && works(importPem(pem, 'ES256')),
    }
  },
  'generate, a key': () => ({ work: () => generateKey('ES256'), isRight: works }),
  'generate, a secret': () => ({
    work: () => generateSecret('HS256'),
    isRight: (/** @type {Uint8Array} */ bytes) => bytes.length === 32 && bytes.some((byte) => byte !== 0),
  }),
  hashPassword: () => ({
    work: () => hashPassword(password, cheap),
    isRight: (/** @type {string} */ hash) => verifyPassword(password, hash),
  }),
  'verifyPassword, right'() {
    const hash = hashPassword(password, cheap)
    return { work: () => verifyPassword(password, hash), isRight: (/** @type {boolean} */ fits) => fits }
  },
  'verifyPassword, wrong'() {
    const hash = hashPassword(password, cheap)
    return { work: () => verifyPassword('wrong', hash), isRight: (/** @type {boolean} */ fits) => !fits }
  },
  login(world) {
    const sessions = sessionsOf(world)
    return {
      work: () => sessions.start(subject),
      isRight: (/** @type {{ refreshToken: string, accessToken: string }} */ issued) =>
        generationOf(issued) === 0 && sessions.verifyAccess(issued.accessToken).claims.sub === subject,
    }
  },
  refresh: (world) =>
    withSession(
      world,
      (sessions, { refreshToken }) => sessions.refresh(refreshToken),
      (/** @type {{ refreshToken: string }} */ issued) => generationOf(issued) === 1,
    ),
  async replay(world) {
    const sessions = sessionsOf(world)
    const { refreshToken } = await sessions.start(subject)
    const next = await sessions.refresh(refreshToken)
    return {
      work: () => sessions.refresh(refreshToken),
      isRight: (/** @type {{ refreshToken: string }} */ issued) => issued.refreshToken === next.refreshToken,
    }
  },
  logout: (world) =>
    withSession(
      world,
      (sessions, { refreshToken }) => sessions.end(refreshToken),
      (/** @type {boolean} */ ended) => ended,
    ),
  logoutAll: (world) =>
    withSession(
      world,
      (sessions) => sessions.endAll(subject),
      (/** @type {number} */ count) => count === 1,
    ),
  ban: (world) =>
    withSession(
      world,
      (sessions) => sessions.ban(subject),
      (/** @type {number} */ count) => count === 1,
    ),
  list: (world) =>
    withSession(
      world,
      (sessions) => sessions.list(subject),
      (/** @type {unknown[]} */ rows) => rows.length === 1,
    ),
  guard: (world) =>
    withSession(
      world,
      (sessions, { accessToken }) =>
        createGuard({ sessions })(
          new Request('https://api.example/', { headers: { authorization: `Bearer ${accessToken}` } }),
        ),
      (/** @type {{ ok: boolean }} */ { ok }) => ok,
    ),
  JWKS({ now, store }) {
    const sessions = createSessions({ ...common, key: ecKey(), now, store })
    return {
      work: () => sessions.jwks(),
      isRight: (/** @type {{ keys: { x: string }[] }} */ { keys }) => keys[0]?.x === material.publicJwk.x,
    }
  },
})

/** A world in which nothing fails. @returns {World} */
export function soundWorld() {
  const now = () => Date.now() / 1000
  return { now, store: createMemoryStore({ now }) }
}

/** The row of the matrix that an operation belongs to. @param {string} name */
export const rowOf = (name) => name.split(',')[0] ?? name
