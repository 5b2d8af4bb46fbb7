import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, describe, test } from 'node:test'
import { generateKeyPair } from '../support/key-pair.js'
import {
  anybody,
  assertRefused,
  assertWrong,
  epoch,
  folder,
  forge,
  headerIn,
  holoband,
  onlyJson,
  program,
  secret,
} from './harness.js'

const home = folder()
const rsa = generateKeyPair('rsa', { modulusLength: 2048 })
const oct = { kty: 'oct', alg: 'HS256', kid: 's', k: secret.toString('base64url') }

/**
 * keyFile makes a private JWK.
 *
 * @param {string} alg
 * @param {string} kid
 */
async function keyFile(alg, kid) {
  const file = home.at(`${kid}.jwk`)
  const made = await holoband(['keygen', '--alg', alg, '--kid', kid, '--out', file])
  assert.equal(made.status, 0)
  return file
}

const current = await keyFile('Ed25519', 'k-1')
const next = await keyFile('ES256', 'k-2')
const pem = home.write('rsa.pem', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const published = home.at('published.jwks')
home.write('published.jwks', (await holoband(['jwks', current, next])).stdout)

describe('jwks', () => {
  test('prints the public halves of JWKs and PEMs, in their order, and nothing private', async () => {
    const { status, stdout, stderr } = await holoband(['jwks', '--alg', 'RS256', current, pem, next])
    assert.equal(stderr, '')
    assert.equal(status, 0)
    const { keys } = JSON.parse(stdout)
    assert.deepEqual(
      keys.map((/** @type {{ alg: string }} */ { alg }) => alg),
      ['Ed25519', 'RS256', 'ES256'],
    )
    for (const jwk of keys) {
      assert.equal(jwk.use, 'sig')
      assert.equal(typeof jwk.kid, 'string')
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv']) assert.ok(!(member in jwk), member)
    }
    assert.ok(createPublicKey({ key: keys[1], format: 'jwk' }).equals(rsa.publicKey))
  })

  test('takes JWK sets apart, and counts a key that is there twice once', async () => {
    const { stdout } = await holoband(['jwks', published, current, published])
    assert.deepEqual(
      JSON.parse(stdout).keys.map((/** @type {{ kid: string }} */ { kid }) => kid),
      ['k-1', 'k-2'],
    )
  })

  test('reads standard input where it is said how it is written', async () => {
    const input = rsa.publicKey.export({ type: 'spki', format: 'pem' })
    const args = ['jwks', '--key-format', 'pem', '--alg', 'PS256', '-']
    assert.equal(JSON.parse((await holoband(args, { input })).stdout).keys[0].alg, 'PS256')
    const twice = await holoband([...args, '-'], { input })
    assertWrong(twice, 'ERR_OPTION_CONFLICT', /has given something else already/)
  })

  test('with --json is the same set', async () => {
    const { ok, keys } = onlyJson(await holoband(['jwks', '--json', current]))
    assert.equal(ok, true)
    assert.deepEqual(keys, JSON.parse((await holoband(['jwks', current])).stdout).keys)
  })

  test('gives a key that names no algorithm the first that takes keys of its type', async () => {
    const bare = home.write('bare.jwk', JSON.stringify(rsa.publicKey.export({ format: 'jwk' })))
    const set = home.write('bare.jwks', JSON.stringify({ keys: [rsa.publicKey.export({ format: 'jwk' })] }))
    for (const file of [bare, set, pem]) {
      const { stdout } = await holoband(['jwks', '--alg', 'ES256', '--alg', 'PS384', '--alg', 'RS256', file])
      assert.equal(JSON.parse(stdout).keys[0].alg, 'PS384')
      const none = await holoband(['jwks', '--alg', 'ES256', file])
      assertWrong(none, 'ERR_(ALGORITHM_MISSING|KEY_SET_EMPTY)', /File 1: /)
    }
  })

  for (const [what, content, code, sentence] of /** @type {const} */ ([
    ['a secret', { keys: [oct] }, 'ERR_KEY_SYMMETRIC', /is a secret/],
    ['a key that cannot be used', { keys: [{ kty: 'EC' }] }, 'ERR_KEY_SET_EMPTY', /File 2: /],
    ['no keys at all', { keys: [] }, 'ERR_KEY_SET_EMPTY', /File 2: /],
  ])) {
    test(`refuses ${what}, and prints nothing of the others`, async () => {
      const file = home.write('bad.jwks', JSON.stringify(content))
      const result = await holoband(['jwks', current, file])
      assertWrong(result, code, sentence)
      assert.ok(!result.stderr.includes(oct.k))
    })
  }

  test('refuses a set of which one key would be left out, as published it would fail good tokens', async () => {
    const { keys } = JSON.parse((await holoband(['jwks', current])).stdout)
    const file = home.write('gap.jwks', JSON.stringify({ keys: [...keys, { kty: 'EC', kid: 'x' }] }))
    assertWrong(await holoband(['jwks', file]), 'ERR_JWK_INVALID', /File 1: Key 2 of the set: /)
  })

  test('refuses a secret JWK beside public keys', async () => {
    const file = home.write('secret.jwk', JSON.stringify(oct))
    assertWrong(await holoband(['jwks', current, file]), 'ERR_KEY_SYMMETRIC', /not published/)
  })

  test('refuses two keys of one name', async () => {
    const { keys } = JSON.parse((await holoband(['jwks', next])).stdout)
    const file = home.write('same.jwk', JSON.stringify({ ...keys[0], kid: 'k-1' }))
    assertWrong(
      await holoband(['jwks', current, file]),
      'ERR_KEY_AMBIGUOUS',
      /Two different keys have the same kid/,
    )
  })

  test('needs files, and names one that is missing by its place', async () => {
    assertWrong(await holoband(['jwks']), 'ERR_OPTION_MISSING', /Name the files of the keys/)
    const missing = await holoband(['jwks', current, home.at('hunter2.jwk')])
    assertWrong(missing, 'ERR_CLI_FILE', /File 2 does not exist\./)
    assert.ok(!missing.stderr.includes('hunter2'))
  })

  test('warns of a private key that others can read, and of no public one', async () => {
    chmodSync(current, 0o644)
    chmodSync(published, 0o644)
    assert.match((await holoband(['jwks', current])).stderr, /^Warning: Other users/)
    assert.equal((await holoband(['jwks', published])).stderr, '')
    chmodSync(current, 0o600)
  })
})

const now = ['--now', String(epoch)]
const toSign = [...anybody, '--ttl', '60', '--sub', '1', ...now]
const toVerify = [...anybody, ...now, '--alg', 'Ed25519', '--alg', 'ES256']

/** @param {string} file */
async function tokenBy(file) {
  const { stdout } = await holoband(['sign', '--key-format', 'jwk', '--key-file', file, ...toSign])
  return stdout.trim()
}

describe('--jwks with a file', () => {
  test('verifies with the key that the token names', async () => {
    for (const [file, kid] of /** @type {const} */ ([
      [current, 'k-1'],
      [next, 'k-2'],
    ])) {
      const token = await tokenBy(file)
      assert.equal(headerIn(token).kid, kid)
      for (const command of ['verify', 'explain']) {
        const { status, stderr } = await holoband([command, '--jwks', published, ...toVerify, token])
        assert.equal(stderr, '')
        assert.equal(status, 0)
      }
    }
  })

  test('refuses a token of a key that is not in it, and an algorithm that is not accepted', async () => {
    const token = await tokenBy(await keyFile('Ed25519', 'k-3'))
    assertRefused(
      await holoband(['verify', '--jwks', published, ...toVerify, token]),
      'ERR_KEY_NOT_FOUND: No configured key fits the token.',
    )
    const other = ['--jwks', published, ...anybody, ...now, '--alg', 'ES256', await tokenBy(current)]
    assert.match((await holoband(['verify', ...other])).stderr, /^ERR_ALGORITHM_NOT_ALLOWED/)
  })

  test('needs --alg', async () => {
    const result = await holoband(['verify', '--jwks', published, ...anybody, 'x'])
    assertWrong(result, 'ERR_OPTION_MISSING', /Give --alg/)
  })

  test('signs with the active key', async () => {
    const keys = ['k-1', 'k-2'].map((kid) => home.at(`${kid}.jwk`))
    const whole = await Promise.all(
      keys.map(async (file) =>
        JSON.parse(
          (await holoband(['keys', 'convert', '--to', 'jwk', '--include-private-key', file])).stdout,
        ),
      ),
    )
    const file = home.write('private.jwks', JSON.stringify({ keys: whole }))
    const first = await holoband(['sign', '--jwks', file, ...toSign])
    assert.equal(headerIn(first.stdout).kid, 'k-1')
    const second = await holoband(['sign', '--jwks', file, '--active', 'k-2', ...toSign])
    assert.equal(headerIn(second.stdout).kid, 'k-2')
    const verified = await holoband(['verify', '--jwks', published, ...toVerify, second.stdout.trim()])
    assert.equal(verified.status, 0)
    const missing = await holoband(['sign', '--jwks', file, '--active', 'k-3', ...toSign])
    assertWrong(missing, 'ERR_KEY_SET_ACTIVE', /No key of the set that can sign/)
    const unable = await holoband(['sign', '--jwks', published, ...toSign])
    assertWrong(unable, 'ERR_KEY_', /\./)
  })
})

describe('--jwks with a URL', () => {
  /** @type {import('node:http').RequestListener} */
  let answer = () => {}
  const server = createServer((request, response) => {
    response.setHeader('connection', 'close')
    answer(request, response)
  })
  const listening = new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const insecure = '--allow-insecure-loopback-for-local-development'

  /** @param {unknown} body */
  async function serve(body, status = 200) {
    await listening
    let count = 0
    answer = (_request, response) => {
      count++
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return { url: `http://127.0.0.1:${port}/hunter2`, requests: () => count }
  }

  const keysOf = async () => JSON.parse((await holoband(['jwks', current, next])).stdout)

  for (const command of ['verify', 'explain']) {
    test(`lets ${command} judge a token with what is published, after one request`, async () => {
      const { url, requests } = await serve(await keysOf())
      const args = [command, '--jwks', url, insecure, ...toVerify]
      const good = await holoband([...args, await tokenBy(next)])
      assert.equal(good.stderr, '')
      assert.equal(good.status, 0)
      assert.equal(requests(), 1)
      const stranger = forge({ exp: epoch + 60 }, { header: { alg: 'ES256', kid: 'k-9' } })
      assert.equal((await holoband([...args, stranger])).status, 1)
      assert.equal(requests(), 2)
    })
  }

  test('ends the real program, whatever the verdict', async () => {
    const { url } = await serve(await keysOf())
    const args = ['verify', '--jwks', url, insecure, ...toVerify]
    assert.equal((await program([...args, await tokenBy(current)])).status, 0)
    const stranger = forge({ exp: epoch + 60 }, { header: { alg: 'ES256', kid: 'k-9' } })
    assert.equal((await program([...args, stranger])).status, 1)
  })

  test('is https alone, unless the machine itself is meant and that is said', async () => {
    const { url, requests } = await serve(await keysOf())
    for (const args of [
      [url],
      ['http://auth.example/jwks.json', insecure],
      ['file:///etc/passwd', insecure],
      ['data:application/json,{}'],
      ['https://user:hunter2@auth.example/'],
    ]) {
      const result = await holoband(['verify', ...toVerify, 'x', '--jwks', ...args])
      assertWrong(result, 'ERR_KEY_SET_URL', /\./)
      assert.ok(!result.stderr.includes('hunter2'))
    }
    assert.equal(requests(), 0)
  })

  test('says why the keys could not be fetched, and not from where', async () => {
    for (const [body, status] of /** @type {const} */ ([
      ['gone', 404],
      ['moved', 302],
      ['no JSON', 200],
      ['{"keys":[],"keys":[]}', 200],
    ])) {
      const { url } = await serve(body, status)
      const result = await holoband(['verify', '--jwks', url, insecure, ...toVerify, 'x'])
      assertWrong(
        result,
        'ERR_KEY_SET_FETCH_FAILED',
        status === 200 ? /ERR_JWK_INVALID/ : new RegExp(String(status)),
      )
      assert.ok(!result.stderr.includes('hunter2'))
    }
  })

  test('that nobody listens to is a failure of the set-up, not of the token', async () => {
    const result = await holoband(['verify', '--jwks', 'http://127.0.0.1:1/', insecure, ...toVerify, 'x'])
    assertWrong(result, 'ERR_KEY_SET_FETCH_FAILED', /\(/)
  })

  test('leaves out keys that were published with their private half, and says so', async () => {
    const { keys } = await keysOf()
    const leaked = { ...keys[0], d: 'hunter2-hunter2' }
    const { url } = await serve({ keys: [leaked, keys[1]] })
    const args = ['verify', '--jwks', url, insecure, ...toVerify]
    const good = await holoband([...args, await tokenBy(next)])
    assert.equal(good.status, 0)
    assert.equal(good.stderr, 'Warning: Key 1 of the set is left out (ERR_KEY_PRIVATE_PUBLISHED).\n')
    assert.equal((await holoband([...args, await tokenBy(current)])).status, 1)
  })

  test('needs --alg, and no other key', async () => {
    const { url, requests } = await serve(await keysOf())
    assertWrong(
      await holoband(['verify', '--jwks', url, ...anybody, 'x']),
      'ERR_OPTION_MISSING',
      /Give --alg/,
    )
    const both = await holoband(['verify', '--jwks', url, '--pem', 'x', ...toVerify])
    assertWrong(both, 'ERR_OPTION_CONFLICT', /--pem and --jwks both/)
    assert.equal(requests(), 0)
  })

  test('does not sign', async () => {
    const { url, requests } = await serve(await keysOf())
    const result = await holoband(['sign', '--jwks', url, ...toSign])
    assertWrong(result, 'ERR_OPTION_CONFLICT', /What a URL publishes does not sign/)
    assert.ok(!result.stderr.includes('hunter2'))
    assert.equal(requests(), 0)
  })
})
