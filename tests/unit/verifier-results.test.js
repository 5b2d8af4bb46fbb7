import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, HolobandError } from 'holoband'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'
import { aud, claims, goodToken, iss, keyFor, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge } from '../support/tokens.js'
import { nonStrings } from '../support/values.js'

/** @param {unknown} value */
const asToken = (value) => /** @type {string} */ (value)

/** @param {unknown} value */
function assertFrozenDeep(value) {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const member of Object.values(value)) assertFrozenDeep(member)
}

describe('what a good token gives', () => {
  test('verify returns the claims and the header', () => {
    assert.deepEqual(verifierFor().verify(goodToken), { claims, header: { alg: 'HS256', typ: 'JWT' } })
  })

  test('check returns them beside its verdict', () => {
    assert.deepEqual(verifierFor().check(goodToken), {
      ok: true,
      claims,
      header: { alg: 'HS256', typ: 'JWT' },
    })
  })

  test('claims arrive as they were sent, whatever their characters and shapes', () => {
    const sent = {
      name: 'Zoë 漢字 🎟️ \u0000 \u2028 "\\',
      list: [1, 'two', null, [true, { three: 3.5e-7 }]],
      tree: { '': { ' ': {} }, ключ: 'значение' },
      big: 9007199254740991,
      negative: -0.25,
    }
    assert.deepEqual(verifierFor().verify(tokenWith(sent)).claims, { ...claims, ...sent })
  })

  test('json-prototype: a claim named __proto__ is a claim, and nobody’s prototype', () => {
    const payload = JSON.stringify(claims).replace(
      '{',
      '{"__proto__":{"admin":true},"constructor":{"prototype":{}},',
    )
    const verified = verifierFor().verify(forge({ payload })).claims
    assert.equal(verified.admin, undefined)
    assert.equal(Object.getPrototypeOf(verified), Object.prototype)
    assert.ok(Object.hasOwn(verified, '__proto__'))
    assert.equal(Object.hasOwn(Object.prototype, 'admin'), false)
  })

  test('it is frozen all the way down', () => {
    const token = tokenWith({ roles: ['admin', { at: [{}] }], realm: { a: { b: [] } } }, { x: { y: [1] } })
    const verified = verifierFor().verify(token)
    assertFrozenDeep(verified)
    assert.throws(() => Object.assign(verified.claims, { sub: 'somebody else' }), TypeError)
    const checked = verifierFor().check(token)
    assert.ok(checked.ok)
    assertFrozenDeep(checked.claims)
    assertFrozenDeep(checked.header)
  })

  test('each token gets its own claims and its own header', () => {
    const verifier = verifierFor()
    const one = verifier.verify(tokenWith({ sub: 'one' }, { n: 1 }))
    const two = verifier.verify(tokenWith({ sub: 'two' }, { n: 2 }))
    const again = verifier.verify(tokenWith({ sub: 'one' }, { n: 1 }))
    assert.deepEqual([one.claims.sub, two.claims.sub, again.claims.sub], ['one', 'two', 'one'])
    assert.deepEqual([one.header.n, two.header.n, again.header.n], [1, 2, 1])
    assert.notEqual(verifier.verify(goodToken).claims, verifier.verify(goodToken).claims)
  })

  test('a header that was refused is not remembered for the next token', () => {
    const verifier = verifierFor()
    const first = verifier.verify(tokenWith({}, { n: 1 }))
    assertTokenRefused(verifier, tokenWith({}, { alg: 'HS512', n: 2 }), 'ERR_ALGORITHM_NOT_ALLOWED', {
      parameter: 'alg',
    })
    assertTokenRefused(verifier, `${goodToken}xx`, 'ERR_BASE64URL_LENGTH', { part: 'signature' })
    assert.deepEqual(verifier.verify(tokenWith({}, { n: 1 })).header, first.header)
  })

  test('two verifiers in turn keep their headers apart', () => {
    const left = verifierFor()
    const right = verifierFor()
    for (let round = 0; round < 3; round++) {
      assert.equal(left.verify(tokenWith({}, { side: 'left' })).header.side, 'left')
      assert.equal(right.verify(tokenWith({}, { side: 'right' })).header.side, 'right')
    }
  })
})

describe('what a refused token gives', () => {
  const expired = tokenWith({ exp: now - 1 })

  test('verify throws the first rule that it breaks', () => {
    assertRefused(() => verifierFor().verify(expired), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
  })

  test('check says the code, the reason, a sentence and the claim', () => {
    assert.deepEqual(verifierFor().check(expired), {
      ok: false,
      code: 'ERR_TOKEN_EXPIRED',
      reason: 'expired',
      message: 'The token has expired.',
      claim: 'exp',
    })
  })

  test('what is no string is no token, and check does not throw whatever it is given', () => {
    const verifier = verifierFor()
    for (const [name, value] of nonStrings) {
      assert.equal(verifier.check(asToken(value)).ok, false, name)
      assertTokenRefused(verifier, value, 'ERR_TOKEN_NOT_STRING', {}, name)
      assertRefused(() => verifier.explain(asToken(value)), 'ERR_TOKEN_NOT_STRING')
    }
  })

  test('check does not throw when its verifier is gone', () => {
    const verifier = verifierFor()
    verifier.dispose()
    const result = verifier.check(goodToken)
    assert.ok(!result.ok)
    assert.deepEqual([result.code, result.reason], ['ERR_DISPOSED', 'misconfigured'])
  })

  test('no error and no report holds a byte of the token', () => {
    const token = tokenWith({ exp: now - 1, sub: 'very-secret-subject', aud: 'very-secret-audience' })
    for (const judged of [token, tokenWith({ iss: 'very-secret-issuer' }, { kid: 'very-secret-kid' })]) {
      const verifier = verifierFor()
      assert.throws(
        () => verifier.verify(judged),
        (error) => {
          assert.ok(error instanceof HolobandError)
          const shown = `${error.stack} ${JSON.stringify(error)} ${JSON.stringify(verifier.explain(judged))}`
          for (const piece of ['very-secret', ...judged.split('.')]) assert.ok(!shown.includes(piece))
          return true
        },
      )
    }
  })
})

describe('the clock', () => {
  test('is the one that is handed in, asked for every token', () => {
    let time = now
    const verifier = verifierFor({ now: () => time })
    const token = tokenWith({ exp: now + 10 })
    assert.ok(verifier.check(token).ok)
    time += 10
    assertTokenRefused(verifier, token, 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
    time -= 10
    assert.ok(verifier.check(token).ok)
  })

  test('is the system’s where none is handed in', () => {
    const seconds = Date.now() / 1000
    const verifier = createVerifier({ keys: keyFor(), algorithms: ['HS256'], issuer: iss, audience: aud })
    assert.ok(verifier.check(tokenWith({ exp: seconds + 60 })).ok)
    assertTokenRefused(verifier, tokenWith({ exp: seconds - 1 }), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
  })

  test('refuses every token where it gives no time', () => {
    for (const time of [
      Number.NaN,
      Infinity,
      -Infinity,
      -1,
      '1800000000',
      undefined,
      null,
      new Date(),
      10n,
      {},
    ]) {
      const verifier = verifierFor({ now: () => /** @type {number} */ (time) })
      const { code, reason } = /** @type {{ code: string, reason: string }} */ (verifier.check(goodToken))
      assert.deepEqual({ code, reason }, { code: 'ERR_CLOCK_INVALID', reason: 'unavailable' }, String(time))
      assertRefused(() => verifier.verify(goodToken), 'ERR_CLOCK_INVALID')
      assertRefused(() => verifier.explain(goodToken), 'ERR_CLOCK_INVALID')
    }
  })

  test('refuses every token where it throws', () => {
    const verifier = verifierFor({
      now: () => {
        throw new Error('the clock is broken')
      },
    })
    const result = verifier.check(goodToken)
    assert.equal(result.ok || result.code, 'ERR_CLOCK_INVALID')
    assertRefused(() => verifier.verify(goodToken), 'ERR_CLOCK_INVALID')
  })

  test('may itself use the library without disturbing the token that is judged', () => {
    const other = verifierFor()
    const verifier = verifierFor({
      now: () => {
        other.check(`${goodToken}.`)
        return now
      },
    })
    assert.equal(verifier.verify(tokenWith({ sub: 'mine' })).claims.sub, 'mine')
    const swapped = verifierFor({
      now: () => {
        other.check(goodToken)
        return now
      },
    })
    const forged = `${goodToken.slice(0, -1)}${goodToken.endsWith('A') ? 'E' : 'A'}`
    assert.equal(swapped.check(forged).ok, false)
  })
})

describe('explain', () => {
  const names = [
    'size',
    'segments',
    'header',
    'algorithm',
    'key',
    'signature',
    'typ',
    'payload',
    'exp',
    'nbf',
    'iat',
    'iss',
    'aud',
    'required-claims',
  ]

  /** @param {string} token */
  const outcomes = (token) =>
    verifierFor()
      .explain(token)
      .rules.map(({ rule, outcome }) => [rule, outcome])

  test('lists every rule of a good token as passed', () => {
    const { ok, rules } = verifierFor().explain(goodToken)
    assert.equal(ok, true)
    assert.deepEqual(
      rules.map(({ rule, outcome }) => [rule, outcome]),
      names.map((name) => [name, 'pass']),
    )
    assert.ok(rules.every(({ text }) => /^[A-Z].*\.$/.test(text)))
  })

  test('goes on after a claim that fails, and says what it was about', () => {
    const { ok, rules } = verifierFor().explain(tokenWith({ exp: now - 1, aud: 'other' }))
    assert.equal(ok, false)
    const failed = rules.filter(({ outcome }) => outcome === 'fail')
    assert.deepEqual(
      failed.map(({ rule, code, detail }) => ({ rule, code, detail })),
      [
        { rule: 'exp', code: 'ERR_TOKEN_EXPIRED', detail: 'exp' },
        { rule: 'aud', code: 'ERR_AUDIENCE_MISMATCH', detail: 'aud' },
      ],
    )
  })

  test('looks at no claim of a token whose signature is wrong', () => {
    const [header, payload] = goodToken.split('.')
    const result = outcomes(`${header}.${payload}.${'A'.repeat(43)}`)
    assert.deepEqual(result.slice(5), [
      ['signature', 'fail'],
      ...names.slice(6).map((name) => [name, 'skipped']),
    ])
  })

  test('judges a token that is too large by its size alone', () => {
    const result = outcomes('x'.repeat(9000))
    assert.deepEqual(result, [['size', 'fail'], ...names.slice(1).map((name) => [name, 'skipped'])])
  })
})
