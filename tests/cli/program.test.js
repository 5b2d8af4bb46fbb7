import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { describe, test } from 'node:test'
import { anybody, bin, epoch, folder, forge, holoband, keyInEnv, lenient, program, shell } from './harness.js'

const home = folder()
const now = ['--now', String(epoch)]
const token = forge({ sub: '1', name: 'Zoë\u001B', exp: epoch + 60 })
const key = home.write('open.key', keyInEnv.KEY, 0o644)
const jwk = JSON.stringify({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'Ed25519',
  kid: 'k-1',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
})
const published = home.write('published.jwks', `{"keys":[${jwk}]}`)

/** Each command with each exit status it has, with and without --json, and each source of input. */
const lines =
  /** @type {readonly (readonly [status: number, args: readonly string[], input?: string])[]} */ ([
    [0, ['sign', '--key-env', 'KEY', ...anybody, ...now, '--ttl', '1m', '--sub', '1']],
    [0, ['sign', '--key-env', 'KEY', ...anybody, ...now, '--ttl', '1m', '--json'], '{"role":"admin"}\n'],
    [0, ['sign', '--key-file', key, ...anybody, ...now, '--ttl', '1m', '--sub', '1']],
    [2, ['sign', '--key-env', 'NO_KEY', ...anybody, '--ttl', '1m', '--sub', '1']],
    [2, ['sign', '--secret', 'hunter2', '--json']],
    [0, ['verify', ...lenient, ...now, token]],
    [0, ['verify', ...lenient, ...now, '--json'], `${token}\n`],
    [1, ['verify', ...lenient], token],
    [1, ['verify', ...lenient, '--json'], 'hello'],
    [2, ['verify', ...lenient, '--tolerance', 'much'], token],
    [0, ['decode', token]],
    [0, ['decode', '--json'], token],
    [1, ['decode', 'hello']],
    [2, ['decode', token, token]],
    [0, ['explain', ...lenient, ...now], token],
    [1, ['explain', ...lenient], token],
    [1, ['explain', ...lenient, '--json'], token],
    [2, ['explain', '--key-env', 'KEY', '--alg', 'HS256'], token],
    [2, ['keygen', '--alg', 'none']],
    [2, ['keygen', '--out', home.at('missing/x')]],
    [0, ['jwks', published]],
    [0, ['jwks', '--json', published]],
    [2, ['jwks', key]],
    [0, ['keys', 'convert', published]],
    [0, ['keys', 'convert', '--key-format', 'jwk', '--json'], jwk],
    [2, ['keys', 'convert', '--include-private-key', published]],
    [0, ['keys', 'plan', '--ttl', '15m', '--jwks-max-age', '10m', '--start', String(epoch)]],
    [2, ['keys', 'plan', '--ttl', '15m', '--json']],
    [0, ['keys', 'doctor', '--jwks', published]],
    [1, ['keys', 'doctor', '--jwks', published, '--active', 'k-9']],
    [1, ['keys', 'doctor', '--jwks', published, '--active', 'k-9', '--json']],
    [2, ['keys', 'doctor']],
    [0, ['help', 'verify']],
    [0, ['help', 'keys', 'doctor']],
    [0, ['keys', '--help']],
    [2, ['keys']],
    [0, ['--version']],
    [2, ['vrify']],
    [2, []],
  ])

describe('the program', () => {
  for (const [status, args, input = ''] of lines) {
    test(`ends with ${status} for: holoband ${args.join(' ').replace(home.path, '').slice(0, 70)}`, async () => {
      const real = await program(args, { env: keyInEnv, input })
      assert.equal(real.status, status)
      assert.deepEqual(real, await holoband(args, { env: keyInEnv, input }))
    })
  }

  test('makes keys', async () => {
    const { status, stdout, stderr } = await program(['keygen'])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /^[\w-]{43}\n$/)
  })

  test('obeys FORCE_COLOR and NO_COLOR of its environment', async () => {
    const args = ['explain', ...lenient, ...now, token]
    for (const env of [{ FORCE_COLOR: '1' }, { NO_COLOR: '1' }]) {
      const both = { env: { ...keyInEnv, ...env } }
      const real = await program(args, both)
      assert.equal(real.stdout.includes('\u001B'), 'FORCE_COLOR' in env)
      assert.deepEqual(real, await holoband(args, both))
    }
  })

  test('runs through a symbolic link, as package managers install it', async () => {
    symlinkSync(bin, home.at('holoband'))
    const { status, stdout } = await shell(`"${home.at('holoband')}" decode --json "$TOKEN"`, {
      env: { TOKEN: token },
    })
    assert.equal(status, 0)
    assert.equal(JSON.parse(stdout).verified, false)
  })
})

describe('the program with closed streams', () => {
  test('without standard input takes it for empty', async () => {
    const { stdout } = await shell('holoband decode <&- 2>&1; echo "$?"')
    assert.equal(stdout, 'ERR_TOKEN_EMPTY: The token is empty.\n1\n')
  })

  test('with one that cannot be read says so', async () => {
    const { stdout } = await shell('holoband decode 0>writable 2>&1; echo "$?"', { cwd: home.path })
    assert.match(stdout, /^holoband: ERR_CLI_FILE: Standard input cannot be used \(EBADF\)\.\n.*\n2\n$/)
  })
})

describe('a reader that goes away', () => {
  test('early is no error', async () => {
    // A pipe's status is that of its last program, so the shell is asked for the first one's.
    const line = `holoband help verify | true; echo "\${PIPESTATUS[0]}"`
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(await shell(line), { status: 0, stdout: '0\n', stderr: '' })
    }
  })

  test('leaves the status of the verdict', async () => {
    const line = `holoband explain ${lenient.join(' ')} hello | true; echo "\${PIPESTATUS[0]}"`
    assert.deepEqual(await shell(line, { env: keyInEnv }), { status: 0, stdout: '1\n', stderr: '' })
  })

  test('from standard error is no error either', async () => {
    assert.equal((await shell('holoband verify --nope 2> >(true); echo "$?"')).stdout, '2\n')
  })
})

describe('a device that is full', () => {
  test('is reported as a sentence, once, with status 2', async () => {
    const { stdout, stderr } = await shell(
      `holoband sign --key-file open.key ${anybody.join(' ')} --ttl 1m --sub 1 > /dev/full; echo "$?"`,
      { cwd: home.path },
    )
    assert.equal(stdout, '2\n')
    const [warning, failure, hint, ...rest] = stderr.split('\n')
    assert.match(String(warning), /^Warning: Other users/)
    assert.equal(failure, 'holoband: ERR_CLI_FILE: Standard output does not fit: the device is full.')
    assert.equal(hint, 'See holoband help sign.')
    assert.deepEqual(rest, [''])
  })
})
