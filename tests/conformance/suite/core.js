// Issuing and judging tokens.
import { audience, base64url, issuer, issuerOf, keyOf, now, tampered, verifierOf } from './setting.js'

/** @import { Suite } from './check.js' */

/** @type {Suite} */
export const core = {
  'a token that is issued is verified, claim for claim': (t, lib) => {
    const token = issuerOf(lib).issue({ sub: '7', name: 'Zoë 漢字 🎟️', list: [1, 2.5, null, { a: true }] })
    const { claims, header } = verifierOf(lib).verify(token)
    t.equal(claims, {
      ...{ iss: issuer, aud: audience, iat: now, exp: now + 900, sub: '7' },
      ...{ name: 'Zoë 漢字 🎟️', list: [1, 2.5, null, { a: true }] },
    })
    t.equal(header, { alg: 'HS256', typ: 'JWT' })
    t.ok(Object.isFrozen(claims) && Object.isFrozen(claims.list) && Object.isFrozen(header))
  },

  'the same claims at the same time under the same key are the same token': (t, lib) => {
    t.equal(issuerOf(lib).issue({ sub: '7' }), issuerOf(lib).issue({ sub: '7' }))
    t.ok(issuerOf(lib).issue({ sub: '7' }) !== issuerOf(lib, { key: keyOf(lib, 1) }).issue({ sub: '7' }))
  },

  'each rule refuses with a code of its own, thrown or returned': (t, lib) => {
    const token = issuerOf(lib).issue({ sub: '7' })
    const parts = token.split('.')
    for (const [code, given, options] of /** @type {const} */ ([
      ['ERR_TOKEN_SEGMENTS', `${token}.x`, {}],
      ['ERR_BASE64URL_ALPHABET', `${token}=`, {}],
      ['ERR_JSON_SYNTAX', `${base64url('{"alg":')}.${parts[1]}.${parts[2]}`, {}],
      ['ERR_ALGORITHM_NOT_ALLOWED', `${base64url('{"alg":"none"}')}.${parts[1]}.`, {}],
      ['ERR_SIGNATURE_INVALID', tampered(token), {}],
      ['ERR_SIGNATURE_INVALID', token, { keys: keyOf(lib, 1) }],
      ['ERR_TOKEN_EXPIRED', token, { now: () => now + 900 }],
      ['ERR_TOKEN_TOO_OLD', token, { maxAge: '5m', now: () => now + 301 }],
      ['ERR_ISSUER_MISMATCH', token, { issuer: 'https://elsewhere.example' }],
      ['ERR_AUDIENCE_MISMATCH', token, { audience: 'https://elsewhere.example' }],
      ['ERR_TYP_NOT_ALLOWED', token, { typ: 'at+jwt' }],
      ['ERR_CLAIM_MISSING', token, { requiredClaims: ['role'] }],
      ['ERR_TOKEN_TOO_LARGE', token, { maxTokenBytes: 64 }],
    ])) {
      const verifier = verifierOf(lib, options)
      t.refused(lib, code, () => verifier.verify(given), code)
      const result = verifier.check(given)
      t.equal(result.ok ? 'accepted' : result.code, code)
    }
  },

  'a value that is no string is refused and never converted': (t, lib) => {
    const verifier = verifierOf(lib)
    const token = issuerOf(lib).issue({ sub: '7' })
    for (const value of [undefined, null, 7, {}, [token], new TextEncoder().encode(token), Object(token)]) {
      const result = verifier.check(/** @type {string} */ (value))
      t.equal(result.ok ? 'accepted' : result.code, 'ERR_TOKEN_NOT_STRING')
    }
  },

  'an explanation says of every rule whether it passed, and holds nothing of the token': (t, lib) => {
    const verifier = verifierOf(lib, { now: () => now + 901 })
    const token = issuerOf(lib).issue({ sub: 'somebody in particular' })
    const report = verifier.explain(token)
    t.equal(report.ok, false)
    const failed = report.rules.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)
    t.equal(failed, ['ERR_TOKEN_EXPIRED'])
    t.ok(report.rules.length > 5)
    const text = JSON.stringify(report)
    for (const secret of ['somebody', ...token.split('.')]) t.ok(!text.includes(secret))
    t.equal(verifierOf(lib).explain(token).ok, true)
  },

  'an unverified token is read into another shape, and a broken one is refused': (t, lib) => {
    const decoded = lib.decodeUnverified(tampered(issuerOf(lib).issue({ sub: '7' })))
    t.ok(!('claims' in decoded) && !('header' in decoded))
    t.ok(JSON.stringify(decoded).includes('"sub":"7"'))
    t.refused(lib, 'ERR_TOKEN_SEGMENTS', () => lib.decodeUnverified('a.b'))
  },

  'an error is an Error with a code, a reason and a text, in whatever realm it is': (t, lib) => {
    const { HolobandError } = lib
    try {
      verifierOf(lib).verify('a.b')
      t.ok(false, 'a broken token was accepted')
    } catch (error) {
      t.ok(error instanceof HolobandError && error instanceof Error)
      const { code, reason, message, name } = /** @type {InstanceType<typeof HolobandError>} */ (error)
      t.equal([code, reason, name], ['ERR_TOKEN_SEGMENTS', 'malformed', 'HolobandError'])
      t.ok(message.length > 20)
    }
  },

  'a policy without its mandatory parts is refused at once': (t, lib) => {
    const { keys, ...rest } = { keys: keyOf(lib), algorithms: ['HS256'], issuer, audience }
    for (const missing of ['algorithms', 'issuer', 'audience']) {
      const policy = {
        keys,
        ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== missing)),
      }
      t.refused(lib, 'ERR_OPTION_MISSING', () => lib.createVerifier(/** @type {never} */ (policy)), missing)
    }
    t.refused(lib, 'ERR_OPTION_UNKNOWN', () => verifierOf(lib, /** @type {{}} */ ({ audiences: audience })))
    t.refused(lib, 'ERR_OPTION_EMPTY', () => verifierOf(lib, { issuer: '' }))
  },

  'init can be called wherever it is not needed, and takes nothing but a module': async (t, lib) => {
    t.equal(await lib.init(), undefined)
    t.equal(await lib.init(), undefined)
    const outcome = await lib.init(/** @type {never} */ ({})).catch((error) => error.code)
    t.equal(outcome, 'ERR_INVALID_ARG_TYPE')
  },

  'what was disposed of says so by name, and nothing else is affected': (t, lib) => {
    const key = keyOf(lib)
    const verifier = verifierOf(lib, { keys: key })
    const other = verifierOf(lib, { keys: key })
    const token = issuerOf(lib).issue({ sub: '7' })
    key.dispose()
    verifier.dispose()
    verifier.dispose()
    t.refused(lib, 'ERR_DISPOSED', () => verifier.verify(token))
    t.refused(lib, 'ERR_DISPOSED', () => lib.signJws('x', { key }))
    t.equal(other.check(token).ok, true)
  },

  'the system clock judges where no other is given': (t, lib) => {
    const options = { key: keyOf(lib), issuer, audience }
    const policy = { keys: keyOf(lib), algorithms: /** @type {const} */ (['HS256']), issuer, audience }
    const verifier = lib.createVerifier(policy)
    t.equal(verifier.check(lib.createIssuer({ ...options, ttl: '1h' }).issue({})).ok, true)
    const old = lib.createIssuer({ ...options, ttl: '1h', now: () => 1_000_000_000 }).issue({})
    const result = verifier.check(old)
    t.equal(result.ok ? 'accepted' : result.code, 'ERR_TOKEN_EXPIRED')
  },

  'a duration is read the same everywhere': (t, lib) => {
    t.equal(
      ['90s', '15m', '12h', '7d', '2w'].map((text) => lib.parseDuration(text)),
      [90, 900, 43_200, 604_800, 1_209_600],
    )
    t.refused(lib, 'ERR_DURATION_INVALID', () => lib.parseDuration('15 minutes'))
  },

  'a token of a hundred thousand characters is judged after the memory has grown': (t, lib) => {
    const large = { maxTokenBytes: 1_000_000 }
    const text = 'Zoë '.repeat(20_000)
    const token = issuerOf(lib, large).issue({ sub: text })
    t.ok(token.length > 100_000)
    t.equal(verifierOf(lib, large).verify(token).claims.sub, text)
    t.refused(lib, 'ERR_TOKEN_TOO_LARGE', () => verifierOf(lib).verify(token))
  },
}
