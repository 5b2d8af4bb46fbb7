import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { commands } from '../../js/cli/run.js'
import { assertWrong, folder, holoband, onlyJson, secret, shell } from './harness.js'

/**
 * examplesIn takes the commands out of a help text: what follows a dollar, and the lines indented under it.
 *
 * @param {string} text
 */
function examplesIn(text) {
  return [...text.matchAll(/^ {2}\$ (.*(?:\n {6}.*)*)/gm)].map(([, command]) => command ?? '')
}

describe('holoband --help', () => {
  test('is what holoband help and holoband -h print', async () => {
    const [long, short, word] = await Promise.all(
      [['--help'], ['-h'], ['help']].map((args) => holoband(args)),
    )
    assert.equal(long?.status, 0)
    assert.equal(long?.stderr, '')
    assert.deepEqual(short, long)
    assert.deepEqual(word, long)
  })

  test('names every command with its purpose, and the exit statuses', async () => {
    const { stdout } = await holoband(['--help'])
    for (const { name, summary } of commands)
      assert.match(stdout, new RegExp(`^ {2}${name} +${summary}$`, 'm'))
    for (const status of [0, 1, 2]) assert.match(stdout, new RegExp(`^ {2}${status} {2}\\S`, 'm'))
  })

  test('fits a terminal of 80 columns', async () => {
    for (const line of (await holoband(['--help'])).stdout.split('\n')) assert.ok(line.length <= 80, line)
  })

  test('with --json is one document', async () => {
    const { ok, help } = onlyJson(await holoband(['help', '--json']))
    assert.equal(ok, true)
    assert.match(String(help), /^holoband /)
  })
})

for (const { name, options } of commands) {
  describe(`holoband ${name} --help`, () => {
    const words = name.split(' ')
    const help = holoband([...words, '--help'])

    test('is what help prints, and what --help prints beside anything else', async () => {
      const expected = await help
      assert.equal(expected.status, 0)
      assert.equal(expected.stderr, '')
      assert.deepEqual(await holoband(['help', ...words]), expected)
      assert.deepEqual(await holoband([...words, 'x', 'y', '-h']), expected)
    })

    test('describes every option', async () => {
      const { stdout } = await help
      for (const option of [...Object.keys(options), 'json', 'help']) {
        assert.match(stdout, new RegExp(`^ {2}(-\\w, )?--${option}( [A-Z]+)?\\n {6}[A-Z].*\\S$`, 'm'))
      }
    })

    test('says in which unit a value is', async () => {
      const { stdout } = await help
      for (const [, text] of stdout.matchAll(/--[a-z-]+ (?:DURATION|SECONDS)\n((?: {6}.*\n)+)/g)) {
        assert.match(String(text), /seconds/)
      }
    })

    test('fits a terminal of 80 columns', async () => {
      for (const line of (await help).stdout.split('\n')) {
        assert.ok(line.length <= 80 || /^ {2}\$ | {6}\S/.test(line), line)
      }
    })

    test('has two examples, and they work', async () => {
      const home = folder()
      await prepare(home.path, name)
      const examples = examplesIn((await help).stdout)
      assert.equal(examples.length, 2)
      for (const example of examples) {
        const env = { SESSION_KEY: secret.toString('base64url') }
        const { status, stdout, stderr } = await shell(example, { cwd: home.path, env })
        assert.equal(stderr, '', example)
        assert.equal(status, 0, example)
        for (const [, file] of example.matchAll(/--(?:public-)?out (\S+)/g)) {
          assert.ok(existsSync(home.at(file ?? '')), example)
        }
        if (!example.includes('--out')) assert.notEqual(stdout, '', example)
      }
    })
  })
}

/**
 * prepare makes the files that the examples speak of.
 *
 * @param {string} cwd
 * @param {string} command
 */
async function prepare(cwd, command) {
  // The examples of keygen are what makes the key.
  if (command === 'keygen') return
  if (command === 'jwks' || command.startsWith('keys ')) return prepareKeys(cwd)
  const policy = '--iss https://auth.example --aud https://api.example --ttl 15m'
  const made = await shell(
    `holoband keygen --out session.key && holoband sign --key-file session.key --sub 123 ${policy} > token.txt`,
    { cwd },
  )
  assert.deepEqual(made, { status: 0, stdout: '', stderr: '' })
  assert.match(readFileSync(`${cwd}/token.txt`, 'utf8'), /^\S+\n$/)
}

/**
 * prepareKeys makes the key files that the examples speak of.
 *
 * @param {string} cwd
 */
async function prepareKeys(cwd) {
  const made = await shell(
    [
      'holoband keygen --alg Ed25519 --kid 2026-01 --out current.jwk',
      'holoband keygen --alg ES256 --out signing.jwk',
      'holoband keygen --alg ES256 --format pem --out next.pem',
      'holoband keygen --alg RS256 --format pem --out private.pem',
      'holoband jwks current.jwk > published.jwks',
    ].join(' && '),
    { cwd },
  )
  assert.deepEqual(made, { status: 0, stdout: '', stderr: '' })
}

describe('holoband help', () => {
  test('of the word that several commands share names them', async () => {
    const help = await holoband(['help', 'keys'])
    assert.equal(help.status, 0)
    assert.match(help.stdout, /^ {2}keys convert +turn/m)
    assert.doesNotMatch(help.stdout, /^ {2}verify/m)
    assert.deepEqual(await holoband(['keys', '--help']), help)
    assert.deepEqual(await holoband(['keys', '-h']), help)
  })

  test('suggests the command that was meant', async () => {
    assertWrong(await holoband(['help', 'vrify']), 'ERR_CLI_COMMAND', /Did you mean verify\?/)
  })

  test('knows its own options', async () => {
    assertWrong(await holoband(['help', '--nope']), 'ERR_OPTION_UNKNOWN', /There is no option --nope\./)
  })
})
