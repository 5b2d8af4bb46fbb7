import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anybody,
  assertWrong,
  folder,
  holoband,
  keyInEnv,
  lenient,
  manifest,
  onlyJson,
  secret,
} from './harness.js'

const home = folder()
const commands = [
  'keygen',
  'sign',
  'verify',
  'decode',
  'explain',
  'jwks',
  'keys convert',
  'keys plan',
  'keys doctor',
]

describe('the command line', () => {
  test('without a command names the commands', async () => {
    assertWrong(
      await holoband([]),
      'ERR_CLI_COMMAND',
      new RegExp(`Name a command first: ${commands.join(', ')}\\.`),
    )
  })

  for (const [given, meant] of /** @type {const} */ ([
    ['vrify', 'verify'],
    ['verfiy', 'verify'],
    ['key-gen', 'keygen'],
    ['keyge', 'keygen'],
    ['sing', 'sign'],
    ['decoed', 'decode'],
    ['explane', 'explain'],
    ['hlep', 'help'],
    ['jwsk', 'jwks'],
    ['keys cnovert', 'keys convert'],
    ['key convert', 'keys convert'],
    ['keys docter', 'keys doctor'],
    ['keys', 'keys convert, keys plan or keys doctor'],
    ['keys rotate', 'keys convert, keys plan or keys doctor'],
  ])) {
    test(`takes ${given} for a slip of ${meant}`, async () => {
      assertWrong(await holoband(given.split(' ')), 'ERR_CLI_COMMAND', new RegExp(`Did you mean ${meant}\\?`))
    })
  }

  test('suggests nothing where nothing is near, and does not repeat what was typed', async () => {
    const result = await holoband(['hunter2-hunter2'])
    assertWrong(result, 'ERR_CLI_COMMAND', /There is no such command\.\n/)
    assert.ok(!result.stderr.includes('hunter2'))
  })

  test('knows no command that JavaScript objects have by nature', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      assertWrong(await holoband([name]), 'ERR_CLI_COMMAND', /There is no such command\./)
      assertWrong(await holoband(['verify', `--${name}`]), 'ERR_OPTION_UNKNOWN', /There is no option/)
    }
  })

  for (const [command, given, meant] of /** @type {const} */ ([
    ['verify', '--tolerence', '--tolerance'],
    ['verify', '--isss', '--iss'],
    ['verify', '--max_age', '--max-age'],
    ['verify', '--token', '--token-file'],
    ['verify', '--issuer', '--iss'],
    ['verify', '--audience=x', '--aud'],
    ['verify', '--algorithms', '--alg'],
    ['verify', '--clock-tolerance', '--tolerance'],
    ['verify', '--accept', '--accept-tokens-without-expiry'],
    ['sign', '--expires-in', '--ttl'],
    ['sign', '--subject', '--sub'],
    ['sign', '--payload', '--claims'],
    ['keygen', '--output', '--out'],
    ['decode', '--jsno', '--json'],
    ['explain', '--hepl', '--help'],
    ['verify', '--jwks-url', '--jwks'],
    ['verify', '--public-key', '--pem'],
    ['keygen', '--bits', '--modulus-length'],
    ['keys convert', '--private', '--include-private-key'],
    ['keys plan', '--max-age', '--jwks-max-age'],
    ['keys plan', '--tll', '--ttl'],
    ['keys doctor', '--sate', '--state'],
  ])) {
    test(`of ${command} takes ${given} for ${meant}`, async () => {
      const result = await holoband([...command.split(' '), given, 'value'])
      assertWrong(result, 'ERR_OPTION_UNKNOWN', new RegExp(`There is no option --.*Did you mean ${meant}\\?`))
    })
  }

  test('does not suggest an option that another command has', async () => {
    const result = await holoband(['decode', '--issuer', 'a'])
    assertWrong(result, 'ERR_OPTION_UNKNOWN', /There is no option --issuer\.\n/)
  })

  test('does not repeat what looks like anything but the name of an option', async () => {
    for (const given of [`--${secret.toString('hex')}`, '--a\u001B[31m', '--x=y\n']) {
      const { status, stdout, stderr } = await holoband(['verify', given])
      assert.equal(status, 2)
      assert.equal(stdout, '')
      assert.match(stderr, /There is no option( --x| of this name)\./)
    }
  })

  test('says of an option without its value that it needs one', async () => {
    const last = await holoband(['verify', '--iss'])
    assertWrong(
      last,
      'ERR_OPTION_MISSING',
      /--iss needs a value\. One that begins with a dash is written --iss=VALUE\./,
    )
    assertWrong(
      await holoband(['verify', '--iss', '--aud', 'x']),
      'ERR_OPTION_MISSING',
      /--iss needs a value/,
    )
  })

  test('says of a switch with a value that it takes none', async () => {
    assertWrong(
      await holoband(['verify', '--no-issuer=no']),
      'ERR_OPTION_TYPE',
      /--no-issuer takes no value\./,
    )
  })

  test('says of an option given twice that it takes one value', async () => {
    const result = await holoband(['sign', '--iss', 'a', '--iss', 'b'])
    assertWrong(result, 'ERR_OPTION_CONFLICT', /--iss is given twice/)
  })

  test('takes a switch given twice as given', async () => {
    assert.equal((await holoband(['keygen', '--json', '--json'])).status, 0)
  })
})

describe('a secret as an argument', () => {
  const value = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I'

  for (const given of [
    ['--key', value],
    [`--key=${value}`],
    ['--secret', value],
    [`--secret-key=${value}`],
    ['--private-key', value],
    ['--hmac', value],
    ['--jwk', value],
    ['--password', value],
    ['--passphrase', value],
    [`--passphrase=${value}`],
    ['-k', value],
    [`-k${value}`],
  ]) {
    test(`by ${given[0]?.split('=')[0]?.slice(0, 13)} is refused, with the reason and the remedy`, async () => {
      for (const command of ['sign', 'verify']) {
        const result = await holoband([command, ...given, ...anybody])
        assertWrong(result, 'ERR_CLI_SECRET_ARGUMENT', /process list .* history\. .*--key-file.*--key-env/)
        assert.ok(!result.stderr.includes(value))
      }
    })
  }

  test('before any command is refused too', async () => {
    assertWrong(await holoband(['--secret', value]), 'ERR_CLI_SECRET_ARGUMENT', /not taken as an argument/)
  })

  test('does not get into the document of --json', async () => {
    const result = await holoband(['sign', '--json', '--secret', value])
    assert.equal(result.status, 2)
    assert.equal(onlyJson(result).code, 'ERR_CLI_SECRET_ARGUMENT')
    assert.ok(!result.stdout.includes(value))
  })
})

describe('--json', () => {
  const key = home.write('json.key', secret.toString('base64url'))

  for (const [what, args, code] of /** @type {const} */ ([
    ['no command', ['--json'], 'ERR_CLI_COMMAND'],
    ['an unknown command', ['vrify', '--json'], 'ERR_CLI_COMMAND'],
    ['an unknown option', ['verify', '--json', '--nope'], 'ERR_OPTION_UNKNOWN'],
    ['an unknown option before it', ['verify', '--nope', '--json'], 'ERR_OPTION_UNKNOWN'],
    [
      'a missing file',
      ['verify', '--json', '--alg', 'HS256', ...anybody, '--key-file', home.at('no')],
      'ERR_CLI_FILE',
    ],
    ['a missing option', ['verify', '--json', '--key-file', key], 'ERR_OPTION_MISSING'],
    ['an unknown algorithm', ['keygen', '--json', '--alg', 'none'], 'ERR_ALGORITHM_UNKNOWN'],
    ['too many arguments', ['decode', '--json', 'a', 'b'], 'ERR_CLI_ARGUMENT'],
  ])) {
    test(`gives one document for ${what}`, async () => {
      const result = await holoband(args)
      const document = onlyJson(result)
      assert.equal(result.status, 2)
      assert.equal(document.ok, false)
      assert.equal(document.code, code)
      assert.equal(document.reason, 'misconfigured')
      assert.match(String(document.message), /^[A-Z-].*[.?)]$/)
    })
  }

  test('after -- is an argument and no option', async () => {
    const { stdout, stderr } = await holoband(['decode', '--', '--json'])
    assert.equal(stdout, '')
    assert.match(stderr, /^ERR_TOKEN_SEGMENTS/)
  })
})

describe('--version', () => {
  test('prints the version of the package', async () => {
    assert.deepEqual(await holoband(['--version']), {
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })

  test('with --json is one document', async () => {
    assert.deepEqual(onlyJson(await holoband(['--version', '--json'])), {
      ok: true,
      version: manifest.version,
    })
  })
})

describe('the exit status', () => {
  test('is 0 for a good token, 1 for a refused one, 2 for a bad command line', async () => {
    const env = keyInEnv
    const { stdout } = await holoband(['sign', '--key-env', 'KEY', ...anybody, '--sub', '1', '--ttl', '1m'], {
      env,
    })
    const token = stdout.trim()
    const statuses = await Promise.all(
      [[token], [`${token}A`], [token, token]].map((tokens) =>
        holoband(['verify', ...lenient, ...tokens], { env }),
      ),
    )
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [0, 1, 2],
    )
  })

  test('is 2 for each command with an unknown option', async () => {
    for (const command of commands) {
      assert.equal((await holoband([...command.split(' '), '--nope'])).status, 2)
    }
  })
})
