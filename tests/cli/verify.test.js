import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SignJWT } from 'jose'
import {
  anybody,
  assertRefused,
  assertWrong,
  byEnv,
  epoch,
  folder,
  forge,
  holoband,
  keyInEnv,
  lenient,
  longSecret,
  onlyJson,
  secret,
} from './harness.js'

const home = folder()
const env = keyInEnv
const now = ['--now', String(epoch)]
const claims = { iss: 'https://a.example', aud: ['b', 'c'], sub: '123', iat: epoch - 60, exp: epoch + 60 }
const token = forge(claims)
const tampered = `${token.slice(0, -3)}AAA`

/**
 * @param {readonly string[]} args
 * @param {string | Uint8Array} [input]
 */
const verify = (args, input = token) => holoband(['verify', ...args], { env, input })

describe('verify', () => {
  test('prints the claims of a good token, as indented JSON', async () => {
    const { status, stdout, stderr } = await verify([...lenient, ...now])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.equal(stdout, `${JSON.stringify(claims, null, 2)}\n`)
  })

  test('accepts a token of another library', async () => {
    const other = await new SignJWT({ role: 'admin' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('a')
      .setAudience('b')
      .setExpirationTime('1m')
      .sign(secret)
    const { status, stdout } = await verify([...byEnv, '--alg', 'HS256', '--iss', 'a', '--aud', 'b'], other)
    assert.equal(status, 0)
    assert.equal(JSON.parse(stdout).role, 'admin')
  })

  test('with --json prints the claims and the header', async () => {
    const document = onlyJson(await verify([...lenient, ...now, '--json']))
    assert.deepEqual(document, { ok: true, claims, header: { alg: 'HS256', typ: 'JWT' } })
  })

  test('with --json says of a refused token why', async () => {
    const result = await verify([...lenient, '--now', String(epoch + 60), '--json'])
    assert.equal(result.status, 1)
    assert.deepEqual(onlyJson(result), {
      ok: false,
      code: 'ERR_TOKEN_EXPIRED',
      reason: 'expired',
      message: 'The token has expired. (exp)',
      claim: 'exp',
    })
  })
})

describe('verify takes the token', () => {
  test('as an argument', async () => {
    assert.equal((await verify([...lenient, ...now, token], 'not this')).status, 0)
  })

  test('from a file', async () => {
    const file = home.write('token.txt', `${token}\n`)
    assert.equal((await verify([...lenient, ...now, '--token-file', file], 'not this')).status, 0)
  })

  test('from standard input where it is a dash, as an argument or as a file', async () => {
    assert.equal((await verify([...lenient, ...now, '-'])).status, 0)
    assert.equal((await verify([...lenient, ...now, '--token-file', '-'])).status, 0)
  })

  test('after -- too', async () => {
    assert.equal((await verify([...lenient, ...now, '--', token], '')).status, 0)
  })

  for (const [name, end] of /** @type {const} */ ([
    ['a line feed', '\n'],
    ['a carriage return and line feed', '\r\n'],
  ])) {
    test(`with ${name} at its end taken off`, async () => {
      assert.equal((await verify([...lenient, ...now], token + end)).status, 0)
    })
  }

  for (const [name, input] of /** @type {const} */ ([
    ['two newlines at its end', `${token}\n\n`],
    ['a space at its end', `${token} \n`],
    ['a space before it', ` ${token}`],
    ['a newline before it', `\n${token}`],
    ['a byte order mark before it', `\uFEFF${token}`],
    ['the word Bearer before it', `Bearer ${token}`],
    ['quotes around it', `"${token}"`],
    ['a byte that is no UTF-8 before it', Buffer.concat([Buffer.of(0xff), Buffer.from(token)])],
  ])) {
    test(`and refuses ${name}`, async () => {
      const { status, stdout, stderr } = await verify([...lenient, ...now], input)
      assert.equal(status, 1)
      assert.equal(stdout, '')
      assert.match(stderr, /^ERR_BASE64URL_(ALPHABET|LENGTH)/)
    })
  }

  test('and does not repair a newline in an argument', async () => {
    assert.equal((await verify([...lenient, ...now, `${token}\n`])).status, 1)
  })

  test('and refuses none at all as empty, not as a wish for standard input', async () => {
    assertRefused(await verify([...lenient, ...now, ''], token), 'ERR_TOKEN_EMPTY: The token is empty.')
    assertRefused(await verify([...lenient, ...now], ''), 'ERR_TOKEN_EMPTY: The token is empty.')
    assertRefused(await verify([...lenient, ...now], '\n'), 'ERR_TOKEN_EMPTY: The token is empty.')
  })

  test('and refuses two of them', async () => {
    const result = await verify([...lenient, ...now, token, token])
    assertWrong(result, 'ERR_CLI_ARGUMENT', /One token is taken, and 2 arguments are given\./)
    assert.ok(!result.stderr.includes(token))
  })

  test('and refuses an argument beside a file', async () => {
    const result = await verify([...lenient, '--token-file', home.at('token.txt'), token])
    assertWrong(result, 'ERR_OPTION_CONFLICT', /both as an argument and by --token-file/)
  })

  test('and says so where the file is missing, or is a directory', async () => {
    const missing = await verify([...lenient, '--token-file', home.at('nowhere')])
    assertWrong(missing, 'ERR_CLI_FILE', /The file of --token-file does not exist\./)
    const directory = await verify([...lenient, '--token-file', home.path])
    assertWrong(directory, 'ERR_CLI_FILE', /The file of --token-file is a directory\./)
  })

  test('and sees that the token itself was given as the file', async () => {
    const long = forge({ ...claims, text: 'x'.repeat(300) })
    const result = await verify([...lenient, '--token-file', long])
    assertWrong(result, 'ERR_CLI_FILE', /Was the content given where the path belongs\?/)
    assert.ok(!result.stderr.includes(long))
  })
})

describe('verify refuses a token', () => {
  for (const [what, args, input, line] of /** @type {const} */ ([
    ['whose signature is wrong', [], tampered, /^ERR_SIGNATURE_INVALID: [^\n]+\n$/],
    ['signed with another key', [], forge(claims, { key: longSecret }), /^ERR_SIGNATURE_INVALID: [^\n]+\n$/],
    [
      'of another algorithm',
      [],
      forge(claims, { header: { alg: 'HS512' } }),
      /^ERR_ALGORITHM_NOT_ALLOWED: [^\n]+\n$/,
    ],
    [
      'without an algorithm',
      [],
      forge(claims, { header: { alg: 'none' } }),
      /^ERR_ALGORITHM_NOT_ALLOWED: [^\n]+\n$/,
    ],
    ['that has no exp', [], forge({ sub: '1' }), /^ERR_CLAIM_MISSING: [^\n]+ \(exp\)\n$/],
    ['that is no token', [], 'hello', /^ERR_TOKEN_SEGMENTS: [^\n]+\n$/],
    ['of another issuer', ['--iss', 'x', '--no-audience'], token, /^ERR_ISSUER_MISMATCH: [^\n]+ \(iss\)\n$/],
    [
      'for another audience',
      ['--aud', 'x', '--no-issuer'],
      token,
      /^ERR_AUDIENCE_MISMATCH: [^\n]+ \(aud\)\n$/,
    ],
    ['of another type', ['--typ', 'at+jwt'], token, /^ERR_TYP_NOT_ALLOWED: [^\n]+\n$/],
    ['that is too old', ['--max-age', '59s'], token, /^ERR_TOKEN_TOO_OLD: [^\n]+ \(iat\)\n$/],
    ['without a required claim', ['--require', 'role'], token, /^ERR_CLAIM_MISSING: [^\n]+ \(role\)\n$/],
  ])) {
    test(what, async () => {
      const policy = args.some((arg) => arg === '--iss' || arg === '--aud') ? [] : anybody
      const { status, stdout, stderr } = await verify(
        [...byEnv, '--alg', 'HS256', ...now, ...policy, ...args],
        input,
      )
      assert.equal(stdout, '')
      assert.match(stderr, line)
      assert.equal(status, 1)
    })
  }

  test('at the second at which it expires, and with --tolerance that much later', async () => {
    const at = (/** @type {number} */ seconds) => ['--now', String(epoch + seconds)]
    assert.equal((await verify([...lenient, ...at(59)])).status, 0)
    assert.equal((await verify([...lenient, ...at(60)])).status, 1)
    assert.equal((await verify([...lenient, ...at(89), '--tolerance', '30s'])).status, 0)
    assert.equal((await verify([...lenient, ...at(90), '--tolerance', '30'])).status, 1)
  })

  test('without a byte of it in what it prints', async () => {
    const marked = forge({ ...claims, secret: 'hunter2', exp: 1 })
    const { stdout, stderr } = await verify([...lenient], marked)
    assert.doesNotMatch(stdout + stderr, /hunter2|eyJ/)
  })
})

describe('verify accepts', () => {
  for (const [what, args, input] of /** @type {const} */ ([
    ['one of several issuers', ['--iss', 'x', '--iss', 'https://a.example', '--no-audience'], token],
    ['one of several audiences', ['--aud', 'x', '--aud', 'c', '--no-issuer'], token],
    ['one of several types', [...anybody, '--typ', 'x', '--typ', 'JWT'], token],
    [
      'a token without an end where that is asked for',
      [...anybody, '--accept-tokens-without-expiry'],
      forge({ a: 1 }),
    ],
    ['a token young enough', [...anybody, '--max-age', '61s'], token],
    ['a token with every required claim', [...anybody, '--require', 'sub', '--require', 'iat'], token],
  ])) {
    test(what, async () => {
      const { status, stderr } = await verify([...byEnv, '--alg', 'HS256', ...now, ...args], input)
      assert.equal(stderr, '')
      assert.equal(status, 0)
    })
  }
})

describe('verify demands a policy', () => {
  test('that says which algorithm', async () => {
    assertWrong(await verify([...byEnv, ...anybody]), 'ERR_OPTION_MISSING', /Give --alg/)
  })

  test('that says which issuer and which audience, or none on purpose', async () => {
    const issuer = await verify([...byEnv, '--alg', 'HS256', '--no-audience'])
    assertWrong(issuer, 'ERR_OPTION_MISSING', /Give --iss, or --no-issuer/)
    const audience = await verify([...byEnv, '--alg', 'HS256', '--no-issuer'])
    assertWrong(audience, 'ERR_OPTION_MISSING', /Give --aud, or --no-audience/)
  })

  test('that does not contradict itself', async () => {
    assertWrong(
      await verify([...lenient, '--iss', 'a']),
      'ERR_OPTION_CONFLICT',
      /--iss and --no-issuer contradict/,
    )
    assertWrong(
      await verify([...lenient, '--aud', 'a']),
      'ERR_OPTION_CONFLICT',
      /--aud and --no-audience contradict/,
    )
  })

  test('of an algorithm that exists', async () => {
    for (const alg of ['none', 'HS1', 'RS256']) {
      const result = await verify([...byEnv, '--alg', alg, ...anybody])
      assertWrong(result, 'ERR_ALGORITHM_UNKNOWN', /not one that this version knows/)
    }
  })

  test('of one algorithm for one secret', async () => {
    assertWrong(await verify([...lenient, '--alg', 'HS512']), 'ERR_OPTION_CONFLICT', /one algorithm/)
  })

  for (const option of ['--tolerance', '--max-age']) {
    test(`with ${option} as a duration`, async () => {
      const result = await verify([...lenient, option, '5 minutes'])
      assertWrong(result, 'ERR_DURATION_INVALID', new RegExp(`${option}: A duration is`))
    })
  }

  test('whose values are not empty, as a variable that is not set leaves them', async () => {
    for (const option of ['--iss', '--aud', '--typ', '--require', '--alg', '--key-file', '--token-file']) {
      const result = await verify([option, ''])
      assertWrong(result, 'ERR_OPTION_EMPTY', new RegExp(`${option} is empty\\. Is it a shell variable`))
    }
  })
})
