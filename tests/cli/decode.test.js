import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertRefused, assertWrong, epoch, folder, forge, holoband, onlyJson } from './harness.js'

const home = folder()
const claims = { sub: '123', iat: epoch, exp: epoch + 900 }
const token = forge(claims)

/** @param {string} part */
const encoded = (part) => Buffer.from(part).toString('base64url')

describe('decode', () => {
  test('shows header, claims and times, each marked as unverified', async () => {
    const { status, stdout, stderr } = await holoband(['decode', token])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.equal(
      stdout,
      [
        'Header UNVERIFIED',
        JSON.stringify({ alg: 'HS256', typ: 'JWT' }, null, 2),
        'Claims UNVERIFIED',
        JSON.stringify(claims, null, 2),
        'Times UNVERIFIED',
        '  iat  2026-01-01T00:00:00.000Z',
        '  exp  2026-01-01T00:15:00.000Z',
        '',
      ].join('\n'),
    )
  })

  test('reads the token from standard input and from a file too', async () => {
    const piped = await holoband(['decode'], { input: `${token}\n` })
    const filed = await holoband(['decode', '--token-file', home.write('token.txt', token)])
    const given = await holoband(['decode', token])
    assert.equal(piped.stdout, given.stdout)
    assert.equal(filed.stdout, given.stdout)
  })

  test('needs no key, and takes none', async () => {
    const result = await holoband(['decode', '--key-file', 'x', token])
    assertWrong(result, 'ERR_OPTION_UNKNOWN', /There is no option --key-file\./)
  })

  test('shows a token that no verifier would accept', async () => {
    const unsigned = `${encoded('{"alg":"none"}')}.${encoded('{"sub":"root"}')}.AA`
    const { status, stdout } = await holoband(['decode', unsigned])
    assert.equal(status, 0)
    assert.match(stdout, /"alg": "none"/)
    assert.match(stdout, /"sub": "root"/)
  })

  test('shows no times where there are none that a date can hold', async () => {
    for (const exp of [1e300, -1e300, '"soon"', null, [1]]) {
      const { status, stdout } = await holoband(['decode', forge(`{"exp":${JSON.stringify(exp)}}`)])
      assert.equal(status, 0)
      assert.doesNotMatch(stdout, /Times/)
    }
  })
})

describe('decode --json', () => {
  test('says in every name that nothing is verified, and has no ok that a script could mistake', async () => {
    const document = onlyJson(await holoband(['decode', '--json', token]))
    assert.deepEqual(document, {
      verified: false,
      unverifiedHeader: { alg: 'HS256', typ: 'JWT' },
      unverifiedClaims: claims,
    })
  })

  test('says of what is no token which part is wrong', async () => {
    const result = await holoband(['decode', '--json', `${encoded('{}')}.%.AA`])
    assert.equal(result.status, 1)
    const { message, ...document } = onlyJson(result)
    assert.equal(typeof message, 'string')
    assert.deepEqual(
      { ...document, part: 'payload' },
      { ok: false, code: 'ERR_BASE64URL_ALPHABET', reason: 'malformed', part: 'payload' },
    )
  })
})

describe('decode refuses', () => {
  test('what is no token', async () => {
    assertRefused(await holoband(['decode', '']), 'ERR_TOKEN_EMPTY: The token is empty.')
    const line = 'ERR_TOKEN_SEGMENTS: The token does not have exactly three segments.'
    assertRefused(await holoband(['decode', 'a.b']), line)
    assertRefused(await holoband(['decode', 'a.b.c.d']), line)
  })

  test('a payload that is no JSON object', async () => {
    for (const [payload, code] of /** @type {const} */ ([
      ['{"a":', 'ERR_JSON_SYNTAX'],
      ['[1]', 'ERR_JSON_NOT_OBJECT'],
      ['{"a":1,"a":2}', 'ERR_JSON_DUPLICATE_MEMBER'],
    ])) {
      const { status, stderr } = await holoband(['decode', forge(payload)])
      assert.equal(status, 1)
      assert.match(stderr, new RegExp(`^${code}: [^\\n]+ \\(payload\\)\\n$`))
    }
  })

  test('two tokens', async () => {
    assertWrong(await holoband(['decode', token, token]), 'ERR_CLI_ARGUMENT', /2 arguments are given/)
  })
})
