// A store that fails at any call of any endpoint: the client is told to come back, and keeps all that it has.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { createMemoryStore } from 'holoband/stores/memory'
import { createFailingStore, faults } from '../faults/failing-store.js'
import { ada, get, post, refused, setsNothing, signIn, statusOf, untouched } from './handler-support.js'

import { createClock } from './support.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

async function createFaulty() {
  const { now } = createClock()
  const { store, arm, calls } = createFailingStore({ ...createMemoryStore({ now }) })
  return { ...(await signIn({ sessions: { now, store, storeTimeout: 0.02 } })), arm, calls }
}

/** @param {Response} response */
async function outage(response) {
  const body = await refused(response, 503, 'ERR_STORE_UNAVAILABLE')
  assert.equal(body.error, 'temporarily_unavailable')
  assert.match(response.headers.get('retry-after') ?? '', /^[1-9]$/)
  assert.equal(response.headers.get('www-authenticate'), null)
  assert.ok(!JSON.stringify(body).includes('ECONN'))
  setsNothing(response)
}

/** @param {readonly unknown[]} errors */
function tellsOnce(errors) {
  assert.equal(errors.length, 1)
  const [error] = errors
  assert.ok(error instanceof HolobandError && error.code === 'ERR_STORE_UNAVAILABLE')
}

describe('a store that fails', () => {
  for (const [kind, fault] of Object.entries(faults)) {
    test(`and ${kind} at any call of a refresh: 503, no cookie touched, and the retry succeeds`, async () => {
      const { handler, jar, arm, calls, refresh } = await createFaulty()
      arm()
      jar.take(await handler(post('/refresh', { cookie: jar.header })))
      const needed = calls().length
      assert.equal(needed, 3, 'the limit, the row, the rotation')
      for (let at = 1; at <= needed; at++) {
        const faulty = await createFaulty()
        faulty.arm({ at, fault })
        await outage(await faulty.handler(post('/refresh', { cookie: faulty.jar.header })))
        tellsOnce(faulty.errors)
        faulty.arm()
        const response = faulty.jar.take(
          await faulty.handler(post('/refresh', { cookie: faulty.jar.header })),
        )
        assert.equal(response.status, 200, `call ${at}`)
        const { status, generation } = await statusOf(faulty.sessions, faulty.name)
        assert.deepEqual([status, generation], ['active', 1])
        assert.notEqual(faulty.jar.get('__Host-refresh'), refresh)
        assert.equal((await faulty.handler(get(faulty.jar.header))).status, 200)
      }
    })

    test(`and ${kind} at any call of a login: nobody is let in, and the retry succeeds`, async () => {
      const probe = await createFaulty()
      probe.arm()
      await probe.handler(post('/login', { json: ada }))
      const needed = probe.calls().length
      assert.equal(needed, 5, 'two limits, the clock, the row, and the limit forgotten')
      for (let at = 1; at <= needed; at++) {
        const { handler, arm, errors } = await createFaulty()
        arm({ at, fault })
        const response = await handler(post('/login', { json: ada }))
        // The last call comes after the login: it is not undone by it.
        if (at === needed) assert.equal(response.status, 200)
        else await outage(response)
        tellsOnce(errors)
        arm()
        assert.equal((await handler(post('/login', { json: ada }))).status, 200, `call ${at}`)
      }
    })

    test(`and ${kind} in a logout: it is not shown as one, and the retry ends the session`, async () => {
      const { handler, jar, arm, sessions, name, errors } = await createFaulty()
      arm({ at: 1, fault })
      await outage(await handler(post('/logout', { cookie: jar.header })))
      tellsOnce(errors)
      arm()
      if (kind !== 'rejects when it is done') assert.deepEqual(await statusOf(sessions, name), untouched)
      const response = jar.take(await handler(post('/logout', { cookie: jar.header })))
      assert.deepEqual([response.status, jar.size], [204, 0])
      assert.deepEqual(await statusOf(sessions, name), { ...untouched, status: 'ended', reason: 'logout' })
    })

    test(`and ${kind} in a logout with the access token alone: it is not shown as one either`, async () => {
      const { handler, jar, arm, sessions, name, errors } = await createFaulty()
      const access = jar.header.split('; ').filter((cookie) => /access/.test(cookie))
      assert.equal(access.length, 1)
      arm({ at: 1, fault })
      await outage(await handler(post('/logout', { cookie: access.join() })))
      tellsOnce(errors)
      if (kind !== 'rejects when it is done') assert.deepEqual(await statusOf(sessions, name), untouched)
    })
  }

  test('and lets nobody guess a password meanwhile', async () => {
    let asked = 0
    const { now } = createClock()
    const { store, arm } = createFailingStore({ ...createMemoryStore({ now }) })
    const { handler } = await signIn({
      sessions: { now, store },
      handler: {
        authenticate: () => {
          asked++
          return { subject: '7' }
        },
      },
    })
    const before = asked
    arm({ at: 1, fault: faults.rejects })
    await outage(await handler(post('/login', { json: ada })))
    assert.equal(asked, before)
  })

  test('does not matter to who is signed in already', async () => {
    const { handler, jar, arm } = await createFaulty()
    arm({ at: 1, fault: faults.rejects })
    assert.equal((await handler(get(jar.header))).status, 200)
  })

  test('and knows less than a token does: 503 store_inconsistent, and no theft is cried', async () => {
    /** @type {string[]} */
    const events = []
    const { now } = createClock()
    const memory = createMemoryStore({ now })
    /** @type {import('holoband/stores/contract').SessionRow | undefined} */
    let snapshot
    /** @type {SessionStore} */
    const store = {
      ...memory,
      async read(name) {
        const { now: time, row } = await memory.read(name)
        return { now: time, row: snapshot ?? row }
      },
    }
    const { handler, jar, sessions, name, errors } = await signIn({
      sessions: { now, store, onEvent: ({ type }) => events.push(type) },
    })
    const old = (await memory.read({ subject: '7', id: name.sid })).row
    jar.take(await handler(post('/refresh', { cookie: jar.header })))
    snapshot = old
    const response = await handler(post('/refresh', { cookie: jar.header }))
    const body = await refused(response, 503, 'ERR_STORE_INCONSISTENT')
    assert.equal(body.error, 'store_inconsistent')
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]$/)
    setsNothing(response)
    assert.deepEqual(events, ['issued', 'refreshed', 'store.regression'])
    assert.equal(errors.length, 1)
    snapshot = undefined
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
    assert.equal((await statusOf(sessions, name)).status, 'active')
  })
})
