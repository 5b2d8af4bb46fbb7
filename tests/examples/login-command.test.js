import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readArguments, UsageError } from '../../examples/login-server/arguments.js'
import { run, start, Visitor } from './login-server-support.js'

const ada = /** @type {const} */ (['ada', 'analytical-engine'])
const grace = /** @type {const} */ (['grace', 'nanosecond-of-wire'])

describe('readArguments', () => {
  test('has a default for everything', () => {
    assert.deepEqual(readArguments([]), {
      help: false,
      port: 8080,
      host: '127.0.0.1',
      db: ':memory:',
      store: undefined,
      accessTtl: 900,
      idleTtl: 604800,
      grace: 5,
      insecureCookies: false,
    })
  })

  test('takes durations with a unit and as seconds', () => {
    const { accessTtl, idleTtl } = readArguments(['--access-ttl', '20s', '--idle-ttl', '3600'])
    assert.deepEqual([accessTtl, idleTtl], [20, 3600])
  })

  test('takes the address of another store', () => {
    for (const store of ['redis://localhost:6379', 'rediss://h/0', 'postgres://me@h/db', 'postgresql://h/db'])
      assert.equal(readArguments(['--store', store]).store, store)
  })

  test('refuses what it cannot follow, with a sentence that helps', () => {
    for (const [args, sentence] of /** @type {const} */ ([
      [['--prot', '80'], /--prot/],
      [['8080'], /8080/],
      [['--port'], /--port/],
      [['--port', 'http'], /--port takes a number from 0 to 65535/],
      [['--port', '65536'], /--port takes a number/],
      [['--port', '-1'], /--port/],
      [['--port', '1e3'], /--port takes a number/],
      [['--port', ''], /--port takes a number/],
      [['--access-ttl', 'soon'], /--access-ttl takes at least one second/],
      [['--access-ttl', '0'], /--access-ttl takes at least one second/],
      [['--idle-ttl', '15 m'], /--idle-ttl takes at least one second/],
      [['--grace', '0'], /--grace takes at least one second/],
      [['--grace', '301s'], /--grace takes 300 s at most/],
      [['--store', ''], /--store takes an address such as redis/],
      [['--store', 'sqlite://x'], /--store takes an address/],
      [['--store', 'redis://'], /--store takes an address/],
      [['--host', ''], /--host is empty/],
      [['--db', ''], /--db is empty/],
      [['--insecure-cookies=yes'], /--insecure-cookies/],
    ])) {
      assert.throws(
        () => readArguments([...args]),
        (error) => error instanceof UsageError && sentence.test(error.message),
        args.join(' '),
      )
    }
  })
})

describe('the program', () => {
  test('prints its help', async () => {
    const { status, stdout, stderr } = await run(['--help']).ended
    assert.deepEqual([status, stderr], [0, ''])
    const flags = [
      '--port',
      '--host',
      '--access-ttl',
      '--idle-ttl',
      '--grace',
      '--db',
      '--store',
      '--insecure-cookies',
    ]
    for (const flag of flags) {
      assert.ok(stdout.includes(flag), flag)
    }
  })

  test('refuses what it cannot follow, with a sentence that helps and no stack', async () => {
    const outcomes = await Promise.all(
      [
        ['--prot', '80'],
        ['--db', tmpdir()],
        ['--host', 'no.such.host.invalid'],
        ['--store', 'redis://:a-password@127.0.0.1:1'],
        ['--store', 'postgres://me:a-password@127.0.0.1:1/db'],
      ].map((args) => run(args).ended),
    )
    for (const { status, stderr, stdout } of outcomes) {
      assert.equal(status, 2, stderr)
      assert.ok(!stderr.includes('    at '), stderr)
      assert.match(stderr, /Usage: node examples/)
      assert.equal(stdout, '')
    }
    const sentences = outcomes.map(({ stderr }) => stderr)
    assert.match(sentences[0] ?? '', /--prot/)
    assert.match(sentences[1] ?? '', /^--db: the file cannot be used as a SQLite database/)
    assert.match(sentences[2] ?? '', /^Cannot listen on no\.such\.host\.invalid/)
    for (const sentence of sentences.slice(3)) {
      assert.match(sentence, /^--store: 127\.0\.0\.1:1 cannot be used \(ECONNREFUSED\)/)
      assert.ok(!sentence.includes('a-password'))
    }
  })

  test('refuses a signing secret that is too short or no base64url, without repeating it', async () => {
    for (const secret of ['', 'c2hvcnQ', 'not base64url, and long enough to be a secret otherwise']) {
      const { status, stderr } = await run(['--port', '0'], { HOLOBAND_DEMO_SECRET: secret }).ended
      assert.equal(status, 2)
      assert.match(stderr, /^HOLOBAND_DEMO_SECRET: /)
      if (secret !== '') assert.ok(!stderr.includes(secret))
    }
  })

  test('takes the next port when the wished one is taken', async () => {
    const first = await start(['--port', '0'])
    const { port } = new URL(first.url)
    const second = await start(['--port', port])
    const next = Number(new URL(second.url).port)
    assert.ok(next > Number(port) && next < Number(port) + 20)
    assert.equal((await fetch(second.url)).status, 200)
    await Promise.all([first.stop(), second.stop()])
  })

  test('ends well on either signal', async () => {
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
      const { url, stop } = await start(['--port', '0'])
      assert.equal((await fetch(url)).status, 200)
      const { status, signal: killedBy, stderr } = await stop(signal)
      assert.deepEqual([status, killedBy, stderr], [0, null, ''])
    }
  })

  test('leaves Secure and the prefix out of the cookies where that is asked for', async () => {
    const { url, printed, stop } = await start(['--port', '0', '--insecure-cookies'])
    const somebody = new Visitor(url)
    const response = await somebody.login(...ada)
    for (const cookie of response.headers.getSetCookie()) {
      assert.match(cookie, /^(?:access|refresh)=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/)
    }
    assert.equal((await somebody.call('/api/me')).status, 200)
    assert.match(printed.stdout, /not Secure/)
    await stop()
  })

  test('keeps users in a file, and sessions by a secret that is given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holoband-login-'))
    try {
      const args = ['--port', '0', '--host', 'localhost', '--db', join(folder, 'users.db')]
      const secret = { HOLOBAND_DEMO_SECRET: randomBytes(32).toString('base64url') }
      const first = await start(args, secret)
      const somebody = new Visitor(first.url)
      await somebody.login(...grace)
      const admin = new Visitor(first.url)
      await admin.login(...ada)
      await admin.call('/api/ban', { method: 'POST', json: { name: 'grace', banned: true } })
      await first.stop()
      const port = new URL(first.url).port
      const second = await start([...args, '--port', port], secret)
      assert.equal(
        (await somebody.call('/api/me')).status,
        200,
        'the token is still signed by the same secret',
      )
      assert.equal((await somebody.call('/auth/refresh', { method: 'POST' })).status, 401, 'and still banned')
      assert.ok(!second.printed.stdout.includes(secret.HOLOBAND_DEMO_SECRET))
      await second.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
