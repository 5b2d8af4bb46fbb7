import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, describe, test } from 'node:test'
import { generateKeyPair } from '../support/key-pair.js'
import { assertWrong, epoch, folder, holoband, onlyJson, secret } from './harness.js'

const home = folder()
const toPlan = ['keys', 'plan', '--ttl', '15m', '--jwks-max-age', '10m']
const start = ['--start', String(epoch)]

describe('keys plan', () => {
  test('says when to publish, activate and retire, and why', async () => {
    const { status, stdout, stderr } = await holoband([...toPlan, '--tolerance', '30s', ...start])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    const lines = stdout.split('\n').filter((line) => line.startsWith('2026'))
    assert.deepEqual(lines, [
      '2026-01-01T00:00:00Z  publish "new"',
      '2026-01-01T00:11:00Z  activate "new"',
      '2026-01-01T00:26:30Z  retire "old"',
    ])
    assert.match(stdout, /Do not sign with it yet:\s+caches do not know it\./)
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  })

  test('puts the next rotation where it belongs', async () => {
    const every = (/** @type {string} */ text) => holoband([...toPlan, ...start, '--rotate-every', text])
    assert.match((await every('90d')).stdout, /retire[\s\S]*\n2026-04-01T00:00:00Z {2}rotate\n/)
    const { stdout, stderr } = await every('20m')
    assert.match(stdout, /activate[\s\S]*\n2026-01-01T00:20:00Z {2}rotate\n[\s\S]*retire/)
    assert.match(stderr, /^Warning: Rotated so often, up to 3 keys are published at once/)
    assertWrong(await every('0'), 'ERR_OPTION_RANGE', /--rotate-every is a second or more/)
  })

  test('counts from now unless a start is given', async () => {
    const before = Math.ceil(Date.now() / 1000)
    const { keys } = onlyJson(await holoband([...toPlan, '--json']))
    const [, next] = /** @type {{ publishedAt: string }[]} */ (keys)
    const publishedAt = Date.parse(next?.publishedAt ?? '') / 1000
    assert.ok(publishedAt >= before && publishedAt <= before + 60)
  })

  test('with --json prints the state that keys doctor finds nothing wrong with', async () => {
    const names = ['--kid', '2026-01', '--old-kid', '2025-10']
    const result = await holoband([...toPlan, ...start, ...names, '--rotate-every', '90d', '--json'])
    const { steps, ...state } = onlyJson(result)
    assert.deepEqual(state, {
      ok: true,
      ttl: 900,
      jwksMaxAge: 600,
      margin: 60,
      tolerance: 0,
      rotateEvery: 7_776_000,
      keys: [
        { kid: '2025-10', publishedAt: null, activatedAt: null, retiredAt: '2026-01-01T00:26:00Z' },
        { kid: '2026-01', publishedAt: '2026-01-01T00:00:00Z', activatedAt: '2026-01-01T00:11:00Z' },
      ],
    })
    assert.equal(/** @type {unknown[]} */ (steps).length, 4)
    const file = home.write('planned.json', result.stdout)
    for (const now of [epoch - 1, epoch, epoch + 660, epoch + 1e6]) {
      const args = ['keys', 'doctor', '--state', file, '--now', String(now)]
      assert.deepEqual(await holoband(args), { status: 0, stdout: '✓ Nothing was found.\n', stderr: '' })
    }
  })

  test('needs what it counts with', async () => {
    assertWrong(await holoband(['keys', 'plan', '--ttl', '1m']), 'ERR_OPTION_MISSING', /Give --jwks-max-age/)
    assertWrong(await holoband(['keys', 'plan']), 'ERR_OPTION_MISSING', /Give --ttl/)
    assertWrong(await holoband([...toPlan, '--start', 'soon']), 'ERR_OPTION_RANGE', /--start takes seconds/)
    assertWrong(await holoband([...toPlan, '--margin', 'some']), 'ERR_DURATION_INVALID', /--margin: /)
    assertWrong(
      await holoband([...toPlan, '--kid', 'a', '--old-kid', 'a']),
      'ERR_OPTION_CONFLICT',
      /the same kid/,
    )
    assertWrong(await holoband([...toPlan, 'x']), 'ERR_CLI_ARGUMENT', /takes options only/)
  })
})

const ec = generateKeyPair('ec', { namedCurve: 'P-256' })
const ed = generateKeyPair('ed25519')
const weak = generateKeyPair('rsa', { modulusLength: 1024 })
const first = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'old', alg: 'ES256', use: 'sig' }
const second = { ...ed.publicKey.export({ format: 'jwk' }), kid: 'new', alg: 'Ed25519', use: 'sig' }
const state = {
  ttl: '15m',
  jwksMaxAge: '10m',
  keys: [
    { kid: 'old', publishedAt: null, activatedAt: null, retiredAt: epoch + 1560 },
    { kid: 'new', publishedAt: epoch, activatedAt: epoch + 660 },
  ],
}

/**
 * examine holds a set, a state or both against the doctor.
 *
 * @param {{ jwks?: unknown, state?: object, now?: number }} what
 * @param {readonly string[]} [more]
 */
async function examine({ jwks, state: given, now = epoch }, more = []) {
  const written = (/** @type {unknown} */ value) =>
    typeof value === 'string' ? value : JSON.stringify(value)
  const args = ['keys', 'doctor', '--json', '--now', String(now), ...more]
  if (jwks !== undefined) args.push('--jwks', home.write('examined.jwks', written(jwks)))
  if (given !== undefined) args.push('--state', home.write('examined.json', written(given)))
  const result = await holoband(args)
  const document = onlyJson(result)
  const findings = /** @type {{ code: string, kid?: string, message: string }[]} */ (document.findings)
  assert.equal(result.status, findings.length === 0 ? 0 : 1)
  assert.equal(document.ok, findings.length === 0)
  if (findings.length > 0) assert.equal(document.code, findings[0]?.code)
  for (const { message } of findings) assert.match(message, /^[A-Z].*[.)]$/)
  assert.ok(!result.stdout.includes('hunter2'))
  return findings.map(({ code, kid }) => (kid === undefined ? code : `${code} ${kid}`))
}

/**
 * @param {Parameters<typeof examine>[0]} what
 * @param {readonly string[]} findings
 * @param {readonly string[]} [more]
 */
async function finds(what, findings, more = []) {
  assert.deepEqual(await examine(what, more), findings)
}

describe('keys doctor of a published set', () => {
  test('finds nothing wrong with a good one', async () => {
    await finds({ jwks: { keys: [first, second] } }, [])
    await finds({ jwks: { keys: [first, second] } }, [], ['--active', 'new'])
  })

  test('finds the active key missing', async () => {
    await finds({ jwks: { keys: [first] } }, ['ERR_KEYS_ACTIVE_MISSING new'], ['--active', 'new'])
  })

  test('finds a secret, beside other keys and alone', async () => {
    const oct = { kty: 'oct', kid: 's', alg: 'HS256', k: secret.toString('base64url') }
    await finds({ jwks: { keys: [first, oct] } }, ['ERR_KEY_SYMMETRIC s'])
    await finds({ jwks: { keys: [oct] } }, ['ERR_KEY_SYMMETRIC s'])
    await finds({ jwks: { keys: [first, { ...oct, k: 'hunter2' }] } }, ['ERR_KEY_SYMMETRIC s'])
  })

  test('finds a private key, whether its private part is one or not', async () => {
    const owned = { ...first, ...ec.privateKey.export({ format: 'jwk' }) }
    await finds({ jwks: { keys: [owned] } }, ['ERR_KEY_PRIVATE_PUBLISHED old'])
    const [code, ...rest] = await examine({ jwks: { keys: [{ ...first, d: 'hunter2' }] } })
    assert.equal(code, 'ERR_KEY_PRIVATE_PUBLISHED old')
    assert.equal(rest.length, 1)
    const akp = { kty: 'AKP', alg: 'ML-DSA-44', kid: 'q', pub: 'AA', priv: 'hunter2' }
    assert.equal((await examine({ jwks: { keys: [first, akp] } }))[0], 'ERR_KEY_PRIVATE_PUBLISHED q')
  })

  test('finds two keys of one kid, once', async () => {
    await finds({ jwks: { keys: [first, { ...second, kid: 'old' }] } }, ['ERR_KEYS_KID_SHARED old'])
    const three = [first, { ...second, kid: 'old' }, { ...first, kid: 'old' }]
    await finds({ jwks: { keys: three } }, ['ERR_KEYS_KID_SHARED old'])
  })

  test('finds a weak key, alone and beside others, and whether it names an algorithm or not', async () => {
    const bare = { ...weak.publicKey.export({ format: 'jwk' }), kid: 'w', use: 'sig' }
    await finds({ jwks: { keys: [{ ...bare, alg: 'RS256' }] } }, ['ERR_KEY_TOO_WEAK w'])
    await finds({ jwks: { keys: [first, { ...bare, alg: 'RS256' }] } }, ['ERR_KEY_TOO_WEAK w'])
    await finds({ jwks: { keys: [first, bare] } }, ['ERR_ALGORITHM_MISSING w', 'ERR_KEY_TOO_WEAK w'])
  })

  test('finds a key that names no algorithm, though its curve would say it', async () => {
    const { alg: _, ...bare } = first
    await finds({ jwks: { keys: [bare] } }, ['ERR_ALGORITHM_MISSING old'])
  })

  test('finds a key without a name', async () => {
    const { kid: _, ...bare } = first
    await finds({ jwks: { keys: [bare, second] } }, ['ERR_KEYS_KID_MISSING'])
  })

  test('finds keys that no verifier uses, with the code of the library', async () => {
    await finds({ jwks: { keys: [second, { ...first, use: 'enc' }] } }, ['ERR_KEY_USE old'])
    await finds({ jwks: { keys: [second, { ...first, alg: 'ES384' }] } }, ['ERR_ALGORITHM_KEY_MISMATCH old'])
  })

  test('finds a text that is no set', async () => {
    await finds({ jwks: 'hunter2' }, ['ERR_JWK_INVALID'])
    await finds({ jwks: { keys: [] } }, ['ERR_KEY_SET_EMPTY'])
    await finds({ jwks: `{"keys":[${JSON.stringify(first)}],"keys":[]}` }, ['ERR_JWK_INVALID'])
    await finds({ jwks: { keys: [first, 'hunter2'] } }, [
      'ERR_KEYS_KID_MISSING',
      'ERR_ALGORITHM_MISSING',
      'ERR_JWK_INVALID',
    ])
  })

  test('prints each finding with its code, the key and a sentence', async () => {
    const file = home.write('printed.jwks', JSON.stringify({ keys: [{ ...first, kid: 'a\u001B[2J' }] }))
    const { status, stdout, stderr } = await holoband(['keys', 'doctor', '--jwks', file, '--active', 'b'])
    assert.equal(status, 1)
    assert.equal(stderr, '')
    assert.match(stdout, /^✗ ERR_KEYS_ACTIVE_MISSING "b"\n {4}The key signs now and is missing/)
    const { alg: _, ...bare } = { ...first, kid: 'a\u001B[2J' }
    const hostile = home.write('hostile.jwks', JSON.stringify({ keys: [bare] }))
    const shown = await holoband(['keys', 'doctor', '--jwks', hostile])
    assert.match(shown.stdout, /^✗ ERR_ALGORITHM_MISSING "a\\u001b\[2J"\n/)
  })
})

describe('keys doctor of a state', () => {
  test('finds nothing wrong with a good one', async () => {
    await finds({ state }, [])
  })

  test('finds a key that is retired too early, by a second', async () => {
    const [old, next] = state.keys
    await finds({ state: { ...state, keys: [{ ...old, retiredAt: epoch + 1559 }, next] } }, [
      'ERR_KEYS_RETIRED_TOO_EARLY old',
    ])
  })

  test('finds a key that signs too early, by a second', async () => {
    const [old, next] = state.keys
    const keys = [
      { ...old, retiredAt: epoch + 1560 },
      { ...next, activatedAt: epoch + 659 },
    ]
    await finds({ state: { ...state, keys } }, ['ERR_KEYS_ACTIVE_TOO_EARLY new'])
  })

  test('takes the policy of the command line before that of the state', async () => {
    await finds({ state }, ['ERR_KEYS_RETIRED_TOO_EARLY old'], ['--tolerance', '1s'])
    await finds({ state }, ['ERR_KEYS_ACTIVE_TOO_EARLY new'], ['--margin', '61'])
    const { ttl: _, ...bare } = state
    await finds({ state: bare }, [], ['--ttl', '15m'])
    const result = await holoband([
      'keys',
      'doctor',
      '--state',
      home.write('bare.json', JSON.stringify(bare)),
    ])
    assertWrong(result, 'ERR_OPTION_MISSING', /The state has no ttl; put it there, or give --ttl\./)
  })

  test('holds what is published against it', async () => {
    await finds({ state, jwks: { keys: [first, second] } }, [])
    await finds({ state, jwks: { keys: [first] } }, ['ERR_KEYS_NOT_PUBLISHED new'])
    await finds({ state, jwks: { keys: [second] } }, ['ERR_KEYS_ACTIVE_MISSING old'])
    const late = { state, now: epoch + 1559 }
    await finds({ ...late, jwks: { keys: [second] } }, ['ERR_KEYS_RETIRED_TOO_EARLY old'])
    const over = { state, now: epoch + 1560 }
    await finds({ ...over, jwks: { keys: [second] } }, [])
    await finds({ ...over, jwks: { keys: [first, second] } }, ['ERR_KEYS_NOT_RETIRED old'])
    const stranger = { ...first, kid: 'x' }
    await finds({ ...over, jwks: { keys: [second, stranger] } }, ['ERR_KEYS_UNPLANNED x'])
  })

  test('finds the set that it names itself, beside itself', async () => {
    home.write('beside.jwks', JSON.stringify({ keys: [second] }))
    await finds({ state: { ...state, jwks: 'beside.jwks' } }, ['ERR_KEYS_ACTIVE_MISSING old'])
  })

  test('counts from the plan to the end of the rotation as time goes on', async () => {
    const plan = await holoband([...toPlan, ...start, '--json'])
    const planned = JSON.parse(plan.stdout)
    for (const [now, keys] of /** @type {const} */ ([
      [epoch - 1, [first]],
      [epoch, [first, second]],
      [epoch + 1559, [first, second]],
      [epoch + 1560, [second]],
    ])) {
      await finds({ state: planned, jwks: { keys }, now }, [])
    }
  })
})

describe('keys doctor of a URL', () => {
  /** @type {{ body: string, headers: Record<string, string>, status: number }} */
  let answer = { body: '', headers: {}, status: 200 }
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, { connection: 'close', ...answer.headers })
    response.end(answer.body)
  })
  const listening = new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const insecure = '--allow-insecure-loopback-for-local-development'

  async function url() {
    await listening
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hunter2`
  }

  /**
   * @param {unknown} body
   * @param {string} [cacheControl]
   */
  function serve(body, cacheControl) {
    const headers = cacheControl === undefined ? {} : { 'cache-control': cacheControl }
    answer = { body: JSON.stringify(body), headers, status: 200 }
  }

  test('finds what is wrong with what is published there', async () => {
    serve({ keys: [first, { ...second, d: 'hunter2' }] }, 'max-age=600')
    const findings = await examine({}, ['--jwks', await url(), insecure])
    assert.ok(findings.includes('ERR_KEY_PRIVATE_PUBLISHED new'))
  })

  test('finds that caches keep it for longer than was planned, and counts to the second', async () => {
    const named = { ...state, jwks: await url() }
    const keys = [first, second]
    serve({ keys }, 'max-age=600')
    await finds({ state: named }, [], [insecure])
    serve({ keys }, 'public, max-age=601')
    await finds({ state: named }, ['ERR_KEYS_CACHED_TOO_LONG'], [insecure])
    serve({ keys })
    await finds({ state: named }, [], [insecure])
    const short = { ...named, jwksMaxAge: 599 }
    await finds({ state: short }, ['ERR_KEYS_CACHED_TOO_LONG'], [insecure])
  })

  test('is a failure of the set-up where it cannot be fetched', async () => {
    answer = { body: 'hunter2', headers: { location: '/other' }, status: 302 }
    const redirected = await holoband(['keys', 'doctor', '--jwks', await url(), insecure])
    assertWrong(redirected, 'ERR_KEY_SET_FETCH_FAILED', /302/)
    assert.ok(!redirected.stderr.includes('hunter2'))
    assertWrong(await holoband(['keys', 'doctor', '--jwks', await url()]), 'ERR_KEY_SET_URL', /\./)
  })
})

describe('keys doctor --help', () => {
  test('names every code that only keys doctor has', async () => {
    const source = ['key-plan.js', 'published.js', 'commands/doctor.js']
      .map((name) => readFileSync(new URL(`../../js/cli/${name}`, import.meta.url), 'utf8'))
      .join('')
    const codes = new Set(source.match(/ERR_KEYS_[A-Z_]+/g))
    assert.ok(codes.size > 9)
    const { stdout } = await holoband(['help', 'keys', 'doctor'])
    for (const code of codes) assert.match(stdout, new RegExp(`\\b${code}\\b`))
  })
})

describe('keys doctor refuses', () => {
  const file = home.write('good.jwks', JSON.stringify({ keys: [first] }))
  const stated = home.write('good.json', JSON.stringify(state))

  for (const [what, args, code, sentence] of /** @type {const} */ ([
    ['nothing to look at', [], 'ERR_OPTION_MISSING', /Give --state, --jwks, or both/],
    ['an argument', [file], 'ERR_CLI_ARGUMENT', /takes options only/],
    [
      'a state and the active key',
      ['--state', stated, '--active', 'a'],
      'ERR_OPTION_CONFLICT',
      /--active says it too/,
    ],
    [
      'times without a state',
      ['--jwks', file, '--ttl', '1m'],
      'ERR_OPTION_CONFLICT',
      /--ttl is about the times/,
    ],
    [
      'a file that is not there',
      ['--jwks', home.at('no')],
      'ERR_CLI_FILE',
      /The file of --jwks does not exist/,
    ],
    [
      'a state that is not there',
      ['--state', home.at('no')],
      'ERR_CLI_FILE',
      /The file of --state does not exist/,
    ],
    [
      'a set as a state',
      ['--state', file],
      'ERR_OPTION_UNKNOWN',
      /has a member that is none of kid, publishedAt/,
    ],
  ])) {
    test(what, async () => {
      const result = await holoband(['keys', 'doctor', ...args])
      assertWrong(result, code, sentence)
    })
  }
})
