import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createMemoryStore } from 'holoband/stores/memory'
import { assertTypeMistake } from '../support/refusal.js'
import { ada, post, signIn, statusOf } from './handler-support.js'
import { createClock, createSessions } from './support.js'

/** Something that does not end before it is told to. */
function createGate() {
  let open = () => {}
  /** @type {Promise<void>} */
  const opened = new Promise((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** A host that takes work, as Workers do: by a method that wants to be called as one. */
class Host {
  /** @type {Promise<unknown>[]} */
  #taken = []

  /** @param {Promise<unknown>} work */
  waitUntil(work) {
    this.#taken.push(work)
  }

  get count() {
    return this.#taken.length
  }

  /** Ends when everything has, and fails where anything did. */
  async done() {
    for (const work of this.#taken) await work
  }
}

/**
 * Whether a promise is settled when everything that could go on has.
 *
 * @param {Promise<unknown>} promise
 */
async function isPending(promise) {
  let pending = true
  promise.then(() => {
    pending = false
  })
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
  return pending
}

/** @param {string} token */
const refreshWith = (token) => post('/refresh', { cookie: `__Host-refresh=${token}` })

describe('with waitUntil, the auth handler does not wait', () => {
  test('for onTheft, which has begun, and is handed over', async () => {
    const gate = createGate()
    let told = 0
    const onTheft = async () => {
      await gate.opened
      told += 1
    }
    const { handler, refresh, sessions, name } = await signIn({ sessions: { onTheft } })
    await handler(refreshWith(refresh))
    await handler(refreshWith((await sessions.refresh(refresh)).refreshToken))
    const host = new Host()
    const response = await handler(refreshWith(refresh), host)
    assert.equal(response.status, 401)
    assert.equal((await statusOf(sessions, name)).status, 'compromised')
    assert.equal(told, 0)
    gate.open()
    await host.done()
    assert.equal(told, 1)
  })

  test('for what onEvent returns, of each kind of event, and hands it over', async () => {
    const gate = createGate()
    /** @type {string[]} */
    const told = []
    const onEvent = async (/** @type {{ type: string }} */ { type }) => {
      await gate.opened
      told.push(type)
    }
    const { handler, jar, sessions } = await signIn({ sessions: { onEvent } })
    const host = new Host()
    jar.take(await handler(post('/login', { json: ada }), host))
    jar.take(await handler(post('/refresh', { cookie: jar.header }), host))
    await handler(post('/logout', { cookie: jar.header }), host)
    const { waitUntil } = { waitUntil: (/** @type {Promise<unknown>} */ work) => host.waitUntil(work) }
    await sessions.start('7', { waitUntil })
    await sessions.endAll('7', { waitUntil })
    await sessions.start('7', { waitUntil })
    await sessions.ban('7', { waitUntil })
    assert.deepEqual(told, [])
    gate.open()
    await host.done()
    const types = [
      'issued',
      'issued',
      'refreshed',
      'revoked',
      'issued',
      'revoked',
      'revoked',
      'issued',
      'revoked',
    ]
    assert.deepEqual(told.filter((type) => type !== 'replayed').sort(), types.sort())
  })

  test('for the session that a login replaces to end, but sees that it does', async () => {
    const { now } = createClock()
    const memory = createMemoryStore({ now })
    const gate = createGate()
    /** @type {typeof memory} */
    const store = {
      ...memory,
      async end(...given) {
        await gate.opened
        return memory.end(...given)
      },
    }
    const { handler, jar, sessions, name } = await signIn({ sessions: { now, store } })
    const login = () => post('/login', { json: ada, cookie: jar.header })
    const waiting = handler(login())
    assert.equal(await isPending(waiting), true, 'without waitUntil the answer waits')
    const host = new Host()
    const response = await handler(login(), host)
    assert.equal(response.status, 200)
    assert.equal((await statusOf(sessions, name)).status, 'active')
    gate.open()
    await host.done()
    await waiting
    assert.deepEqual(await statusOf(sessions, name), { status: 'ended', generation: 0, reason: 'replaced' })
  })

  test('but waits for every step that a session depends on', async () => {
    const { now } = createClock()
    const memory = createMemoryStore({ now })
    let gate = createGate()
    gate.open()
    /** @type {typeof memory} */
    const store = {
      ...memory,
      async insert(row) {
        await gate.opened
        return memory.insert(row)
      },
      async rotate(...given) {
        await gate.opened
        return memory.rotate(...given)
      },
    }
    const { handler, refresh } = await signIn({ sessions: { now, store } })
    gate = createGate()
    const host = new Host()
    const answers = [handler(refreshWith(refresh), host), handler(post('/login', { json: ada }), host)]
    for (const answer of answers) assert.equal(await isPending(answer), true)
    gate.open()
    for (const answer of answers) assert.equal((await answer).status, 200)
  })
})

describe('without waitUntil', () => {
  test('onTheft is awaited before the client is told, and onEvent never', async () => {
    const gate = createGate()
    const never = () => new Promise(() => {})
    const { handler, refresh, sessions } = await signIn({
      sessions: { onTheft: () => gate.opened, onEvent: never },
    })
    const next = await sessions.refresh(refresh)
    await sessions.refresh(next.refreshToken)
    const answer = handler(refreshWith(refresh))
    assert.equal(await isPending(answer), true)
    gate.open()
    assert.equal((await answer).status, 401)
  })
})

describe('what is handed to waitUntil', () => {
  test('never rejects: what goes wrong in a hook is told to onError', async () => {
    /** @type {unknown[]} */
    const failures = []
    const wrong = new Error('the log is full')
    const fail = async () => {
      throw wrong
    }
    const sessions = createSessions({
      onEvent: fail,
      onTheft: fail,
      onError: (error) => failures.push(error),
    })
    const host = new Host()
    const about = { waitUntil: (/** @type {Promise<unknown>} */ work) => host.waitUntil(work) }
    const first = await sessions.start('7', about)
    const second = await sessions.refresh(first.refreshToken, about)
    await sessions.refresh(second.refreshToken, about)
    await assert.rejects(sessions.refresh(first.refreshToken, about), { code: 'ERR_REFRESH_TOKEN_REUSED' })
    await host.done()
    assert.deepEqual(failures, Array(5).fill(wrong))
    assert.equal(host.count, 5)
  })

  test('is waited for where the host does not take it', async () => {
    const gate = createGate()
    const { handler, refresh, sessions } = await signIn({ sessions: { onTheft: () => gate.opened } })
    const next = await sessions.refresh(refresh)
    await sessions.refresh(next.refreshToken)
    const host = {
      waitUntil() {
        throw new TypeError('the request is over')
      },
    }
    const answer = handler(refreshWith(refresh), host)
    assert.equal(await isPending(answer), true)
    gate.open()
    const response = await answer
    assert.equal(response.status, 401)
    assert.equal((await response.json()).reason, 'reused')
  })

  test('is not taken by what is no function', async () => {
    const sessions = createSessions()
    const { refreshToken } = await sessions.start('7')
    const about = /** @type {never} */ ({ waitUntil: 'later' })
    const mistake = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }
    await assert.rejects(sessions.start('7', about), mistake)
    await assert.rejects(sessions.refresh(refreshToken, about), mistake)
    await assert.rejects(sessions.end(refreshToken, about), mistake)
    await assert.rejects(sessions.endAll('7', about), mistake)
    await assert.rejects(sessions.ban('7', about), mistake)
    assert.equal((await sessions.list('7')).length, 1)
    assertTypeMistake(() => createSessions({ onEvent: /** @type {never} */ ('log') }))
  })
})
