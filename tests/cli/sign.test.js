import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jwtVerify } from 'jose'
import {
  anybody,
  assertWrong,
  byEnv,
  claimsIn,
  epoch,
  folder,
  forge,
  headerIn,
  holoband,
  keyInEnv,
  longSecret,
  onlyJson,
  secret,
} from './harness.js'

const home = folder()
const env = keyInEnv

/**
 * @param {readonly string[]} args
 * @param {string} [input]
 */
const sign = (args, input) => holoband(['sign', ...args], { env, ...(input === undefined ? {} : { input }) })

const toAnybody = [...byEnv, ...anybody, '--ttl', '15m']

describe('sign', () => {
  test('issues a token that another library accepts', async () => {
    const args = [
      ...byEnv,
      '--sub',
      '123',
      '--iss',
      'https://a.example',
      '--aud',
      'https://b.example',
      '--ttl',
      '15m',
    ]
    const { status, stdout, stderr } = await sign(args)
    assert.equal(status, 0)
    assert.equal(stderr, '')
    const { payload, protectedHeader } = await jwtVerify(stdout.trim(), secret, {
      algorithms: ['HS256'],
      issuer: 'https://a.example',
      audience: 'https://b.example',
    })
    assert.equal(payload.sub, '123')
    assert.equal(Number(payload.exp) - Number(payload.iat), 900)
    assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT' })
  })

  test('prints the token, one newline and nothing else', async () => {
    const { stdout } = await sign([...toAnybody, '--sub', '1'])
    assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })

  test('with --json prints one document', async () => {
    const document = onlyJson(await sign([...toAnybody, '--sub', '1', '--json']))
    assert.deepEqual(Object.keys(document), ['ok', 'token'])
    assert.equal(document.ok, true)
    assert.equal(claimsIn(String(document.token)).sub, '1')
  })

  test('sets the times from --now and --ttl', async () => {
    const { stdout } = await sign([...toAnybody, '--sub', '1', '--now', String(epoch)])
    assert.deepEqual(claimsIn(stdout), { iat: epoch, exp: epoch + 900, sub: '1' })
  })

  for (const [text, seconds] of /** @type {const} */ ([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['12h', 43200],
    ['7d', 604800],
    ['2w', 1209600],
  ])) {
    test(`reads --ttl ${text} as ${seconds} seconds`, async () => {
      const { stdout } = await sign([
        ...byEnv,
        ...anybody,
        '--ttl',
        text,
        '--sub',
        '1',
        '--now',
        String(epoch),
      ])
      assert.equal(claimsIn(stdout).exp, epoch + seconds)
    })
  }

  test('takes several audiences as a list, and one as itself', async () => {
    const one = await sign([...byEnv, '--no-issuer', '--aud', 'a', '--ttl', '1m', '--sub', '1'])
    assert.equal(claimsIn(one.stdout).aud, 'a')
    const two = await sign([...byEnv, '--no-issuer', '--aud', 'a', '--aud', 'b', '--ttl', '1m', '--sub', '1'])
    assert.deepEqual(claimsIn(two.stdout).aud, ['a', 'b'])
  })

  test('writes the type that --typ names', async () => {
    const { stdout } = await sign([...toAnybody, '--sub', '1', '--typ', 'at+jwt'])
    assert.equal(headerIn(stdout).typ, 'at+jwt')
  })

  test('signs with the algorithm that --alg names', async () => {
    const result = await holoband(
      ['sign', ...toAnybody, '--sub', '1', '--alg', 'HS512', '--now', String(epoch)],
      {
        env: { KEY: longSecret.toString('base64url') },
      },
    )
    const header = { alg: 'HS512', typ: 'JWT' }
    const claims = { iat: epoch, exp: epoch + 900, sub: '1' }
    assert.equal(result.stdout.trim(), forge(claims, { header, key: longSecret, digest: 'sha512' }))
  })

  test('issues a token without an end where that is asked for at length', async () => {
    const { stdout } = await sign([...byEnv, ...anybody, '--sub', '1', '--issue-tokens-without-expiry'])
    assert.equal('exp' in claimsIn(stdout), false)
  })

  test('needs no --ttl where the claims have an exp', async () => {
    const { status, stdout } = await sign([...byEnv, ...anybody, '--claims', `{"exp":${epoch}}`])
    assert.equal(status, 0)
    assert.equal(claimsIn(stdout).exp, epoch)
  })
})

describe('sign takes the claims', () => {
  test('from --claims', async () => {
    const { stdout } = await sign([...toAnybody, '--claims', '{"role":"admin","n":[1,{"a":null}]}'])
    const { role, n } = claimsIn(stdout)
    assert.deepEqual({ role, n }, { role: 'admin', n: [1, { a: null }] })
  })

  test('from a file', async () => {
    const file = home.write('claims.json', '{\n  "role": "admin"\n}\n')
    assert.equal(claimsIn((await sign([...toAnybody, '--claims-file', file])).stdout).role, 'admin')
  })

  test('from standard input, when nothing else gives them', async () => {
    assert.equal(claimsIn((await sign(toAnybody, '{"role":"admin"}\n')).stdout).role, 'admin')
  })

  test('from standard input, when the file is a dash', async () => {
    const { stdout } = await sign([...toAnybody, '--claims-file', '-', '--sub', '7'], '{"role":"admin"}')
    assert.equal(claimsIn(stdout).role, 'admin')
    assert.equal(claimsIn(stdout).sub, '7')
  })

  test('from --sub alone, and then leaves standard input unread', async () => {
    const { status, stdout } = await sign([...toAnybody, '--sub', '7'], 'this is not JSON')
    assert.equal(status, 0)
    assert.equal(claimsIn(stdout).sub, '7')
  })

  test('with text of every script as it is', async () => {
    const { stdout } = await sign([...toAnybody, '--claims', '{"name":"Zoë 🦉 名前"}'])
    assert.equal(claimsIn(stdout).name, 'Zoë 🦉 名前')
  })

  test('with the largest whole numbers that are exact', async () => {
    const { stdout } = await sign([...toAnybody, '--claims', '{"a":9007199254740991,"b":-9007199254740991}'])
    assert.match(
      Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString(),
      /"a":9007199254740991,"b":-9007199254740991/,
    )
  })

  test('with an own member called __proto__', async () => {
    const { stdout } = await sign([...toAnybody, '--claims', '{"__proto__":{"role":"admin"}}', '--sub', '7'])
    assert.deepEqual(Object.getOwnPropertyDescriptor(claimsIn(stdout), '__proto__')?.value, { role: 'admin' })
  })
})

describe('sign refuses claims', () => {
  for (const [what, claims, code] of /** @type {const} */ ([
    ['that are no JSON', '{"role":', 'ERR_JSON_SYNTAX'],
    ['with a trailing comma', '{"role":"admin",}', 'ERR_JSON_SYNTAX'],
    ['that are a list', '["admin"]', 'ERR_JSON_NOT_OBJECT'],
    ['that are null', 'null', 'ERR_JSON_NOT_OBJECT'],
    ['with one member twice', '{"role":"user","role":"admin"}', 'ERR_JSON_DUPLICATE_MEMBER'],
    ['with a number that is not finite', '{"n":1e400,"role":"admin"}', 'ERR_JSON_NUMBER_RANGE'],
    [
      'with digits that would be rounded',
      '{"a":[{"id":1234567890123456789}]}',
      'ERR_CLAIMS_NOT_SERIALIZABLE',
    ],
    ['that are nested too deeply', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'ERR_JSON_TOO_DEEP'],
    ['with half a character', '{"role":"admin\\uD800"}', 'ERR_'],
    ['after a byte order mark', '\uFEFF{"role":"admin"}', 'ERR_JSON_SYNTAX'],
  ])) {
    test(what, async () => {
      const result = await sign([...toAnybody, '--claims', claims])
      assertWrong(result, code, /The claims cannot be signed\./)
      assert.ok(!result.stderr.includes('admin'), result.stderr)
    })
  }

  test('from an empty standard input', async () => {
    assertWrong(await sign(toAnybody, ''), 'ERR_JSON_SYNTAX', /The claims cannot be signed\./)
  })

  test('that are not UTF-8', async () => {
    const file = home.write('latin1.json', Buffer.from('{"name":"Zo\u00EB"}', 'latin1'))
    const result = await sign([...toAnybody, '--claims-file', file])
    assertWrong(result, 'ERR_UTF8_INVALID', /The file of --claims-file is not valid UTF-8\./)
  })

  test('from a file that does not exist', async () => {
    const result = await sign([...toAnybody, '--claims-file', home.at('nowhere.json')])
    assertWrong(result, 'ERR_CLI_FILE', /The file of --claims-file does not exist\./)
  })

  test('from a directory', async () => {
    const result = await sign([...toAnybody, '--claims-file', home.path])
    assertWrong(result, 'ERR_CLI_FILE', /The file of --claims-file is a directory\./)
  })

  test('from an option and a file at once', async () => {
    const result = await sign([...toAnybody, '--claims', '{}', '--claims-file', '-'])
    assertWrong(result, 'ERR_OPTION_CONFLICT', /--claims and --claims-file both/)
  })

  test('of more than a mebibyte, from a file and from standard input', async () => {
    const huge = `{"x":"${'x'.repeat(2 ** 20)}"}`
    const result = await sign(toAnybody, huge)
    assertWrong(result, 'ERR_CLI_INPUT', /Standard input is longer than 1 MiB\./)
    const fromFile = await sign([...toAnybody, '--claims-file', home.write('huge.json', huge)])
    assertWrong(fromFile, 'ERR_CLI_INPUT', /The file of --claims-file is longer than 1 MiB\./)
  })

  test('that make a token no verifier would take', async () => {
    const result = await sign(toAnybody, `{"x":"${'x'.repeat(9000)}"}`)
    assertWrong(result, 'ERR_TOKEN_TOO_LARGE', /longer than maxTokenBytes/)
  })

  test('that set what the options set', async () => {
    const bySubject = await sign([...toAnybody, '--claims', '{"sub":"1"}', '--sub', '2'])
    assertWrong(bySubject, 'ERR_CLAIM_CONFLICT', /--sub sets it too/)
    const byExpiry = await sign([...toAnybody, '--claims', '{"exp":1}'])
    assertWrong(byExpiry, 'ERR_CLAIM_CONFLICT', /issuer sets itself.*\(exp\)/)
    const byIssuer = await sign([
      ...byEnv,
      '--iss',
      'a',
      '--no-audience',
      '--ttl',
      '1m',
      '--claims',
      '{"iss":"b"}',
    ])
    assertWrong(byIssuer, 'ERR_CLAIM_CONFLICT', /issuer sets itself.*\(iss\)/)
  })

  test('whose subject is no string', async () => {
    assertWrong(
      await sign([...toAnybody, '--claims', '{"sub":7}']),
      'ERR_CLAIM_TYPE',
      /not of the type.*\(sub\)/,
    )
  })
})

describe('sign refuses options', () => {
  test('that do not say who issues, for whom, or until when', async () => {
    const noIssuer = await sign([...byEnv, '--no-audience', '--ttl', '1m', '--sub', '1'])
    assertWrong(noIssuer, 'ERR_OPTION_MISSING', /Give --iss, or --no-issuer/)
    const noAudience = await sign([...byEnv, '--no-issuer', '--ttl', '1m', '--sub', '1'])
    assertWrong(noAudience, 'ERR_OPTION_MISSING', /Give --aud, or --no-audience/)
    const noTtl = await sign([...byEnv, ...anybody, '--sub', '1'])
    assertWrong(noTtl, 'ERR_OPTION_MISSING', /Give --ttl, or --issue-tokens-without-expiry/)
  })

  test('that contradict each other', async () => {
    const issuer = await sign([...toAnybody, '--iss', 'a', '--sub', '1'])
    assertWrong(issuer, 'ERR_OPTION_CONFLICT', /--iss and --no-issuer contradict/)
    const audience = await sign([...toAnybody, '--aud', 'a', '--sub', '1'])
    assertWrong(audience, 'ERR_OPTION_CONFLICT', /--aud and --no-audience contradict/)
    const expiry = await sign([...toAnybody, '--issue-tokens-without-expiry', '--sub', '1'])
    assertWrong(expiry, 'ERR_OPTION_CONFLICT', /--ttl and --issue-tokens-without-expiry contradict/)
  })

  for (const ttl of ['soon', '15 m', '15M', '1.5h', '1e3', '0x10', 'Infinity', '15min']) {
    test(`with the duration ${JSON.stringify(ttl)}`, async () => {
      const result = await sign([...byEnv, ...anybody, '--sub', '1', '--ttl', ttl])
      assertWrong(result, 'ERR_DURATION_INVALID', /--ttl: A duration is/)
    })
  }

  test('with a negative duration', async () => {
    const result = await sign([...byEnv, ...anybody, '--sub', '1', '--ttl=-5m'])
    assertWrong(result, 'ERR_DURATION_INVALID', /--ttl: A duration is/)
  })

  for (const now of ['yesterday', '1767225600000', '-1', '1e9', 'NaN']) {
    test(`with the time ${now}`, async () => {
      const result = await sign([...toAnybody, '--sub', '1', `--now=${now}`])
      assertWrong(result, 'ERR_OPTION_RANGE', /--now takes seconds since 1970-01-01/)
    })
  }

  test('that name an unknown algorithm', async () => {
    for (const alg of ['none', 'RS256', 'hs256', 'HS255']) {
      assertWrong(
        await sign([...toAnybody, '--sub', '1', '--alg', alg]),
        'ERR_ALGORITHM_UNKNOWN',
        /not one that/,
      )
    }
  })

  test('with a claim as an argument, without repeating it', async () => {
    const result = await sign([...toAnybody, 'role=admin'])
    assertWrong(result, 'ERR_CLI_ARGUMENT', /sign takes options only/)
    assert.ok(!result.stderr.includes('role=admin'))
  })

  test('with --json as one document', async () => {
    const { status, ...result } = await sign([...byEnv, ...anybody, '--sub', '1', '--ttl', 'soon', '--json'])
    assert.equal(status, 2)
    const { message, ...document } = onlyJson({ status, ...result })
    assert.deepEqual(document, { ok: false, code: 'ERR_DURATION_INVALID', reason: 'misconfigured' })
    assert.match(String(message), /^--ttl: /)
  })
})
