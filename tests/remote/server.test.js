// The same rules over a real network: Node's fetch and a server on this machine.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, afterEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createRemoteKeySet } from 'holoband'
import { runNode } from '../support/process.js'
import { seededRandom } from '../support/random.js'
import { refusal } from '../support/refusal.js'
import { now } from '../support/setting.js'
import { jwksOf, makeKey, tokenOf, verifierOf } from './support.js'

/** @import { RequestListener } from 'node:http' */
/** @import { RemoteKeySet, RemoteKeySetOptions } from 'holoband' */
/** @import { IssuerKey } from './support.js' */

const path = '/.well-known/jwks.json'

/** @type {RequestListener} */
let listener = (_request, response) => response.writeHead(404).end()
let requests = 0
const server = createServer((request, response) => {
  requests++
  // Each test closes what it opened; the next one must not be given such a connection.
  response.setHeader('connection', 'close')
  listener(request, response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const address = server.address()
const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`

after(() => {
  server.closeAllConnections()
  server.close()
})

/** @type {RemoteKeySet[]} */
const remotes = []
afterEach(() => {
  for (const remote of remotes.splice(0)) remote.dispose()
  requests = 0
})

/**
 * A key set of the real server, with a real clock, in which a second is a fiftieth of what it is by default.
 *
 * @param {RemoteKeySetOptions} [options]
 */
function remoteOf(options = {}) {
  const quick = { cooldown: 0.1, timeout: 2, allowInsecureLoopbackForLocalDevelopment: true }
  const remote = createRemoteKeySet(origin + path, { ...quick, ...options })
  remotes.push(remote)
  return remote
}

/** @param {RemoteKeySet} remote */
const verifier = (remote) => verifierOf(remote, { now: () => now })

/** @param {IssuerKey[]} keys */
function publish(...keys) {
  const text = JSON.stringify(jwksOf(keys))
  listener = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(text)
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a real server', () => {
  test('is asked with one plain request', async () => {
    const key = makeKey('first')
    publish(key)
    const answer = listener
    /** @type {unknown} */
    let seen
    listener = (request, response) => {
      seen = [
        request.method,
        request.url,
        request.headers.accept,
        request.headers.cookie,
        request.headers.authorization,
      ]
      answer(request, response)
    }
    const remote = remoteOf()
    assert.equal((await verifier(remote).verifyAsync(tokenOf(key))).claims.sub, 'user-42')
    assert.deepEqual(seen, ['GET', path, 'application/jwk-set+json, application/json', undefined, undefined])
    assert.equal(requests, 1)
  })

  test('may change its keys under load, and sign with them at once: no token fails', async () => {
    let current = makeKey('key-0')
    let previous = current
    // A key stays published for longer than the cooldown after it last signed, as it does wherever keys are rotated.
    const published = [current]
    publish(current)
    const remote = remoteOf()
    const judge = verifier(remote)
    const random = seededRandom(7)
    /** @type {Promise<unknown>[]} */
    const verdicts = []
    for (let round = 1; round <= 8; round++) {
      for (let index = 0; index < 200; index++) {
        verdicts.push(
          judge.verifyAsync(tokenOf(random(3) === 0 ? previous : current, { jti: `${round}-${index}` })),
        )
        if (index % 50 === 0) await pause(random(4))
      }
      previous = current
      current = makeKey(`key-${round}`)
      published.push(current)
      publish(...published)
      await pause(random(60))
    }
    const failed = (await Promise.allSettled(verdicts)).filter(({ status }) => status === 'rejected')
    assert.equal(verdicts.length, 1600)
    assert.deepEqual(failed.slice(0, 1), [], String(remote.failure?.cause))
    assert.ok(requests >= 2 && requests <= 60, `${requests} requests`)
  })

  test('is asked once per cooldown in a flood of 5,000 invented names, in which a rotation loses no token', async () => {
    const first = makeKey('first')
    const second = makeKey('second')
    publish(first)
    const remote = remoteOf({ cooldown: 0.25 })
    const judge = verifier(remote)
    await remote.load()
    const started = performance.now()
    /** @type {Promise<{ ok: boolean }>[]} */
    const flood = []
    /** @type {Promise<unknown>[]} */
    const real = []
    for (let index = 0; index < 5000; index++) {
      if (index === 2500) publish(first, second)
      flood.push(judge.checkAsync(tokenOf(first, {}, { kid: `invented-${index}` })))
      if (index % 25 === 0) real.push(judge.verifyAsync(tokenOf(index < 2500 ? first : second)))
      if (index % 100 === 0) await pause(10)
    }
    assert.ok((await Promise.all(flood)).every(({ ok }) => !ok))
    await Promise.all(real)
    const allowed = 2 + Math.ceil((performance.now() - started) / 250)
    assert.ok(requests >= 2 && requests <= allowed, `${requests} requests, ${allowed} allowed`)
  })
})

describe('a real server that misbehaves', () => {
  const bomb = gzipSync(Buffer.alloc(10 << 20, 0x20))
  const elsewhere = JSON.stringify(jwksOf([makeKey('evil')]))

  /** @type {ReadonlyArray<readonly [name: string, listener: RequestListener]>} */
  const troubles = [
    ['hangs before its answer', () => {}],
    ['hangs after its headers', (_request, response) => response.writeHead(200).flushHeaders()],
    ['hangs in the middle of its answer', (_request, response) => response.writeHead(200).write('{"keys":[')],
    ['closes the connection', (request) => request.socket.destroy()],
    ['answers 500', (_request, response) => response.writeHead(500).end('{"keys":[]}')],
    ['answers 500 with keys', (_request, response) => response.writeHead(500).end(elsewhere)],
    ['answers 204', (_request, response) => response.writeHead(204).end()],
    [
      'redirects to another source',
      (request, response) => {
        if (request.url === '/evil') response.writeHead(200).end(elsewhere)
        else response.writeHead(302, { location: `${origin}/evil` }).end()
      },
    ],
    [
      'redirects for good',
      (request, response) => {
        if (request.url === '/evil') response.writeHead(200).end(elsewhere)
        else response.writeHead(308, { location: '/evil' }).end(elsewhere)
      },
    ],
    [
      'sends ten megabytes',
      (_request, response) => response.writeHead(200).end(Buffer.alloc(10 << 20, `{"keys":[]} `)),
    ],
    [
      'sends ten megabytes in ten kilobytes of gzip',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    ],
    [
      'sends less than it promised',
      (_request, response) => response.writeHead(200, { 'content-length': '900' }).end('{'),
    ],
    ['sends garbage', (_request, response) => response.writeHead(200).end(Buffer.alloc(3000, 0xc3))],
    ['sends a page to sign in', (_request, response) => response.writeHead(200).end('<!doctype html><form>')],
    [
      'sends two lists of keys',
      (_request, response) => response.writeHead(200).end(`${elsewhere.slice(0, -1)},${elsewhere.slice(1)}`),
    ],
    ['takes all of its keys back', (_request, response) => response.writeHead(200).end('{"keys":[]}')],
  ]

  for (const [name, trouble] of troubles) {
    test(`and ${name} costs no token of a known key, and gives nobody else one`, async () => {
      const key = makeKey('first')
      publish(key)
      const remote = remoteOf({ maxAge: 0.05, timeout: 0.3 })
      const judge = verifier(remote)
      await remote.load()
      listener = trouble
      const until = performance.now() + 700
      let rounds = 0
      while (performance.now() < until) {
        assert.equal((await judge.checkAsync(tokenOf(key))).ok, true)
        assert.equal(judge.check(tokenOf(key)).ok, true)
        rounds++
        await pause(10)
      }
      assert.ok(rounds >= 3 && requests >= 2, `${rounds} rounds, ${requests} requests`)
      refusal('ERR_KEY_SET_FETCH_FAILED')(remote.failure)
      await assert.rejects(
        judge.verifyAsync(tokenOf(makeKey('evil'))),
        refusal('ERR_KEY_SET_FETCH_FAILED'),
        'nobody can tell whether that key is published',
      )
      const second = makeKey('second')
      publish(second)
      assert.ok(await judge.verifyAsync(tokenOf(second)), 'and the server is asked again')
    })
  }

  test('makes the first load an error with a cause, and the next one good', async () => {
    const key = makeKey('first')
    const remote = remoteOf({ timeout: 0.3 })
    const judge = verifier(remote)
    for (const [name, trouble] of troubles.slice(0, 9)) {
      listener = trouble
      await assert.rejects(judge.verifyAsync(tokenOf(key)), (error) => {
        refusal('ERR_KEY_SET_FETCH_FAILED')(error)
        assert.ok(/** @type {Error} */ (error).cause instanceof Error, name)
        return true
      })
    }
    publish(key)
    assert.equal((await judge.checkAsync(tokenOf(key))).ok, true)
  })

  test('does not make the process grow', async () => {
    const key = makeKey('first')
    publish(key)
    const remote = remoteOf({ maxAge: 0.01, cooldown: 0.01, timeout: 0.5 })
    const judge = verifier(remote)
    await remote.load()
    listener = (_request, response) => response.writeHead(200).end(Buffer.alloc(10 << 20, 0x20))
    // The back-off would make this slow: every other answer is good.
    const bad = listener
    const round = async () => {
      publish(key)
      const good = listener
      for (let index = 0; index < 40; index++) {
        listener = index % 2 === 0 ? bad : good
        const before = requests
        while (requests === before) {
          await judge.checkAsync(tokenOf(key, {}, { kid: `x${index}` }))
          await pause(2)
        }
      }
    }
    await round()
    const before = process.memoryUsage()
    await round()
    await round()
    const grown = process.memoryUsage().rss - before.rss
    assert.ok(grown < 150 << 20, `${grown >> 20} MB after ${requests} answers of 10 MB`)
  })
})

describe('a process with a remote key set', () => {
  test('can end while the keys are fetched in the background', { timeout: 60_000 }, async () => {
    const result = await runNode(`
      import { createRemoteKeySet, createVerifier } from 'holoband'
      const never = () => new Promise(() => {})
      const keys = createRemoteKeySet('https://auth.example/', { fetch: never, timeout: '1h', cooldown: '1h' })
      const verifier = createVerifier({ keys, algorithms: ['HS256'], issuer: null, audience: null })
      const { code } = verifier.check('a.b.c')
      process.on('exit', () => console.log(JSON.stringify({ code, seconds: process.uptime() })))
    `)
    const { code, seconds } = /** @type {{ code: string, seconds: number }} */ (result)
    assert.equal(code, 'ERR_KEY_SET_NOT_LOADED')
    assert.ok(seconds < 30)
  })

  test('lives as long as a call waits for the end of the cooldown', async () => {
    const result = await runNode(`
      import { FakeServer, makeKey, remoteOf, tokenOf, verifierOf } from './tests/remote/support.js'
      const [first, second] = [makeKey('first'), makeKey('second')]
      const server = new FakeServer(first)
      const remote = remoteOf(server, { cooldown: 0.3 })
      const verifier = verifierOf(remote, { now: () => 1_800_000_000 })
      await remote.load()
      server.publish(first, second)
      console.log(JSON.stringify(await verifier.checkAsync(tokenOf(second)).then(({ ok }) => ok)))
    `)
    assert.equal(result, true)
  })
})
