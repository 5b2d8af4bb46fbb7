import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertWrong, byEnv, epoch, forge, holoband, keyInEnv, lenient, onlyJson } from './harness.js'

const env = keyInEnv
const now = ['--now', String(epoch)]
const token = forge({ iss: 'a', aud: 'b', sub: 'hunter2', iat: epoch - 1, exp: epoch + 60 })
const strict = [...byEnv, '--alg', 'HS256', '--iss', 'a', '--aud', 'b', ...now]

/**
 * @param {readonly string[]} args
 * @param {string} [input]
 */
const explain = (args, input = token) => holoband(['explain', ...args], { env, input })

/**
 * marks gives each line's mark by the rule's name.
 *
 * @param {string} stdout
 */
const marks = (stdout) =>
  new Map(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => [line.split(' ')[1], line[0]]),
  )

describe('explain', () => {
  test('prints a line for each rule of a good token, and ends with 0', async () => {
    const { status, stdout, stderr } = await explain(strict)
    assert.equal(status, 0)
    assert.equal(stderr, '')
    const passed = marks(stdout)
    for (const rule of ['segments', 'header', 'algorithm', 'key', 'signature', 'exp', 'iss', 'aud']) {
      assert.equal(passed.get(rule), '✓', rule)
    }
    assert.doesNotMatch(stdout, /✗/)
    for (const line of stdout.trimEnd().split('\n')) assert.match(line, /^[✓–] [a-z-]+ {2,}[A-Z].*\.$/)
  })

  test('lines the sentences up', async () => {
    const { stdout } = await explain(strict)
    const columns = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.search(/[A-Z]/))
    assert.equal(new Set(columns).size, 1)
  })

  test('shows the rule that failed with its code and claim, and ends with 1', async () => {
    const { status, stdout, stderr } = await explain([...lenient, '--now', String(epoch + 60)])
    assert.equal(status, 1)
    assert.equal(stderr, '')
    assert.match(stdout, /^✗ exp +\S.*\(ERR_TOKEN_EXPIRED: "exp"\)$/m)
    assert.equal(marks(stdout).get('signature'), '✓')
  })

  test('looks at no claim where the signature is wrong', async () => {
    const { status, stdout } = await explain(strict, `${token.slice(0, -3)}AAA`)
    assert.equal(status, 1)
    assert.match(stdout, /^✗ signature .*\(ERR_SIGNATURE_INVALID: "signature"\)$/m)
    for (const rule of ['exp', 'iss', 'aud']) assert.equal(marks(stdout).get(rule), '–', rule)
  })

  test('explains what is no token at all', async () => {
    const { status, stdout } = await explain(strict, 'hello')
    assert.equal(status, 1)
    assert.equal(marks(stdout).get('segments'), '✗')
    assert.equal(marks(stdout).get('signature'), '–')
  })

  test('shows nothing of the token itself', async () => {
    for (const more of [strict, [...lenient, '--require', 'role', ...now], ['--json', ...strict]]) {
      assert.doesNotMatch((await explain(more)).stdout, /hunter2|eyJ/)
    }
  })

  test('agrees with verify, on good tokens and bad ones', async () => {
    const cases = [
      [strict, token],
      [strict, `${token}A`],
      [[...lenient, ...now, '--require', 'role'], token],
      [[...lenient, ...now, '--max-age', '0'], token],
      [[...lenient, ...now, '--typ', 'at+jwt'], token],
      [[...lenient, ...now], forge({ sub: '1' })],
    ]
    for (const [args, input] of /** @type {[string[], string][]} */ (cases)) {
      const [explained, verified] = await Promise.all([
        explain([...args, '--json'], input),
        holoband(['verify', ...args, '--json'], { env, input }),
      ])
      assert.equal(explained.status, verified.status)
      assert.equal(onlyJson(explained).code, onlyJson(verified).code)
    }
  })
})

describe('explain --json', () => {
  test('gives the rules of a good token', async () => {
    const { ok, rules, ...rest } = onlyJson(await explain([...strict, '--json']))
    assert.equal(ok, true)
    assert.deepEqual(rest, {})
    const names = /** @type {{ rule: string }[]} */ (rules).map(({ rule }) => rule)
    assert.ok(names.includes('signature'))
  })

  test('gives the first failure as every other command does, and the rules', async () => {
    const result = await explain([...lenient, '--now', String(epoch + 60), '--json'])
    const { rules, ...failure } = onlyJson(result)
    assert.deepEqual(failure, {
      ok: false,
      code: 'ERR_TOKEN_EXPIRED',
      reason: 'expired',
      message: 'The token has expired.',
    })
    const failed = /** @type {{ rule: string, outcome: string }[]} */ (rules).filter(
      ({ outcome }) => outcome === 'fail',
    )
    assert.deepEqual(
      failed.map(({ rule }) => rule),
      ['exp'],
    )
    assert.equal(result.status, 1)
  })
})

describe('explain refuses', () => {
  test('what verify refuses: a policy with holes, two tokens, a bad key', async () => {
    assertWrong(await explain([...byEnv, '--alg', 'HS256']), 'ERR_OPTION_MISSING', /Give --iss/)
    assertWrong(await explain([...lenient, token, token]), 'ERR_CLI_ARGUMENT', /2 arguments/)
    assertWrong(
      await explain(['--alg', 'HS256', '--no-issuer', '--no-audience']),
      'ERR_OPTION_MISSING',
      /A key is needed/,
    )
  })
})
