import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { run } from '../../js/cli/run.js'
import { captured, chunks, folder, forge, holoband, keyInEnv, lenient, onlyJson, secret } from './harness.js'

const home = folder()
const esc = '\u001B'
const colour = new RegExp(`${esc}\\[[0-9;]*m`, 'g')
const token = forge({ sub: '1', exp: 4102444800 })

/**
 * onTerminal runs a command line by somebody who sits in front of it, unless a stream is said to be no terminal.
 *
 * @param {readonly string[]} args
 * @param {import('./harness.js').Terminals & { env?: Record<string, string> }} [terminals]
 */
function onTerminal(args, { env = {}, ...terminals } = {}) {
  return holoband(args, {
    env: { ...keyInEnv, ...env },
    terminals: { stdin: true, stdout: true, stderr: true, ...terminals },
  })
}

describe('on a terminal', () => {
  test('a command that waits for input says so instead of hanging', async () => {
    for (const args of [['verify', ...lenient], ['decode'], ['explain', ...lenient]]) {
      const { status, stderr } = await onTerminal(args)
      assert.equal(status, 2)
      assert.match(
        stderr,
        /ERR_CLI_INPUT: Nothing was given, and standard input is a terminal\. Pipe the token in/,
      )
    }
    const sign = await onTerminal(['sign', '--key-env', 'KEY', '--no-issuer', '--no-audience', '--ttl', '1m'])
    assert.equal(sign.status, 2)
    assert.match(sign.stderr, /Pipe the claims in, or give --claims/)
  })

  test('keygen warns that the secret is shown, and in a pipe it does not', async () => {
    assert.match((await onTerminal(['keygen'])).stderr, /Warning:.* The secret is shown on this terminal/)
    assert.equal((await onTerminal(['keygen'], { stdout: false })).stderr, '')
  })

  test('keygen with --json has the warning in the document', async () => {
    const { warnings } = onlyJson(await onTerminal(['keygen', '--json']))
    assert.match(String(warnings), /The secret is shown on this terminal/)
  })

  test('keygen --out says that the file was made, and shows no secret', async () => {
    const { status, stdout, stderr } = await onTerminal(['keygen', '--out', home.at('terminal.key')])
    assert.equal(status, 0)
    assert.equal(stdout, '')
    assert.match(stderr, /Made a secret for HS256 in the file of --out\./)
  })

  test('decode says beside its marks that nothing is verified, and in a pipe only the marks do', async () => {
    const shown = await onTerminal(['decode', token])
    assert.match(shown.stderr, /UNVERIFIED: anybody can write a token that says this\./)
    const piped = await onTerminal(['decode', token], { stderr: false })
    assert.equal(piped.stderr, '')
    assert.match(piped.stdout, /Claims.*UNVERIFIED/)
  })

  test('verify says that the token is good', async () => {
    assert.match((await onTerminal(['verify', ...lenient, token])).stderr, /The token is good\./)
  })
})

describe('colours', () => {
  /** @param {Parameters<typeof onTerminal>[1]} terminal */
  const isColoured = async (terminal) => {
    const { stdout } = await onTerminal(['explain', ...lenient, token], terminal)
    return stdout.includes(esc)
  }

  test('are used on a terminal, and not elsewhere', async () => {
    assert.equal(await isColoured({}), true)
    assert.equal(await isColoured({ stdout: false }), false)
  })

  test('are not used where NO_COLOR is set to anything', async () => {
    assert.equal(await isColoured({ env: { NO_COLOR: '1' } }), false)
    assert.equal(await isColoured({ env: { NO_COLOR: '0' } }), false)
    assert.equal(await isColoured({ env: { NO_COLOR: '' } }), true)
  })

  test('are not used on a dumb terminal', async () => {
    assert.equal(await isColoured({ env: { TERM: 'dumb' } }), false)
  })

  test('follow FORCE_COLOR before everything else', async () => {
    assert.equal(await isColoured({ stdout: false, env: { FORCE_COLOR: '1' } }), true)
    assert.equal(await isColoured({ env: { FORCE_COLOR: '0' } }), false)
    assert.equal(await isColoured({ env: { FORCE_COLOR: 'false' } }), false)
    assert.equal(await isColoured({ stdout: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }), true)
  })

  test('change nothing but the colour', async () => {
    for (const args of [['explain', ...lenient, token], ['decode', token], ['help', 'verify'], ['--help']]) {
      const [plain, coloured] = await Promise.all([
        holoband(args, { env: keyInEnv }),
        holoband(args, { env: { ...keyInEnv, FORCE_COLOR: '1' } }),
      ])
      assert.doesNotMatch(plain.stdout, colour)
      assert.match(coloured.stdout, colour)
      assert.equal(coloured.stdout.replace(colour, ''), plain.stdout)
    }
  })

  test('never get into --json, a token or claims', async () => {
    const env = { ...keyInEnv, FORCE_COLOR: '1' }
    for (const args of [
      ['explain', '--json', ...lenient, token],
      ['verify', ...lenient, token],
      ['keygen'],
      ['sign', '--key-env', 'KEY', '--no-issuer', '--no-audience', '--ttl', '1m', '--sub', '1'],
      ['help', '--json'],
    ]) {
      const { status, stdout } = await holoband(args, { env })
      assert.equal(status, 0)
      assert.ok(!stdout.includes(esc), args.join(' '))
      assert.ok(!stdout.includes('\\u001b'), args.join(' '))
    }
  })
})

describe('text of a token', () => {
  const hostile = {
    clear: '\u001B[2J\u001B]0;owned\u0007',
    c1: '\u009B31m\u0085',
    del: 'a\u007Fb',
    bidi: 'user\u202Enimda\u2066x\u2069\u200F\u061C',
    lines: 'a\u2028b\u2029c\r\nd',
    '\u001B[31mname\u202E': 1,
    owl: '🦉 Zoë',
  }
  const bad = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u
  const attack = forge({ ...hostile, exp: 4102444800 }, { header: { alg: 'HS256', kid: '\u001B[31m\u202E' } })

  for (const [what, args] of /** @type {const} */ ([
    ['decode', ['decode']],
    ['decode --json', ['decode', '--json']],
    ['verify', ['verify', ...lenient]],
    ['verify --json', ['verify', '--json', ...lenient]],
    ['explain', ['explain', ...lenient]],
  ])) {
    test(`cannot drive the terminal through ${what}`, async () => {
      const { status, stdout, stderr } = await holoband([...args, attack], { env: keyInEnv })
      assert.equal(status, 0)
      assert.equal(stderr, '')
      assert.doesNotMatch(stdout, bad)
    })
  }

  test('is the same after the escapes are read back', async () => {
    const { stdout } = await holoband(['verify', ...lenient, attack], { env: keyInEnv })
    const { exp, ...claims } = JSON.parse(stdout)
    assert.equal(exp, 4102444800)
    assert.deepEqual(claims, hostile)
    assert.match(stdout, /"owl": "🦉 Zoë"/)
  })

  test('that the user gives is escaped in messages too', async () => {
    const claim = '\u001B[31mrole\u202E'
    for (const command of ['verify', 'explain']) {
      const { status, stdout, stderr } = await holoband([command, ...lenient, '--require', claim, token], {
        env: keyInEnv,
      })
      assert.equal(status, 1)
      assert.match(stdout + stderr, /\\u001b\[31mrole\\u202e/)
      assert.doesNotMatch(stdout + stderr, bad)
    }
  })
})

describe('what nobody expected', () => {
  test('ends in a sentence and status 2, without a stack trace or the message of the error', async () => {
    const err = captured()
    const status = await run(['decode'], {
      env: {},
      stdin: () => {
        throw new RangeError(`broken by ${secret.toString('hex')}`)
      },
      stdout: captured(),
      stderr: err,
    })
    assert.equal(status, 2)
    assert.match(err.text, /^holoband: ERR_CLI_UNEXPECTED: Something failed that should not \(RangeError\)\./)
    assert.doesNotMatch(err.text, /broken by|\n\s+at /)
  })

  test('still has a status where not even standard error can be written', async () => {
    const broken = {
      /**
       * @param {string} _text
       * @param {(error?: Error | null) => void} done
       */
      write: (_text, done) => done(new Error('gone')),
    }
    const io = { env: {}, stdin: () => chunks(''), stdout: broken, stderr: broken }
    assert.equal(await run(['keygen', '--nope'], io), 2)
    assert.equal(await run(['keygen'], io), 2)
  })
})
