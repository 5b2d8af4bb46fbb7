// Nothing secret comes out: not in an error or its causes, not in what is printed or copied, not in a report, an event
// or an answer. Every error that can be had is had, with secrets wherever there is room for one.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  createIssuer,
  createRemoteKeySet,
  createVerifier,
  decodeUnverified,
  exportJwk,
  exportJwkWithPrivateKey,
  hashPassword,
  importJwk,
  importPem,
  keySet,
  secretKey,
  verifyPassword,
} from 'holoband'
import { errorTable } from '../../js/core/error-codes.js'
import { generateKeyPair } from '../support/key-pair.js'
import { aud, iss, now } from '../support/setting.js'
import { segment } from '../support/tokens.js'
import { Canaries, shown } from './canaries.js'

/** @import { ErrorCode, VerifierOptions } from 'holoband' */

const secret = Buffer.from('canary-of-a-secret-that-is-long-enough-for-all-of-them-0123456789')
const other = Buffer.from('canary-of-the-other-secret-which-is-as-long-as-the-first-9876543210')
const passphrase = 'canary-of-a-passphrase-that-opens-a-private-key'
const password = 'canary-of-a-password-that-somebody-chose-for-herself'
const claim = 'canary-of-a-claim-that-is-nobody-elses-business'
const headerValue = 'canary-of-a-header-parameter-that-nobody-needs'

const rsa = generateKeyPair('rsa', { modulusLength: 2048 })
const ec = generateKeyPair('ec', { namedCurve: 'P-256' })
const pkcs8 = /** @type {const} */ ({ type: 'pkcs8', format: 'pem' })
const rsaJwk = /** @type {Record<string, string>} */ (rsa.privateKey.export({ format: 'jwk' }))
const ecJwk = /** @type {Record<string, string>} */ (ec.privateKey.export({ format: 'jwk' }))
const ecPublic = ec.publicKey.export({ format: 'jwk' })
const pem = String(ec.privateKey.export(pkcs8))
const sealed = String(ec.privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase }))
const ecDer = ec.privateKey.export({ type: 'pkcs8', format: 'der' })
const octJwk = { kty: 'oct', alg: 'HS256', k: secret.toString('base64url') }

const canaries = new Canaries()
for (const [name, text] of Object.entries({ secret, other, passphrase, password, claim, headerValue }))
  canaries.add(name, text)
for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) canaries.add(`RSA ${name}`, decoded(rsaJwk[name]))
canaries.add('EC d', decoded(ecJwk.d))
for (const line of [...pem.split('\n').slice(1, 3), ...sealed.split('\n').slice(1, 4)])
  canaries.add('PEM', line)
canaries.add('DER', ecDer.subarray(20))

/** @param {string | undefined} text */
function decoded(text) {
  return Buffer.from(text ?? '', 'base64url')
}

const key = secretKey(secret)
const payload = { iss, aud, exp: now + 60, sub: claim, note: claim }

/**
 * A token of the key, whose claims and header have canaries.
 *
 * @param {object | string} [claims]
 * @param {object | string} [header]
 */
function token(claims = {}, header = {}) {
  const head =
    typeof header === 'string' ? header : { alg: 'HS256', typ: 'JWT', note: headerValue, ...header }
  const body = typeof claims === 'string' ? claims : { ...payload, ...claims }
  const input = `${segment(head)}.${segment(body)}`
  const mac = createHmac('sha256', secret).update(input).digest()
  canaries.add('signature', mac)
  return `${input}.${segment(mac)}`
}

/** @param {string} text */
const spoiled = (text) => `${text.slice(0, -4)}AAAA`

/**
 * @param {string} text
 * @param {Partial<VerifierOptions>} [options]
 */
function verify(text, options = {}) {
  const verifier = createVerifier({
    keys: key,
    algorithms: ['HS256'],
    issuer: iss,
    audience: aud,
    now: () => now,
    ...options,
  })
  canaries.assertNotIn(verifier, 'a verifier')
  const result = verifier.check(text)
  if (!result.ok) canaries.assertNotIn(result, 'a result')
  canaries.assertNotIn(verifier.explain(text), 'a report')
  return verifier.verify(text)
}

const options = { key, issuer: iss, audience: aud, ttl: '1m', now: () => now }

/**
 * @param {Record<string, unknown>} claims
 * @param {object} [more]
 */
const issue = (claims, more = {}) =>
  createIssuer(/** @type {never} */ ({ ...options, ...more })).issue(claims)

/** @param {Record<string, unknown>} changes */
const rsaWith = (changes) => importJwk({ ...rsaJwk, alg: 'RS256', ...changes })

/** @param {() => void} work */
function withoutRandomness(work) {
  const { getRandomValues } = crypto
  crypto.getRandomValues = () => {
    throw new Error(claim)
  }
  try {
    work()
  } finally {
    crypto.getRandomValues = getRandomValues
  }
}

const deep = `${'['.repeat(40)}"${claim}"${']'.repeat(40)}`
const hash = hashPassword('another', { memoryKib: 8, passes: 1 })

/**
 * How to have each error with a secret at hand.
 *
 * @type {Partial<Record<ErrorCode, () => unknown>>}
 */
const attempts = {
  ERR_TOKEN_NOT_STRING: () => verify(/** @type {never} */ (Buffer.from(token()))),
  ERR_TOKEN_TOO_LARGE: () => verify(token({ note: claim.repeat(1000) })),
  ERR_TOKEN_EMPTY: () => verify(''),
  ERR_TOKEN_SEGMENTS: () => verify(`${token()}.${segment(claim)}`),
  ERR_BASE64URL_ALPHABET: () => decodeUnverified(token().replace(/\.[^.]/, '.+')),
  ERR_BASE64URL_LENGTH: () => decodeUnverified(`${token()}AA`),
  ERR_BASE64URL_TRAILING_BITS: () => decodeUnverified(`${token().slice(0, -1)}B`),
  ERR_UTF8_INVALID: () =>
    decodeUnverified(token().replace(/\.[^.]+/, `.${segment(Buffer.from(`${claim}\xff`, 'latin1'))}`)),
  ERR_JSON_SYNTAX: () => verify(token(`{"note":"${claim}"`)),
  ERR_JSON_NOT_OBJECT: () => verify(token(`["${claim}"]`)),
  ERR_JSON_DUPLICATE_MEMBER: () => verify(token(`{"${claim}":1,"${claim}":2}`)),
  ERR_JSON_TOO_DEEP: () => verify(token(`{"note":${deep}}`)),
  ERR_JSON_NUMBER_RANGE: () => verify(token(`{"note":"${claim}","exp":1e999}`)),
  ERR_HEADER_TYPE: () => verify(token({}, { kid: [headerValue] })),
  ERR_ALGORITHM_MISSING: () => verify(token({}, `{"note":"${headerValue}"}`)),
  ERR_CRIT_UNSUPPORTED: () => verify(token({}, { crit: [headerValue], [headerValue]: 1 })),
  ERR_B64_UNSUPPORTED: () => verify(token({}, { b64: false })),
  ERR_ALGORITHM_NOT_ALLOWED: () => verify(token({}, { alg: headerValue })),
  ERR_ALGORITHM_KEY_MISMATCH: () => importPem(pem, 'HS256'),
  ERR_KEY_NOT_FOUND: () =>
    verify(token({}, { kid: headerValue }), { keys: keySet({ keys: [{ ...octJwk, kid: 'a' }] }) }),
  ERR_KEY_AMBIGUOUS: () =>
    verify(token(), {
      keys: keySet({ keys: [octJwk, { ...octJwk, k: other.toString('base64url') }] }),
    }),
  ERR_SIGNATURE_MISSING: () => verify(token().replace(/[^.]+$/, '')),
  ERR_SIGNATURE_INVALID: () => verify(spoiled(token())),
  ERR_TYP_NOT_ALLOWED: () => verify(token({}, { typ: headerValue })),
  ERR_CLAIM_TYPE: () => verify(token({ exp: claim })),
  ERR_CLAIM_MISSING: () => verify(token({ exp: undefined })),
  ERR_TOKEN_EXPIRED: () => verify(token({ exp: 1 })),
  ERR_TOKEN_TOO_OLD: () => verify(token({ iat: 1 }), { maxAge: 60 }),
  ERR_TOKEN_NOT_ACTIVE: () => verify(token({ nbf: now + 30 })),
  ERR_TOKEN_FROM_FUTURE: () => verify(token({ iat: now + 30 }), { maxAge: 60 }),
  ERR_ISSUER_MISMATCH: () => verify(token({ iss: claim })),
  ERR_AUDIENCE_MISMATCH: () => verify(token({ aud: [claim] })),
  ERR_ALGORITHM_UNKNOWN: () => secretKey(secret, { alg: /** @type {never} */ (passphrase) }),
  ERR_SECRET_TOO_SHORT: () => secretKey(secret.subarray(0, 31)),
  ERR_SECRET_TOO_LONG: () => secretKey(Buffer.alloc(70_000, secret)),
  ERR_SECRET_IS_KEY_MATERIAL: () => secretKey({ utf8: pem }),
  ERR_SECRET_ENCODING: () => secretKey({ base64url: `${octJwk.k}!` }),
  ERR_KID_INVALID: () => secretKey(secret, { kid: '' }),
  ERR_JWK_INVALID: () => importJwk({ ...octJwk, kty: undefined }),
  ERR_JWK_MEMBER: () => importJwk({ ...ecJwk, d: `${ecJwk.d}!` }),
  ERR_KEY_TYPE_UNSUPPORTED: () => importJwk({ ...ecJwk, kty: secret.toString() }),
  ERR_KEY_USE: () => importJwk({ ...octJwk, use: 'enc' }),
  ERR_KEY_INVALID: () => rsaWith({ p: rsaJwk.q }),
  ERR_KEY_TOO_WEAK: () => rsaWith({ e: 'Aw' }),
  ERR_KEY_TOO_LARGE: () => rsaWith({ n: Buffer.alloc(1100, 0xff).toString('base64url') }),
  ERR_KEY_NOT_PRIVATE: () => exportJwkWithPrivateKey(importJwk(ecPublic, { alg: 'ES256' })),
  ERR_KEY_SYMMETRIC: () => exportJwk(key),
  ERR_KEY_NOT_EXPORTABLE: () => exportJwkWithPrivateKey(key),
  ERR_PEM_INVALID: () => importPem(pem.replace('END', 'FIN'), 'ES256'),
  ERR_PEM_UNSUPPORTED: () => importPem(pem.replaceAll('PRIVATE KEY', 'ODD KEY'), 'ES256'),
  ERR_PASSPHRASE_MISSING: () => importPem(sealed, 'ES256'),
  ERR_PASSPHRASE_WRONG: () => importPem(sealed, 'ES256', { passphrase: password }),
  ERR_KEY_SET_EMPTY: () => keySet({ keys: [{ ...octJwk, k: `${octJwk.k}!` }] }),
  ERR_KEY_SET_MIXED: () => keySet({ keys: [octJwk, { ...ecPublic, alg: 'ES256' }] }),
  ERR_KEY_SET_ACTIVE: () => keySet({ keys: [octJwk] }, { active: passphrase }),
  ERR_OPTION_MISSING: () => createVerifier(/** @type {never} */ ({ keys: key, algorithms: ['HS256'] })),
  ERR_OPTION_UNKNOWN: () => secretKey(secret, /** @type {never} */ ({ secret: secret.toString() })),
  ERR_OPTION_TYPE: () => secretKey(secret, { kid: /** @type {never} */ ([passphrase]) }),
  ERR_OPTION_EMPTY: () => issue({ note: claim }, { issuer: '' }),
  ERR_OPTION_RANGE: () => issue({ note: claim }, { maxTokenBytes: -1 }),
  ERR_OPTION_CONFLICT: () => issue({ note: claim }, { issueTokensWithoutExpiry: true }),
  ERR_DURATION_INVALID: () => issue({ note: claim }, { ttl: passphrase }),
  ERR_CLAIMS_NOT_SERIALIZABLE: () => issue({ note: claim, [claim]: 10n }),
  ERR_CLAIM_CONFLICT: () => issue({ iss: claim }),
  ERR_HEADER_RESERVED: () => createIssuer(options).issue({ note: claim }, { header: { alg: headerValue } }),
  ERR_DISPOSED: () => {
    const gone = secretKey(secret)
    gone.dispose()
    createIssuer({ ...options, key: gone })
  },
  ERR_CLOCK_INVALID: () => verify(token(), { now: () => Number.NaN }),
  ERR_RANDOM_UNAVAILABLE: () => withoutRandomness(() => hashPassword(password)),
  ERR_KEY_SET_URL: () => createRemoteKeySet(`https://user:${password}@keys.example/jwks`),
  ERR_PASSWORD_TOO_LONG: () => hashPassword(password.repeat(100)),
  ERR_PASSWORD_HASH_MALFORMED: () => verifyPassword(password, `${hash}${other}`),
  ERR_PASSWORD_HASH_COST: () => verifyPassword(password, hash.replace('m=8', 'm=1')),
}

/**
 * The errors that need a store, a request, a network or a broken host. tests/secrets/sessions.test.js has those of
 * sessions and requests.
 */
const elsewhere =
  /^(OK|ERR_(NOT_INITIALIZED|OUT_OF_MEMORY|CRYPTO_FAILED|MODULE_FAILED|KEY_SET_NOT_LOADED|KEY_SET_FETCH_FAILED|KEY_PRIVATE_PUBLISHED|SESSION_.*|REFRESH_TOKEN_REUSED|STORE_.*|AUTHENTICATION_STALE|RATE_LIMITED|CREDENTIALS_.*|SCOPE_INSUFFICIENT|CROSS_SITE_REQUEST|SUBJECT_REFUSED|REQUEST_.*|COOKIE_.*|AUTHORIZATION_INVALID|MEDIA_TYPE_UNSUPPORTED|METHOD_NOT_ALLOWED|TRANSPORT_UNSUPPORTED|ROUTE_UNKNOWN|BODY_.*|SERVER_FAILED|WASM_.*|RESPONSE_UNEXPECTED|HOST_CRYPTO_UNAVAILABLE))$/

describe('an error', () => {
  for (const [code, attempt] of Object.entries(attempts)) {
    test(`${code} shows nothing of the secrets that were there`, () => {
      assert.throws(attempt, (/** @type {unknown} */ error) => {
        assert.ok(error instanceof Error && 'code' in error)
        assert.equal(error.code, code, error.message)
        canaries.assertNotIn(error, code)
        return true
      })
    })
  }

  test('is in this list or needs more than the core', () => {
    for (const { code } of errorTable) {
      assert.notEqual(code in attempts, elsewhere.test(code), code)
    }
  })

  test('of a caller who passes a secret where it does not belong shows nothing of it', () => {
    const wrong = /** @type {ReadonlyArray<(...values: never[]) => unknown>} */ ([
      secretKey,
      importJwk,
      importPem,
      keySet,
      hashPassword,
      createIssuer,
      createVerifier,
      createRemoteKeySet,
      exportJwk,
      (/** @type {never} */ value) => secretKey({ base64url: value }),
      (/** @type {never} */ value) => secretKey(secret, value),
      (/** @type {never} */ value) => importJwk(octJwk, value),
      (/** @type {never} */ value) => importPem(pem, value),
      (/** @type {never} */ value) => importPem(sealed, 'ES256', { passphrase: value }),
      (/** @type {never} */ value) => createIssuer({ ...options, key: value }),
      (/** @type {never} */ value) => createIssuer({ ...options, ttl: value }),
      (/** @type {never} */ value) => createIssuer({ ...options, now: value }),
      (/** @type {never} */ value) => createIssuer({ ...options, [String(value)]: 1 }),
      (/** @type {never} */ value) => createIssuer(options).issue(value),
      (/** @type {never} */ value) => createIssuer(options).issue({}, value),
      (/** @type {never} */ value) =>
        createVerifier({ keys: key, algorithms: value, issuer: iss, audience: aud }),
      (/** @type {never} */ value) => verifyPassword(value, value),
    ])
    const values = [
      other.toString(),
      other,
      pem,
      [other.toString()],
      { [other.toString()]: other.toString() },
      octJwk,
    ]
    let thrown = 0
    for (const [index, call] of wrong.entries()) {
      for (const value of values) {
        try {
          call(/** @type {never} */ (value))
        } catch (error) {
          thrown++
          // Who names an option after a secret is told the name of the option.
          const named = shown(error).includes('no option') || shown(error).includes('has no')
          if (!named) canaries.assertNotIn(error, `call ${index}`)
        }
      }
    }
    assert.ok(thrown > 60, String(thrown))
  })
})

describe('a key, an issuer, a verifier and a report', () => {
  test('show nothing of a private key or a secret', () => {
    const keys = [
      key,
      importJwk(octJwk),
      importJwk({ ...rsaJwk, alg: 'RS256' }),
      importPem(pem, 'ES256'),
      importPem(sealed, 'ES256', { passphrase }),
      importPem(pem, 'ES256').publicKey(),
    ]
    for (const each of keys) {
      canaries.assertNotIn(each, each.alg)
      if (each.type === 'public') continue
      for (const crypto of /** @type {const} */ (['wasm', 'host'])) {
        canaries.assertNotIn(createIssuer({ ...options, key: each, crypto }), `issuer of ${each.alg}`)
      }
    }
    canaries.assertNotIn(keySet({ keys: [octJwk, { ...octJwk, k: `${octJwk.k}!` }] }), 'a set')
  })

  test('show nothing of the claims of a good token but what was asked for', () => {
    const good = token()
    const { key: keys, ttl: _, ...policy } = options
    const verifier = createVerifier({ ...policy, keys, algorithms: ['HS256'], cache: { max: 5 } })
    assert.equal(verifier.verify(good).claims.sub, claim)
    canaries.assertNotIn(verifier, 'a verifier with a cache')
    canaries.assertNotIn(verifier.explain(good), 'a report')
  })
})

describe('the search', () => {
  test('finds a canary in every spelling, in causes and in hidden properties', () => {
    const cause = new Error(`about ${password}`)
    const hidden = Object.defineProperty({}, 'x', { value: passphrase, enumerable: false })
    for (const [output, name] of /** @type {ReadonlyArray<readonly [unknown, string]>} */ ([
      [new Error('x', { cause }), 'password'],
      [hidden, 'passphrase'],
      [{ x: secret }, 'secret'],
      [[...secret], 'secret'],
      [secret.toString('hex'), 'secret'],
      [other.toString('base64'), 'other'],
      [encodeURIComponent(claim).replaceAll(/[a-z-]/g, (c) => `%${c.charCodeAt(0).toString(16)}`), 'claim'],
      [new Map([[claim, 1]]), 'claim'],
    ])) {
      assert.ok(canaries.in(output).has(name), name)
    }
    assert.equal(canaries.in('nothing of that kind').size, 0)
  })
})
