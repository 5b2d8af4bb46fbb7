// Time against size, through the public functions: what JavaScript adds to the parsers of the core, which
// tests/cpp/complexity_test.cc measures by themselves.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createRemoteKeySet,
  createVerifier,
  decodeUnverified,
  importJwk,
  importPem,
  keySet,
  needsRehash,
  parseDuration,
  secretKey,
  verifyPassword,
} from 'holoband'
import { createAuthFetch } from 'holoband/client'
import { createGuard, createRateLimit, parseCookies, readJson } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { holoband } from '../cli/harness.js'
import { createSessions } from '../session/support.js'
import { inputCapacity } from '../support/core.js'
import { issuerFor, now, verifierFor } from '../support/setting.js'
import { forge, segment } from '../support/tokens.js'
import { assertLinear, measure, numbered, repeated } from './growth.js'

/** @import { Shape } from './growth.js' */

const sixteenMegabytes = 16 * 1024 * 1024
const lifted = { maxTokenBytes: sixteenMegabytes }

/**
 * @template Input
 * @param {readonly Shape<Input>[]} shapes
 */
function allLinear(shapes) {
  for (const shape of shapes)
    test(shape.name, (context) => assertLinear(shape, (line) => context.diagnostic(line)))
}

/**
 * @param {() => unknown} act
 * @param {string} code
 */
function assertCode(act, code) {
  assert.throws(act, { code })
}

describe('time grows no faster than the token', () => {
  const verifier = verifierFor({ ...lifted, issuer: null, audience: null, acceptTokensWithoutExpiry: true })
  const judged = (/** @type {string} */ token) => assert.equal(verifier.check(token).ok, true)
  const parsed = (/** @type {string} */ token) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const signed = (/** @type {string} */ payload) => forge({ payload })
  // A payload is three quarters of its token.
  const room = (/** @type {number} */ size) => Math.floor(size * 0.7)
  /** @param {string} code */
  const refusedAs = (code) => (/** @type {string} */ token) => {
    const result = verifier.check(token)
    assert.equal(!result.ok && result.code, code)
  }
  allLinear([
    {
      name: 'token: good, of many strings',
      input: (n) => signed(`{"a":[${numbered((d) => `"a${d}"`, room(n))}]}`),
      read: judged,
      engine: parsed,
    },
    {
      name: 'token: good, of many objects',
      input: (n) => signed(`{"a":[${numbered(() => '{}', room(n))}]}`),
      read: judged,
      engine: parsed,
    },
    {
      name: 'token: good, of surrogate pairs',
      input: (n) => signed(`{"a":"${repeated('\\ud83c\\udf9f', room(n))}"}`),
      read: judged,
      engine: parsed,
    },
    {
      name: 'token: good, of four bytes each',
      input: (n) => signed(`{"a":"${repeated('\u{1F39F}', room(n) / 2)}"}`),
      read: judged,
      engine: parsed,
    },
    {
      name: 'token: a kid that is far too long',
      input: (n) => `${segment({ alg: 'HS256', kid: repeated('k', room(n)) })}.e30.AAAA`,
      read: refusedAs('ERR_SIGNATURE_INVALID'),
    },
    { name: 'token: dots', input: (n) => repeated('.', n), read: refusedAs('ERR_TOKEN_SEGMENTS') },
    {
      name: 'token: characters of three bytes',
      input: (n) => repeated('漢', n / 3 - 1),
      read: refusedAs('ERR_TOKEN_SEGMENTS'),
    },
    {
      name: 'token: explained',
      input: (n) => signed(`{${numbered((d) => `"a${d}":0`, room(n))}}`),
      read: (token) => assert.equal(verifier.explain(token).ok, true),
      engine: parsed,
    },
    {
      name: 'token: decoded and not verified',
      input: (n) =>
        `${segment({ alg: 'none' })}.${segment(`{"a":[${numbered(() => '{"b":0}', room(n))}]}`)}.`,
      read: (token) => assert.equal(decodeUnverified(token).signatureBytes, 0),
      engine: parsed,
      most: 1024 * 1024,
    },
  ])

  const issuer = issuerFor(lifted)
  allLinear([
    {
      name: 'claims: issued',
      input: (n) =>
        Object.fromEntries(Array.from({ length: n / 32 }, (_, index) => [`claim-${index}`, [{}]])),
      read: (given) => assert.ok(issuer.issue(given).length > 0),
      engine: (given) => [JSON.stringify(given), Object.entries(given)],
    },
  ])
})

describe('time grows no faster than the key, the hash or the duration', () => {
  allLinear([
    {
      name: 'JWK: many members',
      input: (n) => JSON.parse(`{"kty":"EC",${numbered((d) => `"a${d}":0`, n)}}`),
      read: (jwk) => assertCode(() => importJwk(jwk), 'ERR_JWK_INVALID'),
      engine: (jwk) => [JSON.stringify(jwk), Object.entries(jwk)],
    },
    {
      name: 'JWK: a modulus that is far too long',
      input: (n) => ({ kty: 'RSA', alg: 'RS256', e: 'AQAB', n: repeated('7777', n) }),
      read: (jwk) => assertCode(() => importJwk(jwk), 'ERR_KEY_TOO_LARGE'),
      engine: (jwk) => JSON.stringify(jwk),
    },
    {
      name: 'JWK Set: more members than there may be',
      input: (n) => ({ keys: Array.from({ length: n / 8 }, () => 'no key') }),
      read: (jwks) => assertCode(() => keySet(jwks), 'ERR_JWK_INVALID'),
      engine: (jwks) => JSON.stringify(jwks),
    },
  ])
  allLinear([
    {
      name: 'PEM: the beginnings of blocks',
      input: (n) => repeated('-----BEGIN ', n),
      read: (pem) => assertCode(() => importPem(pem, 'ES256'), 'ERR_PEM_INVALID'),
    },
    {
      name: 'secret: text that is far too long',
      input: (n) => repeated('-----BEGIN \n', Math.max(n, 65_537)),
      read: (utf8) => assertCode(() => secretKey({ utf8 }), 'ERR_SECRET_TOO_LONG'),
    },
    {
      name: 'password: far too long',
      input: (n) => repeated('é', Math.max(n, 4097)),
      read: (password) => assertCode(() => verifyPassword(password, null), 'ERR_PASSWORD_TOO_LONG'),
    },
    {
      name: 'PHC: a cost of many digits',
      input: (n) => `$argon2id$v=19$m=${repeated('9', n)},t=1,p=1$c2FsdHNhbHQ$AAAA`,
      read: (phc) => assertCode(() => needsRehash(phc), 'ERR_PASSWORD_HASH_MALFORMED'),
    },
    {
      name: 'duration: many digits',
      input: (n) => `${repeated('9', n)}s`,
      read: (text) => assertCode(() => parseDuration(text), 'ERR_DURATION_INVALID'),
    },
  ])
})

describe('time grows no faster than the request', () => {
  allLinear(
    [' ', '\t', ';', '=', 'a=1;', ' a = 1 ; ', '"', 'a', `${' '.repeat(97)}x`, 'a=" ', 'a= \t', 'é'].map(
      (unit) => ({
        name: `cookies: ${JSON.stringify(unit.trim().slice(0, 8) || unit)}`,
        input: (/** @type {number} */ n) => repeated(unit, n - unit.length),
        read: (/** @type {string} */ header) => assert.ok(parseCookies(header).size <= 1),
        most: 65_536,
      }),
    ),
  )
  allLinear([
    {
      name: 'cookies: many names',
      input: (n) => numbered((d) => `n${d}=1`, n - 16).replaceAll(',', ';'),
      read: (header) => assert.ok(parseCookies(header).size > 100),
      engine: (header) =>
        new Map(header.split(';').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(-1)])),
      most: 65_536,
    },
  ])

  const guard = createGuard({ sessions: createSessions() })
  /** @type {(name: string, value: (size: number) => string, code: string) => Shape<Request>} */
  const header = (name, value, code) => ({
    name: `header ${name}: ${value(12).slice(0, 12)}`,
    // Many times what a server reads of headers.
    most: 1024 * 1024,
    input: (n) => new Request('https://app.example/', { headers: { [name]: value(n) } }),
    read: async (request) => {
      const admission = guard(request)
      assert.equal(!admission.ok && (await admission.response.clone().json()).code, code)
    },
  })
  allLinear([
    header('authorization', (n) => `Bearer ${repeated('a', n)}`, 'ERR_TOKEN_TOO_LARGE'),
    header('authorization', (n) => `Bearer ${repeated('=', n)}`, 'ERR_AUTHORIZATION_INVALID'),
    header('authorization', (n) => `Bearer${repeated(' ', n)}a b`, 'ERR_AUTHORIZATION_INVALID'),
    header('authorization', (n) => `Bearer ${repeated('a=', n)}`, 'ERR_AUTHORIZATION_INVALID'),
    header('cookie', (n) => `__Host-access=${repeated('a', Math.min(n, 60_000))}`, 'ERR_TOKEN_TOO_LARGE'),
  ])

  const body = (/** @type {string} */ text, type = 'application/json') =>
    new Request('https://app.example/', { method: 'POST', body: text, headers: { 'content-type': type } })
  allLinear([
    {
      name: 'JSON body: read where the limit is lifted',
      input: (n) => `{"a":[${numbered(() => '{"b":0}', n)}]}`,
      read: (text) => readJson(body(text), { maxBytes: 2 * sixteenMegabytes }),
      engine: async (text) => JSON.parse(await body(text).text()),
    },
    {
      name: 'JSON body: a content type of white space',
      input: (n) => `application/json${repeated('\t ', n)};x`,
      read: (type) => assert.rejects(readJson(body('{}', type)), { code: 'ERR_MEDIA_TYPE_UNSUPPORTED' }),
    },
  ])
})

describe('time grows no faster than what is counted', () => {
  const rateLimit = createRateLimit({ store: createMemoryStore() })
  const request = new Request('https://app.example/')
  const attempt = { action: /** @type {const} */ ('login'), request }
  // Many times the body that a login may have.
  const mostOfALogin = 1024 * 1024
  const digest = (/** @type {string} */ text) =>
    crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const names = /** @type {const} */ ([
    ['marks in no order', '\u0300\u0316'],
    ['letters that become many', '\ufdfa'],
    ['spaces', ' '],
    ['capitals', '\u0130'],
  ])
  allLinear(
    names.map(([name, unit]) => ({
      name: `login name: ${name}`,
      input: (/** @type {number} */ n) => `a${repeated(unit, n / 4)}`,
      read: (/** @type {string} */ username) => rateLimit({ ...attempt, username }),
      engine: (/** @type {string} */ username) =>
        digest(username.replace(/\p{M}/gu, '').normalize('NFKD').toLowerCase().trim()),
      most: mostOfALogin,
    })),
  )
  allLinear(
    [':', '0:', '%', '1.', 'ffff:'].map((unit) => ({
      name: `client address: ${unit}`,
      input: (/** @type {number} */ n) => repeated(unit, n),
      read: (/** @type {string} */ clientAddress) =>
        rateLimit({ ...attempt, username: 'ada', clientAddress }),
      engine: digest,
      most: mostOfALogin,
    })),
  )

  const sessions = createSessions()
  allLinear([
    {
      name: 'device: control characters',
      input: (n) => repeated('\x01\ud800', n),
      read: (device) => sessions.start('ada', { device }),
    },
  ])

  allLinear([
    {
      name: 'memory store: as many attempts as a full store has counters, whose windows end one by one',
      input: (n) => n / 64,
      async read(size) {
        let time = now
        const store = createMemoryStore({ maxSessions: size, now: () => time })
        const flood = async (/** @type {number} */ begin) => {
          for (let index = 0; index < size; index++) {
            time = begin + (30 * index) / size
            await store.hit(`${time}`, 60)
          }
        }
        await flood(now)
        await flood(now + 60)
      },
      // Each counter is found by its name, and all are looked through in each of the thirty seconds.
      engine(size) {
        const counters = new Map()
        let ended = 0
        for (let index = 0; index < 2 * size; index++) {
          if (index >= size) counters.delete(`${now + index - size}`)
          counters.set(`${now + index}`, { endsAt: index })
          if (index % (size / 32) !== 0 || index < size) continue
          for (const { endsAt } of counters.values()) ended += endsAt < index ? 1 : 0
        }
        return ended
      },
      // As many as a store has room for by default, and more.
      most: 8 * 1024 * 1024,
    },
  ])
})

describe('time grows no faster than an answer', () => {
  /** @param {Response} response */
  const authFetch = (response) =>
    createAuthFetch({ refreshUrl: 'https://app.example/auth/refresh', fetch: async () => response.clone() })
  const answer = (/** @type {Record<string, string>} */ headers) =>
    new Response('{}', { status: 401, headers })
  /** @type {(name: string, value: (size: number) => string) => Shape<Response>} */
  const challenged = (name, value) => ({
    name: `client: ${name}`,
    input: (n) => answer({ [name]: value(n) }),
    async read(response) {
      const client = authFetch(response)
      assert.equal((await client('https://app.example/api')).status, 401)
      client.dispose()
    },
  })
  allLinear([
    challenged('www-authenticate', (n) => repeated('Bearer reason="', n)),
    challenged('www-authenticate', (n) => repeated('"\\', n)),
  ])
  allLinear(
    ['9', '(', ' Mon, ', '-', '1:'].map((unit) => ({
      name: `client: retry-after of ${JSON.stringify(unit)}`,
      input: (/** @type {number} */ n) =>
        new Response('{}', { status: 503, headers: { 'retry-after': repeated(unit, n) } }),
      async read(/** @type {Response} */ response) {
        const client = authFetch(response)
        assert.equal(await client.refresh(), 'failed')
        client.dispose()
      },
    })),
  )

  /** @type {(name: string, body: (size: number) => string, headers?: (size: number) => Record<string, string>) => Shape<Response>} */
  const published = (name, body, headers = () => ({})) => ({
    name: `remote keys: ${name}`,
    input: (n) => new Response(body(n), { headers: headers(n) }),
    async read(response) {
      const fetch = async () => response.clone()
      const remote = createRemoteKeySet('https://auth.example/keys', { fetch, maxBytes: sixteenMegabytes })
      await assert.rejects(remote.load(), { code: 'ERR_KEY_SET_FETCH_FAILED' })
      remote.dispose()
    },
  })
  allLinear([
    published('white space', (n) => repeated(' ', n - 1)),
    published('brackets', (n) => `{"keys":${repeated('[', n - 16)}`),
    published('members of no key', (n) => `{"keys":[${numbered((d) => `{"kid":"${d}"}`, n - 64)}]}`),
    published(
      'commas in Cache-Control',
      () => '{}',
      (n) => ({ 'cache-control': repeated(', max-age = ', n) }),
    ),
  ])
})

describe('what is over a limit that stays is refused before it is looked at', () => {
  const huge = repeated('A', 2 * sixteenMegabytes)

  test('a token is not even copied', () => {
    const before = inputCapacity()
    const result = verifierFor().check(huge)
    assert.equal(!result.ok && result.code, 'ERR_TOKEN_TOO_LARGE')
    assertCode(() => verifierFor().verify(huge), 'ERR_TOKEN_TOO_LARGE')
    assertCode(() => decodeUnverified(huge), 'ERR_TOKEN_TOO_LARGE')
    assert.equal(verifierFor().explain(huge).rules[0]?.code, 'ERR_TOKEN_TOO_LARGE')
    assert.equal(inputCapacity(), before)
  })

  test('no limit of a token is over 16 MiB', () => {
    assertCode(() => createVerifier({ ...policy, maxTokenBytes: sixteenMegabytes + 1 }), 'ERR_OPTION_RANGE')
  })

  test('a Cookie header is not read', () => {
    assert.equal(parseCookies(`a=1; ${repeated('b=1; ', 65_536)}`).size, 0)
  })

  test('standard input is not read to its end', async () => {
    const { status, stderr } = await holoband(['decode'], { input: huge })
    assert.equal(status, 2)
    assert.match(stderr, /longer than 1 MiB/)
  })
})

const policy = {
  keys: secretKey(new Uint8Array(32)),
  algorithms: /** @type {const} */ (['HS256']),
  issuer: null,
  audience: null,
}

test('work that is not linear is found out', async () => {
  const shape = {
    name: 'each with each',
    input: (/** @type {number} */ n) => repeated('ab', n),
    read(/** @type {string} */ text) {
      let last = 0
      for (const letter of text) last += text.lastIndexOf(letter, 0) + text.indexOf(`${letter}!`)
      return last
    },
  }
  const inputs = [2, 4, 8, 16].map((kilobytes) => shape.input(kilobytes * 1024))
  assert.ok((await measure(inputs, shape.read, 16 * 1024)).exponent > 1.5)
})
