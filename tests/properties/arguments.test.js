// Whatever a program hands over, it is told by a code of the list, or by a TypeError that names the argument.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  createIssuer,
  createRemoteKeySet,
  createVerifier,
  generateKey,
  HolobandError,
  importPem,
  keySet,
  needsRehash,
  secretKey,
  signJws,
  verifyJws,
} from 'holoband'
import { createAuthFetch } from 'holoband/client'
import {
  createAuthHandler,
  createCookiePolicy,
  createGuard,
  createRateLimit,
  createSessions as createStoredSessions,
} from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { createSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { audience, createSessions, issuer, key } from '../session/support.js'
import { secretFor } from '../support/tokens.js'
import { assertListed, holds } from './support.js'

const store = createMemoryStore()
const sessions = createSessions()
const token = signJws('text', { key })
const common = { key, issuer, audience }
const limits = { accessTtl: '1m', idleTtl: 60, absoluteTtl: '1h', grace: 1, accessTtlJitter: 0 }

/**
 * What takes options, and options that it takes: each of them is replaced by anything at all.
 *
 * @type {readonly (readonly [name: string, options: Record<string, unknown>, call: (options: never) => unknown])[]}
 */
const takers = [
  [
    'createIssuer',
    { ...common, ttl: '1m', typ: 'x', maxTokenBytes: 999, crypto: 'wasm', now: Date.now },
    createIssuer,
  ],
  [
    'issue',
    { ttl: 5, header: { a: 1 } },
    (options) => createIssuer({ ...common, ttl: 1 }).issue({ a: 1 }, options),
  ],
  [
    'createVerifier',
    {
      ...{
        keys: key,
        algorithms: ['HS256'],
        issuer,
        audience,
        typ: 'JWT',
        tolerance: 5,
        maxAge: '1h',
        requiredClaims: ['a'],
      },
      ...{
        acceptTokensWithoutExpiry: true,
        maxTokenBytes: 999,
        cache: { max: 5, maxBytes: 5000 },
        crypto: 'host',
        now: Date.now,
      },
    },
    createVerifier,
  ],
  [
    'the cache of a verifier',
    { max: 5, maxBytes: 5000 },
    (cache) => createVerifier({ keys: key, algorithms: ['HS256'], issuer, audience, cache }),
  ],
  ['secretKey', { alg: 'HS256', kid: 'a' }, (options) => secretKey(secretFor('HS256'), options)],
  ['importPem', { kid: 'a', passphrase: 'b' }, (options) => importPem('-----BEGIN', 'ES256', options)],
  ['generateKey', { kid: 'a' }, (options) => generateKey('ES256', options)],
  ['keySet', { algorithms: ['HS256'], active: 'a' }, (options) => keySet([key], options)],
  ['signJws', { key, typ: 'a', header: { b: 1 } }, (options) => signJws('text', options)],
  [
    'verifyJws',
    { keys: key, algorithms: ['HS256'], maxTokenBytes: 999 },
    (options) => verifyJws(token, options),
  ],
  [
    'needsRehash',
    { memory: 19_456, iterations: 2, parallelism: 1 },
    (options) => needsRehash('$argon2id$', options),
  ],
  [
    'createRemoteKeySet',
    {
      ...{
        algorithms: ['ES256'],
        cooldown: 1,
        maxAge: 60,
        maxStale: 5,
        timeout: 5,
        maxBytes: 999,
        fetch,
        now: Date.now,
      },
      ...{ shareFetches: true, allowInsecureLoopbackForLocalDevelopment: true },
    },
    (options) => createRemoteKeySet('https://a.example', options),
  ],
  [
    'createSessions',
    {
      ...common,
      ...limits,
      refreshKey: key,
      maxTokenBytes: 999,
      cache: { max: 5 },
      crypto: 'wasm',
      now: Date.now,
      store,
      storeTimeout: 5,
      claims: () => ({}),
      onTheft() {},
      onEvent() {},
      onError() {},
    },
    createStoredSessions,
  ],
  [
    'createAuthHandler',
    {
      ...{
        sessions,
        authenticate: () => null,
        cookies: createCookiePolicy(),
        allowedOrigins: ['https://a.example'],
      },
      ...{
        basePath: '/a',
        bearer: true,
        rateLimit: null,
        describeDevice: () => '',
        jwksMaxAge: 5,
        onError() {},
      },
    },
    createAuthHandler,
  ],
  [
    'createGuard',
    { sessions, cookies: createCookiePolicy(), allowedOrigins: ['https://a.example'] },
    createGuard,
  ],
  [
    'createCookiePolicy',
    { accessName: 'a', refreshName: 'b', sameSite: 'Lax', allowInsecureCookiesForLocalDevelopment: true },
    createCookiePolicy,
  ],
  ['createRateLimit', { store, login: { window: 5, perAddress: 5 }, refresh: null }, createRateLimit],
  [
    'the limits of logins',
    { window: 5, perUsernameAndAddress: 5, perAddress: 5, perUsername: 5 },
    (login) => createRateLimit({ store, login }),
  ],
  ['createMemoryStore', { maxSessions: 5, now: Date.now }, createMemoryStore],
  ['createSqliteStore', { now: Date.now }, (options) => createSqliteStore(new Database(':memory:'), options)],
  [
    'createAuthFetch',
    {
      refreshUrl: '/r',
      fetch,
      isExpired: () => false,
      refreshTimeout: 1,
      lockTimeout: 1,
      refreshAhead: 1,
      now: Date.now,
    },
    // The browser half has no bytes for a better TypeError of nothing at all.
    (options) => createAuthFetch(options ?? {}),
  ],
]

/** Mostly what a program might confuse with something, sometimes anything. */
const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    0,
    -1,
    Number.NaN,
    Infinity,
    true,
    1n,
    Symbol('a'),
    [],
    {},
    () => 1,
    '1m',
    'a',
  ),
  fc.constantFrom(
    [''],
    [1],
    ['HS256', 'none'],
    key,
    new Date(),
    new Map(),
    Promise.resolve({}),
    new Uint8Array(4),
  ),
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
)

for (const [name, options, call] of takers) {
  test(`${name} takes its options, or says what is wrong with them`, () => {
    // It is about what the options become, so they must be good to begin with.
    const option = fc.constantFrom(...Object.keys(options), 'unknown', '__proto__', 'toString')
    const changes = fc.array(fc.tuple(option, anything), { minLength: 1, maxLength: 2 })
    return holds(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: changes }, { weight: 1, arbitrary: anything }),
        (given) => {
          const changed = isChanges(given) ? { ...options, ...Object.fromEntries(given) } : given
          try {
            call(/** @type {never} */ (changed))
          } catch (error) {
            assertCallersMistake(error)
          }
        },
      ),
      200,
    )
  })
}

/** @param {unknown} given @returns {given is [string, unknown][]} */
function isChanges(given) {
  return (
    Array.isArray(given) &&
    given.length > 0 &&
    given.every((each) => Array.isArray(each) && each.length === 2)
  )
}

/** @param {unknown} error */
function assertCallersMistake(error) {
  if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_TYPE') return
  assert.ok(error instanceof HolobandError, String(error instanceof Error ? error.stack : error))
  assertListed(error.code)
  assert.match(error.reason ?? '', /^(misconfigured|unavailable|malformed|untrusted)$/, error.code)
}
