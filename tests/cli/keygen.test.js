import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { describe, test } from 'node:test'
import { assertWrong, folder, holoband, onlyJson } from './harness.js'

const sizes = /** @type {const} */ ([
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
])

describe('keygen', () => {
  for (const [alg, size] of sizes) {
    test(`makes a secret of ${size} bytes for ${alg}, as one line of base64url`, async () => {
      const { status, stdout, stderr } = await holoband(['keygen', '--alg', alg])
      assert.equal(status, 0)
      assert.equal(stderr, '')
      assert.match(stdout, /^[A-Za-z0-9_-]+\n$/)
      assert.equal(Buffer.from(stdout.trim(), 'base64url').length, size)
    })
  }

  test('makes a secret for HS256 unless told otherwise', async () => {
    const { stdout } = await holoband(['keygen'])
    assert.equal(Buffer.from(stdout.trim(), 'base64url').length, 32)
  })

  test('makes another secret each time', async () => {
    const [first, second] = await Promise.all([holoband(['keygen']), holoband(['keygen'])])
    assert.notEqual(first.stdout, second.stdout)
  })

  test('makes a JWK that says its type, use, algorithm and name', async () => {
    const { status, stdout } = await holoband(['keygen', '--alg', 'HS384', '--format', 'jwk', '--kid', 'k-1'])
    assert.equal(status, 0)
    const { k, ...rest } = JSON.parse(stdout)
    assert.deepEqual(rest, { kty: 'oct', alg: 'HS384', use: 'sig', kid: 'k-1' })
    assert.equal(Buffer.from(k, 'base64url').length, 48)
  })

  test('makes a JWK without a name where none is given', async () => {
    const { stdout } = await holoband(['keygen', '--format', 'jwk'])
    assert.deepEqual(Object.keys(JSON.parse(stdout)).sort(), ['alg', 'k', 'kty', 'use'])
  })

  test('with --json prints one document that holds the key', async () => {
    const { key, ...rest } = onlyJson(await holoband(['keygen', '--json']))
    assert.deepEqual(rest, { ok: true, alg: 'HS256', format: 'base64url' })
    assert.equal(Buffer.from(String(key), 'base64url').length, 32)
  })

  test('with --json prints a JWK as an object, not as text within text', async () => {
    const { key } = onlyJson(await holoband(['keygen', '--json', '--format', 'jwk']))
    assert.equal(/** @type {{ kty: string }} */ (key).kty, 'oct')
  })
})

describe('keygen --out', () => {
  const home = folder()

  test('creates a file that only its owner can read, and prints nothing', async () => {
    const out = home.at('fresh.key')
    assert.deepEqual(await holoband(['keygen', '--out', out]), { status: 0, stdout: '', stderr: '' })
    assert.equal(statSync(out).mode & 0o777, 0o600)
    assert.match(readFileSync(out, 'utf8'), /^[A-Za-z0-9_-]{43}\n$/)
  })

  test('writes a JWK as one line', async () => {
    const out = home.at('fresh.jwk')
    await holoband(['keygen', '--format', 'jwk', '--out', out])
    assert.equal(JSON.parse(readFileSync(out, 'utf8')).kty, 'oct')
    assert.match(readFileSync(out, 'utf8'), /^[^\n]+\n$/)
  })

  test('with --json says where the key is and not what it is', async () => {
    const out = home.at('json.key')
    const document = onlyJson(await holoband(['keygen', '--out', out, '--json']))
    assert.deepEqual(document, { ok: true, alg: 'HS256', format: 'base64url', file: out })
  })

  test('never overwrites a file that exists', async () => {
    const out = home.write('precious.key', 'precious\n')
    assertWrong(
      await holoband(['keygen', '--out', out]),
      'ERR_CLI_FILE',
      /exists already; --force replaces it\./,
    )
    assert.equal(readFileSync(out, 'utf8'), 'precious\n')
  })

  test('never follows a symbolic link to overwrite what it points at', async () => {
    const target = home.write('target.key', 'precious\n')
    symlinkSync(target, home.at('link.key'))
    assertWrong(await holoband(['keygen', '--out', home.at('link.key')]), 'ERR_CLI_FILE', /exists already/)
    await holoband(['keygen', '--out', home.at('link.key'), '--force'])
    assert.equal(readFileSync(target, 'utf8'), 'precious\n')
  })

  test('with --force replaces the file, and its rights with it', async () => {
    const out = home.write('old.key', 'old\n', 0o644)
    chmodSync(out, 0o644)
    assert.equal((await holoband(['keygen', '--out', out, '--force'])).status, 0)
    assert.match(readFileSync(out, 'utf8'), /^[A-Za-z0-9_-]{43}\n$/)
    assert.equal(statSync(out).mode & 0o777, 0o600)
  })

  test('lets exactly one of several at the same time have the name', async () => {
    const out = home.at('contested.key')
    const results = await Promise.all([1, 2, 3].map(() => holoband(['keygen', '--out', out])))
    assert.deepEqual(results.map(({ status }) => status).sort(), [0, 2, 2])
    assert.match(readFileSync(out, 'utf8'), /^[A-Za-z0-9_-]{43}\n$/)
  })

  test('does not make the directory', async () => {
    const out = home.at('missing/session.key')
    assertWrong(
      await holoband(['keygen', '--out', out]),
      'ERR_CLI_FILE',
      /The directory of --out does not exist\./,
    )
    assert.equal(existsSync(home.at('missing')), false)
  })

  test('refuses a directory as the file, with --force too', async () => {
    mkdirSync(home.at('directory'))
    for (const more of [[], ['--force']]) {
      const result = await holoband(['keygen', '--out', home.at('directory'), ...more])
      assertWrong(result, 'ERR_CLI_FILE', /The file of --out (exists already|is a directory)/)
    }
  })

  test('leaves no draft behind, whatever came of it', () => {
    assert.deepEqual(
      readdirSync(home.path).filter((name) => name.endsWith('.tmp')),
      [],
    )
  })
})

describe('keygen refuses', () => {
  test('an algorithm that it does not know', async () => {
    assertWrong(
      await holoband(['keygen', '--alg', 'HS1024']),
      'ERR_ALGORITHM_UNKNOWN',
      /algorithm is not one/,
    )
    assertWrong(await holoband(['keygen', '--alg', 'none']), 'ERR_ALGORITHM_UNKNOWN', /algorithm is not one/)
  })

  test('a format that it does not know', async () => {
    assertWrong(
      await holoband(['keygen', '--format', 'der']),
      'ERR_OPTION_RANGE',
      /--format is base64url, jwk or pem\./,
    )
  })

  test('a name for a key that has no place for it', async () => {
    assertWrong(await holoband(['keygen', '--kid', 'a']), 'ERR_OPTION_CONFLICT', /give --format jwk too/)
  })

  test('--force without a file', async () => {
    assertWrong(await holoband(['keygen', '--force']), 'ERR_OPTION_CONFLICT', /--out, which is not given/)
  })

  test('an argument, without repeating it', async () => {
    const result = await holoband(['keygen', 'hunter2hunter2'])
    assertWrong(result, 'ERR_CLI_ARGUMENT', /keygen takes options only/)
    assert.ok(!result.stderr.includes('hunter2'))
  })
})
