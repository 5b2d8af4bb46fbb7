import { clockOf, readClock } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { createIssuer } from '../issuer.js'
import { KeySet, publicJwks } from '../key-set.js'
import { Key } from '../keys.js'
import { assertDeterministic, createRotation, readRefreshToken, signRefreshToken } from '../rotation.js'
import { createVerifier } from '../verifier.js'
import { invalidType } from './options.js'

/** @import { CoreRow, RotationOptions } from '../rotation.js' */
/** @import { CacheOptions, Claims } from '../verifier.js' */
/** @import { IssuedSession } from './types.js' */

/**
 * @typedef {object} KeyOptions
 * @property {Key | KeySet} key  signs and verifies access tokens, and refresh tokens too unless there is a `refreshKey`;
 *   of a key set, the active key signs
 * @property {Key | KeySet} [refreshKey]  signs and verifies refresh tokens; its algorithm must sign deterministically:
 *   HMAC, RSASSA-PKCS1, ECDSA as it is done here, or EdDSA
 * @property {string | null} issuer  the `iss` claim; null leaves it and its check out
 * @property {string | readonly string[] | null} audience  the `aud` claim of access tokens, likewise
 * @property {number} [maxTokenBytes]  longer tokens are not issued; default 4000, which a cookie can hold
 * @property {CacheOptions} [cache]  how many access tokens to remember as good; none unless it is given
 * @property {'wasm' | 'host'} [crypto]  who computes asymmetric signatures, as `createIssuer` and `createVerifier` take it.
 *   Refresh tokens are signed by the module all the same, because they must be the same bytes every time
 * @property {() => number} [now]  the clock that access tokens are dated and verified by, in seconds since 1970
 *
 * @typedef {KeyOptions & RotationOptions} TokenOptions
 *
 * @typedef {ReturnType<typeof createSessionTokens>} SessionTokens
 */

// RFC 9068 section 2.1, and one that no standard uses.
const accessType = 'at+jwt'
const refreshType = 'rt+jwt'

const defaultMaxTokenBytes = 4000

/**
 * Seconds by which a refresh token may be late for the verifier. The store's clock has the last word: a token that has
 * expired is good for nothing but a replay, when it was rotated in its last seconds and the answer was lost.
 */
const longestGrace = 300

/**
 * createSessionTokens makes and reads the two tokens of a session. Each type is refused where the other is expected
 * (RFC 8725 section 3.11). The refresh token is meant for the issuer alone, so that a service which forgets to check the
 * type refuses it by its audience.
 *
 * @param {TokenOptions} options
 */
export function createSessionTokens(options) {
  const { key, refreshKey = key, issuer, audience, cache, crypto = 'wasm' } = options
  const { maxTokenBytes = defaultMaxTokenBytes } = options
  assertKey(key, 'key')
  assertKey(refreshKey, 'refreshKey')
  assertDeterministic(refreshKey, refreshKey === key ? 'key' : 'refreshKey')
  const now = clockOf(options.now)
  const rotation = createRotation(rotationOptions(options))
  const access = { issuer, audience, typ: accessType, maxTokenBytes, crypto, now }
  const refresh = { ...access, audience: issuer ?? audience, typ: refreshType }
  const accessIssuer = createIssuer({ ...access, key, ttl: null })
  const refreshIssuer = createIssuer({ ...refresh, key: refreshKey, ttl: null, crypto: 'wasm' })
  const remembered = cache === undefined ? access : { ...access, cache }
  const accessVerifier = createVerifier({ ...remembered, ...trust(key), requiredClaims: ['sub', 'sid'] })
  const refreshVerifier = createVerifier({ ...refresh, ...trust(refreshKey), tolerance: longestGrace })

  return Object.freeze({
    rotation,
    verifyAccess: accessVerifier.verify.bind(accessVerifier),
    /** @param {string} token */
    readRefresh(token) {
      try {
        return readRefreshToken(refreshVerifier, token, readClock(now))
      } catch (cause) {
        const expired = cause instanceof HolobandError && cause.reason === 'expired'
        throw expired ? new HolobandError('ERR_SESSION_EXPIRED', { cause }) : cause
      }
    },
    /**
     * @param {CoreRow} row
     * @param {Claims} extra
     * @returns {IssuedSession}
     */
    issue(row, extra) {
      const iat = Math.floor(readTime(now))
      const exp = rotation.accessExpiresAt(row, iat)
      const { subject: sub, id: sid, createdAt: auth_time } = row
      const claims = Object.freeze({ ...extra, sub, sid, auth_time, iat, exp })
      return {
        accessToken: signClaims(() => accessIssuer.issue(claims)),
        refreshToken: signRefreshToken(refreshIssuer, row),
        claims,
        refreshExpiresAt: row.idleExpiresAt,
        expiresAt: row.absoluteExpiresAt,
      }
    },
    jwks: () => (isSymmetric(key) ? { keys: [] } : publicJwks(key)),
  })
}

/** @param {TokenOptions} options */
function rotationOptions({ accessTtl, idleTtl, absoluteTtl, grace, accessTtlJitter }) {
  const given = Object.entries({ accessTtl, idleTtl, absoluteTtl, grace, accessTtlJitter })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/**
 * A clock that fails is the platform's fault, and must not look like one of the claims.
 *
 * @param {() => number} now
 */
function readTime(now) {
  const time = readClock(now)
  if (!Number.isFinite(time) || time < 0) throw new HolobandError('ERR_CLOCK_INVALID')
  return time
}

/**
 * @param {unknown} key
 * @param {string} option
 */
function assertKey(key, option) {
  if (!(key instanceof Key || key instanceof KeySet)) throw invalidType(option, 'a key or a key set')
}

/** @param {Key | KeySet} keys */
function trust(keys) {
  const algorithms = keys instanceof Key ? [keys.alg] : [...new Set(keys.keys.map(({ alg }) => alg))]
  return { keys, algorithms }
}

/** @param {Key | KeySet} keys */
function isSymmetric(keys) {
  return keys instanceof Key ? keys.type === 'secret' : keys.active?.type === 'secret'
}

/**
 * What the issuer refuses here was said by the program and not by a client: it must not look like a verdict on a token.
 *
 * @param {() => string} sign
 */
function signClaims(sign) {
  try {
    return sign()
  } catch (cause) {
    if (cause instanceof HolobandError && cause.reason === 'unavailable') throw cause
    throw new HolobandError('ERR_SESSION_CLAIMS', { cause })
  }
}
