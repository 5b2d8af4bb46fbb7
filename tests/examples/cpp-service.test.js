// The native library as a C++ program finds it: built, installed, and found by find_package.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  createIssuer,
  createVerifier,
  exportJwkWithPrivateKey,
  generateKey,
  keySet,
  publicJwks,
} from 'holoband'
import { withLock } from '../../scripts/lib/cache.js'
import { buildPreset } from '../../scripts/lib/cmake.js'
import { ensureOpenssl } from '../../scripts/lib/openssl/ensure.js'
import { run } from '../../scripts/lib/run.js'
import { tamper } from '../session/support.js'
import { root } from '../support/process.js'

const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
const prefix = join(root, 'build', 'cpp-service', 'prefix')
const binaries = join(root, 'build', 'cpp-service', 'build')
const quiet = { detail() {}, note() {} }

/** @param {string} folder */
async function buildGate(folder) {
  const openssl = await ensureOpenssl('native', quiet)
  // Headers that were removed must not be found. What is installed keeps its time, so that Ninja has nothing to do.
  rmSync(prefix, { recursive: true, force: true })
  await run('cmake', ['--install', folder, '--prefix', prefix])
  const places = [`-DCMAKE_PREFIX_PATH=${prefix}`, `-DOPENSSL_ROOT_DIR=${openssl}`]
  const source = join(root, 'examples', 'cpp-service')
  await run('cmake', [
    '-S',
    source,
    '-B',
    binaries,
    '-G',
    'Ninja',
    ...places,
    '-DCMAKE_COMPILE_WARNING_AS_ERROR=ON',
  ])
  await run('cmake', ['--build', binaries])
}

/**
 * gate runs the program on these lines and returns its answers.
 *
 * @param {string} command
 * @param {readonly string[]} lines
 * @param {Record<string, string>} env
 */
async function gate(command, lines, env) {
  const child = spawn(join(binaries, 'gate'), [command], {
    env: { ISSUER: names.issuer, AUDIENCE: names.audience, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.stderr += text
  })
  // A program that ends at once does not read its lines.
  child.stdin.on('error', () => {}).end(lines.map((line) => `${line}\n`).join(''))
  const [status] = await once(child, 'close')
  const answers = output.stdout.split('\n').slice(0, -1)
  return { status, stderr: output.stderr, answers: answers.map((line) => JSON.parse(line)) }
}

describe('the C++ example', () => {
  const key = generateKey('Ed25519')
  const other = generateKey('ES256')
  let folder = ''
  /** @type {{ JWKS_FILE: string }} */
  let privateKeys
  /** @type {{ JWKS_FILE: string }} */
  let publicKeys

  before(async () => {
    const built = await buildPreset('dev', quiet, ['holoband'])
    mkdirSync(binaries, { recursive: true })
    await withLock(`${binaries}.lock`, undefined, () => buildGate(built))
    folder = mkdtempSync(join(tmpdir(), 'holoband-gate-'))
    privateKeys = { JWKS_FILE: join(folder, 'private.jwks') }
    publicKeys = { JWKS_FILE: join(folder, 'public.jwks') }
    writeFileSync(privateKeys.JWKS_FILE, JSON.stringify({ keys: [exportJwkWithPrivateKey(key)] }), {
      mode: 0o600,
    })
    writeFileSync(publicKeys.JWKS_FILE, JSON.stringify(publicJwks([key])))
  })
  after(() => rmSync(folder, { recursive: true }))

  const issuer = createIssuer({ key, ...names, ttl: '5m' })
  const verifier = createVerifier({ keys: keySet(publicJwks([key])), algorithms: ['Ed25519'], ...names })

  test('verifies what the JavaScript package signs', async () => {
    const token = issuer.issue({ sub: '123', role: 'admin', name: 'Ada "the first" Lovelace\n' })
    const { status, answers } = await gate('verify', [token], publicKeys)
    assert.equal(status, 0)
    assert.deepEqual(answers, [{ ok: true, claims: verifier.verify(token).claims }])
  })

  test('signs what the JavaScript package verifies', async () => {
    const { status, answers } = await gate('issue', ['{"sub":"123","role":"admin"}'], {
      ...privateKeys,
      TTL: '60',
    })
    assert.equal(status, 0)
    const { claims, header } = verifier.verify(answers[0].token)
    assert.deepEqual(
      [claims.sub, claims.role, claims.iss, claims.aud],
      ['123', 'admin', names.issuer, names.audience],
    )
    assert.equal(Number(claims.exp) - Number(claims.iat), 60)
    assert.deepEqual([header.alg, header.kid], ['Ed25519', key.kid])
  })

  test('comes to the same verdicts as the JavaScript package, line by line', async () => {
    const good = issuer.issue({ sub: '1' })
    const [, payload] = good.split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const tokens = [
      good,
      tamper(good),
      unsigned,
      `${good}=`,
      '',
      'no token',
      createIssuer({ key, ...names, ttl: '5m', now: () => 1 }).issue({ sub: '1' }),
      createIssuer({ key, ...names, audience: 'https://bank.example', ttl: '5m' }).issue({ sub: '1' }),
      createIssuer({ key, ...names, issuer: 'https://evil.example', ttl: '5m' }).issue({ sub: '1' }),
      createIssuer({ key: generateKey('Ed25519'), ...names, ttl: '5m' }).issue({ sub: '1' }),
      createIssuer({ key: other, ...names, ttl: '5m' }).issue({ sub: '1' }),
      issuer.issue({ role: 'nobody' }),
      'x'.repeat(10_000),
      good,
    ]
    const strict = createVerifier({
      keys: keySet(publicJwks([key])),
      algorithms: ['Ed25519'],
      ...names,
      requiredClaims: ['sub'],
    })
    const expected = tokens.map((token) => {
      const result = strict.check(token)
      return result.ok ? 'ok' : result.code
    })
    const { answers } = await gate('verify', tokens, publicKeys)
    assert.deepEqual(
      answers.map(({ ok, code }) => (ok ? 'ok' : code)),
      expected,
    )
    assert.ok(new Set(expected).size >= 9, expected.join(' '))
  })

  test('keeps no more of a line than it may use', async () => {
    const { answers } = await gate('verify', ['x'.repeat(5_000_000), issuer.issue({ sub: '1' })], publicKeys)
    assert.deepEqual([answers[0].code, answers[1].ok], ['ERR_TOKEN_TOO_LARGE', true])
  })

  test('signs nothing that is not an object of claims, or that sets what is the issuer’s', async () => {
    const lines = [
      '[]',
      '{',
      '{"sub":"1","sub":"2"}',
      '{"iss":"https://evil.example"}',
      '{"exp":"soon"}',
      '{"sub":"1"}',
    ]
    const { answers } = await gate('issue', lines, privateKeys)
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      [false, false, false, false, false, true],
    )
    assert.equal(answers[3].code, 'ERR_CLAIM_CONFLICT')
  })

  test('ends with a sentence where it cannot begin', async () => {
    for (const [command, env, sentence] of /** @type {const} */ ([
      ['verify', { ISSUER: '' }, /^ISSUER is not set/],
      ['verify', {}, /^JWKS_FILE is not set/],
      ['verify', { JWKS_FILE: join(folder, 'nothing') }, /^JWKS_FILE: there is no such file/],
      ['verify', { ...publicKeys, ALGORITHMS: 'none' }, /ERR_ALGORITHM_UNKNOWN/],
      ['verify', { ...publicKeys, ALGORITHMS: 'ES256' }, /ERR_OPTION_CONFLICT/],
      ['issue', publicKeys, /^JWKS_FILE: none of the keys can sign/],
      ['issue', { ...privateKeys, TTL: 'soon' }, /^TTL takes/],
      ['sign', privateKeys, /^Usage: gate verify\|issue/],
    ])) {
      const { status, stderr, answers } = await gate(command, [], env)
      assert.deepEqual([status, answers], [2, []], stderr)
      assert.match(stderr, sentence)
    }
  })
})

describe('the installed library', () => {
  test('asks nobody for headers that it was made with', () => {
    const include = join(prefix, 'include')
    const headers = readdirSync(include, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.h'),
    )
    assert.ok(headers.length > 30)
    for (const name of headers) {
      const text = readFileSync(join(include, name), 'utf8')
      assert.doesNotMatch(text, /#include <(?:openssl|nlohmann)\//, name)
      for (const [, included = ''] of text.matchAll(/#include "([^"]+)"/g))
        assert.ok(existsSync(join(include, included)), `${name} includes ${included}`)
    }
  })

  test('names no folder of the machine that built it', () => {
    const config = join(prefix, 'lib', 'cmake', 'holoband')
    const files = readdirSync(config).filter((name) => name.endsWith('.cmake'))
    assert.equal(files.length, 4)
    for (const name of files) assert.ok(!readFileSync(join(config, name), 'utf8').includes(root), name)
  })
})
