import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { describe, test } from 'node:test'
import { generateKeyPair } from '../support/key-pair.js'
import {
  anybody,
  assertWrong,
  epoch,
  folder,
  forge,
  headerIn,
  holoband,
  longSecret,
  onlyJson,
  secret,
  shell,
} from './harness.js'

const home = folder()
const claims = { iat: epoch, exp: epoch + 60, sub: '1' }
const token = forge(claims)
const toSign = [...anybody, '--ttl', '60', '--sub', '1', '--now', String(epoch)]
const toVerify = [...anybody, '--now', String(epoch)]
const jwk = { kty: 'oct', k: secret.toString('base64url'), alg: 'HS256' }
const base64url = secret.toString('base64url')

/**
 * signWith signs with a key file, and verifies with it what it should have come to.
 *
 * @param {string} file
 * @param {readonly string[]} more
 */
async function signWith(file, ...more) {
  const result = await holoband(['sign', '--key-file', file, ...more, ...toSign])
  assert.equal(result.stderr, '')
  assert.equal(result.stdout.trim(), token)
  const verified = await holoband([
    'verify',
    '--key-file',
    file,
    ...more,
    '--alg',
    'HS256',
    ...toVerify,
    token,
  ])
  assert.equal(verified.stderr, '')
  assert.equal(verified.status, 0)
}

describe('a key is read', () => {
  test('from a file as keygen writes it, with or without its newline', async () => {
    await signWith(home.write('newline.key', `${base64url}\n`))
    await signWith(home.write('bare.key', base64url))
    await signWith(home.write('windows.key', `${base64url}\r\n`))
  })

  test('as base64url where that is said', async () => {
    await signWith(home.write('said.key', base64url), '--key-format', 'base64url')
  })

  test('as hexadecimal digits, small or capital', async () => {
    await signWith(home.write('small.hex', `${secret.toString('hex')}\n`), '--key-format', 'hex')
    await signWith(home.write('capital.hex', secret.toString('hex').toUpperCase()), '--key-format', 'hex')
  })

  test('as raw bytes, of which the last may be a newline', async () => {
    await signWith(home.write('raw.key', secret), '--key-format', 'raw')
    const withNewline = Buffer.concat([secret, Buffer.from('\n')])
    const file = home.write('newline.raw', withNewline)
    const { stdout } = await holoband(['sign', '--key-file', file, '--key-format', 'raw', ...toSign])
    assert.equal(stdout.trim(), forge(claims, { key: withNewline }))
  })

  test('as text whose characters are the secret, without its newline', async () => {
    const text = 'correct horse battery staple, ünïcödé'
    const file = home.write('text.key', `${text}\n`)
    const { stdout } = await holoband(['sign', '--key-file', file, '--key-format', 'utf8', ...toSign])
    assert.equal(stdout.trim(), forge(claims, { key: Buffer.from(text) }))
  })

  test('as a JWK', async () => {
    await signWith(home.write('key.jwk', JSON.stringify(jwk)), '--key-format', 'jwk')
  })

  test('from the environment', async () => {
    const env = { MY_KEY: base64url }
    const { stdout } = await holoband(['sign', '--key-env', 'MY_KEY', ...toSign], { env })
    assert.equal(stdout.trim(), token)
  })

  test('from a pipe that the shell makes', async () => {
    const { stdout, stderr } = await shell(
      `holoband sign --key-file <(printf %s "$SECRET") ${toSign.join(' ')}`,
      {
        env: { SECRET: base64url },
      },
    )
    assert.equal(stderr, '')
    assert.equal(stdout.trim(), token)
  })

  test('as keygen made it, in each format and for each algorithm', async () => {
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      for (const format of ['base64url', 'jwk']) {
        const key = ['--key-file', home.at(`made-${alg}.${format}`), '--key-format', format, '--alg', alg]
        await holoband([
          'keygen',
          '--alg',
          alg,
          '--format',
          format,
          '--out',
          home.at(`made-${alg}.${format}`),
        ])
        const { stdout } = await holoband(['sign', ...key, ...toSign])
        assert.equal(headerIn(stdout).alg, alg)
        assert.equal((await holoband(['verify', ...key, ...toVerify, stdout.trim()])).status, 0)
      }
    }
  })
})

describe('a JWK', () => {
  test('needs no --alg where it names its own, to sign and to verify', async () => {
    const file = home.write(
      'own.jwk',
      JSON.stringify({ ...jwk, k: longSecret.toString('base64url'), alg: 'HS512' }),
    )
    const key = ['--key-file', file, '--key-format', 'jwk']
    const { stdout } = await holoband(['sign', ...key, ...toSign])
    assert.equal(headerIn(stdout).alg, 'HS512')
    assert.equal((await holoband(['verify', ...key, ...toVerify, stdout.trim()])).status, 0)
  })

  test('without an algorithm takes it from --alg', async () => {
    const { alg, ...unnamed } = jwk
    const file = home.write('unnamed.jwk', JSON.stringify(unnamed))
    await signWith(file, '--key-format', 'jwk', '--alg', alg)
    const result = await holoband(['sign', '--key-file', file, '--key-format', 'jwk', ...toSign])
    assertWrong(result, 'ERR_ALGORITHM_MISSING', /read as jwk; --key-format/)
  })

  test('for one algorithm is not used for another', async () => {
    const file = home.write('mismatch.jwk', JSON.stringify(jwk))
    const result = await holoband([
      'sign',
      '--key-file',
      file,
      '--key-format',
      'jwk',
      '--alg',
      'HS512',
      ...toSign,
    ])
    assertWrong(result, 'ERR_ALGORITHM_KEY_MISMATCH', /algorithm/)
  })

  test('names itself in the tokens signed with it', async () => {
    const file = home.write('named.jwk', JSON.stringify({ ...jwk, kid: 'k-1' }))
    const { stdout } = await holoband(['sign', '--key-file', file, '--key-format', 'jwk', ...toSign])
    assert.equal(headerIn(stdout).kid, 'k-1')
  })

  test('is accepted beside a list of algorithms that has its own', async () => {
    const file = home.write('listed.jwk', JSON.stringify(jwk))
    const key = ['--key-file', file, '--key-format', 'jwk', '--alg', 'HS512', '--alg', 'HS256']
    assert.equal((await holoband(['verify', ...key, ...toVerify, token])).status, 0)
  })

  for (const [what, text, code] of /** @type {const} */ ([
    ['that is no JSON', '{"kty":"oct","k":"hunter2', 'ERR_JWK_INVALID'],
    ['with two members of one name', '{"kty":"oct","k":"hunter2","k":"hunter3"}', 'ERR_JWK_INVALID'],
    ['that is a list', '[{"k":"hunter2"}]', 'ERR_JWK_INVALID'],
    ['that is a string', '"hunter2"', 'ERR_JWK_INVALID'],
    ['without a type', '{"k":"hunter2"}', 'ERR_JWK_INVALID'],
    ['of another type', '{"kty":"DSA","y":"hunter2"}', 'ERR_KEY_TYPE_UNSUPPORTED'],
    ['with a number that is none', '{"kty":"RSA","alg":"RS256","n":"hunter+2","e":"AQAB"}', 'ERR_JWK_MEMBER'],
  ])) {
    test(`${what} is refused, and not shown`, async () => {
      const file = home.write('bad.jwk', text)
      const result = await holoband(['sign', '--key-file', file, '--key-format', 'jwk', ...toSign])
      assertWrong(result, code, /\./)
      assert.ok(!result.stderr.includes('hunter'), result.stderr)
    })
  }
})

describe('a JWK set', () => {
  const other = { ...jwk, kid: 'other', k: longSecret.toString('base64url'), alg: 'HS512' }

  test('verifies with the key that fits', async () => {
    const file = home.write('set.jwks', JSON.stringify({ keys: [other, { ...jwk, kid: 'k-1' }] }))
    const key = ['--key-file', file, '--key-format', 'jwks', '--alg', 'HS256', '--alg', 'HS512']
    const named = forge(claims, { header: { alg: 'HS256', kid: 'k-1' } })
    assert.equal((await holoband(['verify', ...key, ...toVerify, named])).status, 0)
    const unknown = forge(claims, { header: { alg: 'HS256', kid: 'other' } })
    assert.equal((await holoband(['verify', ...key, ...toVerify, unknown])).status, 1)
  })

  test('is used without its bad keys, and the user is told', async () => {
    const file = home.write(
      'spoilt.jwks',
      JSON.stringify({ keys: [{ kty: 'oct', alg: 'HS256', k: 'AA' }, jwk] }),
    )
    const key = ['--key-file', file, '--key-format', 'jwks', '--alg', 'HS256']
    const result = await holoband(['verify', ...key, ...toVerify, token])
    assert.equal(result.status, 0)
    assert.equal(result.stderr, 'Warning: Key 1 of the set is left out (ERR_SECRET_TOO_SHORT).\n')
    const { warnings } = onlyJson(await holoband(['verify', ...key, ...toVerify, token, '--json']))
    assert.deepEqual(warnings, ['Key 1 of the set is left out (ERR_SECRET_TOO_SHORT).'])
  })

  test('needs --alg', async () => {
    const file = home.write('plain.jwks', JSON.stringify({ keys: [jwk] }))
    const result = await holoband(['verify', '--key-file', file, '--key-format', 'jwks', ...toVerify, token])
    assertWrong(result, 'ERR_OPTION_MISSING', /Give --alg/)
  })

  test('signs with the first key that can, or with the active one', async () => {
    const set = { keys: [other, { ...jwk, kid: 'k-1' }] }
    const key = ['--key-file', home.write('signing.jwks', JSON.stringify(set)), '--key-format', 'jwks']
    const first = await holoband(['sign', ...key, ...toSign])
    assert.equal(headerIn(first.stdout).kid, 'other')
    const active = await holoband(['sign', ...key, '--active', 'k-1', ...toSign])
    assert.equal(active.stdout.trim(), forge(claims, { header: { alg: 'HS256', typ: 'JWT', kid: 'k-1' } }))
    const unknown = await holoband(['sign', ...key, '--active', 'hunter2', ...toSign])
    assertWrong(unknown, 'ERR_KEY_SET_ACTIVE', /Without --active the first/)
    assert.ok(!unknown.stderr.includes('hunter2'))
  })

  test('with a repeated member is refused: another reader would find another key', async () => {
    const text = `{"keys":[${JSON.stringify(jwk)}],"keys":[]}`
    const key = ['--key-file', home.write('twice.jwks', text), '--key-format', 'jwks', '--alg', 'HS256']
    assertWrong(await holoband(['verify', ...key, ...toVerify, token]), 'ERR_JWK_INVALID', /read as jwks/)
  })

  test('without a usable key is refused', async () => {
    const file = home.write('empty.jwks', '{"keys":[]}')
    const result = await holoband([
      'verify',
      '--key-file',
      file,
      '--key-format',
      'jwks',
      '--alg',
      'HS256',
      ...toVerify,
    ])
    assertWrong(result, 'ERR_KEY_SET_EMPTY', /read as jwks/)
  })
})

describe('a key is refused', () => {
  const pem = generateKeyPair('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()

  for (const [what, format, content, code] of /** @type {const} */ ([
    ['that is too short', 'base64url', 'aHVudGVyMg', 'ERR_SECRET_TOO_SHORT'],
    ['that is empty', 'base64url', '\n', 'ERR_SECRET_TOO_SHORT'],
    ['in standard base64', 'base64url', Buffer.alloc(33, 0xff).toString('base64'), 'ERR_SECRET_ENCODING'],
    ['in padded base64url', 'base64url', `${base64url}=`, 'ERR_SECRET_ENCODING'],
    ['with two newlines', 'base64url', `${base64url}\n\n`, 'ERR_SECRET_ENCODING'],
    ['with an odd number of hexadecimal digits', 'hex', 'abc', 'ERR_SECRET_ENCODING'],
    ['with other than hexadecimal digits', 'hex', `${'ab'.repeat(32)}xy`, 'ERR_SECRET_ENCODING'],
    ['that is a PEM, as text', 'utf8', pem, 'ERR_SECRET_IS_KEY_MATERIAL'],
    ['that is a PEM, as bytes', 'raw', pem, 'ERR_SECRET_IS_KEY_MATERIAL'],
    ['that is a JWK, as text', 'utf8', JSON.stringify(jwk), 'ERR_SECRET_IS_KEY_MATERIAL'],
  ])) {
    test(what, async () => {
      const file = home.write('refused.key', content)
      const result = await holoband(['sign', '--key-file', file, '--key-format', format, ...toSign])
      assertWrong(result, code, /--key-format says how it is written/)
      assert.ok(content.trim() === '' || !result.stderr.includes(content.trim()), result.stderr)
    })
  }

  test('that is a PEM, where nothing says how it is written', async () => {
    const result = await holoband(['sign', '--key-file', home.write('public.pem', pem), ...toSign])
    assertWrong(result, 'ERR_SECRET_', /read as base64url; --key-format/)
  })

  test('whose text is not UTF-8', async () => {
    const file = home.write('binary.key', Buffer.alloc(32, 0xff))
    for (const format of ['base64url', 'utf8', 'hex', 'jwk']) {
      const result = await holoband(['sign', '--key-file', file, '--key-format', format, ...toSign])
      assertWrong(result, 'ERR_UTF8_INVALID', /The key is not valid UTF-8\./)
    }
  })

  test('in a format that does not exist', async () => {
    const file = home.write('odd.key', base64url)
    const result = await holoband(['sign', '--key-file', file, '--key-format', 'der', ...toSign])
    assertWrong(result, 'ERR_OPTION_RANGE', /--key-format is base64url, hex, utf8, raw, jwk, jwks or pem\./)
  })

  test('that nothing names, or two options name', async () => {
    assertWrong(await holoband(['sign', ...toSign]), 'ERR_OPTION_MISSING', /give --key-file or --key-env/)
    const both = await holoband(['sign', '--key-file', 'a', '--key-env', 'B', ...toSign])
    assertWrong(both, 'ERR_OPTION_CONFLICT', /--key-file and --key-env both/)
    const twice = await holoband(['sign', '--pem', 'a', '--jwks', 'b', ...toSign])
    assertWrong(twice, 'ERR_OPTION_CONFLICT', /--pem and --jwks both/)
    const said = await holoband(['sign', '--pem', 'a', '--key-format', 'jwk', ...toSign])
    assertWrong(said, 'ERR_OPTION_CONFLICT', /--pem says how the key is written, and so does --key-format/)
    const file = home.write('one.key', secret.toString('base64url'))
    const one = await holoband(['sign', '--key-file', file, '--active', 'b', ...toSign])
    assertWrong(one, 'ERR_OPTION_CONFLICT', /--active chooses among the keys of a JWK set/)
  })

  test('in raw bytes from the environment', async () => {
    const result = await holoband(['sign', '--key-env', 'KEY', '--key-format', 'raw', ...toSign])
    assertWrong(result, 'ERR_OPTION_CONFLICT', /say --key-format utf8/)
  })
})

describe('a key that cannot be read', () => {
  test('because the file does not exist is not looked for elsewhere', async () => {
    const result = await holoband(['sign', '--key-file', home.at('nowhere.key'), ...toSign])
    assertWrong(result, 'ERR_CLI_FILE', /The file of --key-file does not exist\./)
  })

  test('because the file is a directory', async () => {
    const result = await holoband(['sign', '--key-file', home.path, ...toSign])
    assertWrong(result, 'ERR_CLI_FILE', /The file of --key-file is a directory\./)
  })

  test('because it never ends', async () => {
    const result = await holoband(['sign', '--key-file', '/dev/zero', '--key-format', 'raw', ...toSign])
    assertWrong(result, 'ERR_CLI_INPUT', /longer than 1 MiB/)
  })

  test('because the variable is not set, or is empty', async () => {
    for (const env of [{}, { KEY: '' }]) {
      const result = await holoband(['sign', '--key-env', 'KEY', ...toSign], { env })
      assertWrong(
        result,
        'ERR_CLI_INPUT',
        /is not set or is empty\. The option takes its name, not its value\./,
      )
    }
  })

  test('because the secret itself was given is not printed', async () => {
    for (const option of ['--key-file', '--key-env', '--key-format']) {
      const more = option === '--key-format' ? ['--key-file', home.write('good.key', base64url)] : []
      const { status, stdout, stderr } = await holoband(['sign', option, base64url, ...more, ...toSign])
      assert.equal(status, 2)
      assert.ok(!(stdout + stderr).includes(base64url))
    }
  })
})

describe('a key file that others can read', () => {
  const file = home.write('open.key', base64url)

  for (const mode of [0o644, 0o640, 0o604]) {
    test(`with the mode ${mode.toString(8)} is used, with a warning`, async () => {
      chmodSync(file, mode)
      const { status, stdout, stderr } = await holoband(['sign', '--key-file', file, ...toSign])
      assert.equal(status, 0)
      assert.equal(stdout.trim(), token)
      assert.match(
        stderr,
        new RegExp(`^Warning: Other users .* \\(its mode is 0${mode.toString(8)}\\).*chmod 600\\.\\n$`),
      )
    })
  }

  test('with --json has the warning in the document', async () => {
    chmodSync(file, 0o644)
    const { warnings } = onlyJson(await holoband(['sign', '--key-file', file, '--json', ...toSign]))
    assert.match(String(warnings), /chmod 600/)
  })

  test('is warned of though the token is refused', async () => {
    chmodSync(file, 0o644)
    const result = await holoband(['verify', '--key-file', file, '--alg', 'HS256', ...anybody, 'x'])
    assert.equal(result.status, 1)
    assert.match(result.stderr, /^Warning: .*\nERR_TOKEN_SEGMENTS: /)
  })

  test('is not warned of when only its owner can', async () => {
    chmodSync(file, 0o600)
    assert.equal((await holoband(['sign', '--key-file', file, ...toSign])).stderr, '')
  })
})
