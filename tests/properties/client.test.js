// The browser half: tabs, timers, answers, failures and people in any order, on a clock that only the test moves.
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import fc from 'fast-check'
import { createAuthClient } from 'holoband/client'
import { AuthServer, networkError, never, refusal } from '../client/support/auth-server.js'
import { FakeBrowser, pageUrl } from '../client/support/browser.js'
import { codeOf, holds } from './support.js'
import { elapse, settle, whileTimeStands } from './time.js'

/** @import { AuthClient, AuthEvent } from 'holoband/client' */
/** @import { Answer, Refusal } from '../client/support/auth-server.js' */

const start = Date.UTC(2026, 0, 1)
const refreshTimeout = 10
const refreshPath = '/auth/refresh'

/** Answers of a refresh that sign nobody out, and those that do. */
const failing = ['server_error', 'unavailable', 'rate_limited', 'network', 'never', 'replaced']
const ending = ['expired_session', 'revoked', 'reused', 'malformed', 'login_required']
const answer = fc.constantFrom(...failing, ...failing, ...ending)

/** One thing that happens; each kind takes of it what it needs. */
const step = fc.record({
  kind: fc.constantFrom(
    ...[
      'fetch',
      'fetch',
      'fetch',
      'fetch',
      'fetch',
      'stream',
      'abort',
      'refresh',
      'expire',
      'expire',
      'expire',
    ],
    ...['elapse', 'elapse', 'elapse', 'elapse', 'answer', 'answer', 'answerApi', 'slow', 'login', 'logout'],
    ...['hide', 'show', 'online', 'leave', 'comeBack', 'sleep', 'lose'],
  ),
  tab: fc.nat({ max: 2 }),
  which: fc.nat({ max: 30 }),
  ms: fc.constantFrom(0, 1, 20, 200, 1000, 6000, 40_000),
  answer,
  who: fc.constantFrom('ada', 'ben'),
})

/** @typedef {typeof step extends fc.Arbitrary<infer T> ? T : never} Step */

/** @param {string} name @returns {Answer} */
const answerOf = (name) => {
  if (name === 'network') return () => Promise.reject(networkError())
  if (name === 'never') return never
  return () => refusal(/** @type {Refusal} */ (name), name === 'unavailable' ? { 'retry-after': '5' } : {})
}

/** How often what the stories are about has happened in them. @type {Record<string, number>} */
const seen = { refreshed: 0, 'signed-in': 0, 'signed-out': 0, 'refresh-failed': 0, shared: 0, repeated: 0 }

/** @param {string} what */
const count = (what) => {
  seen[what] = Number(seen[what]) + 1
}

/** A browser with tabs, and a record of what must hold of them all. */
class World {
  #tabs
  server = new AuthServer()
  browser = new FakeBrowser()
  /** The tabs whose refresh is under way. @type {Set<unknown>} */
  refreshing = new Set()
  /** Who sleeps may find that the wait for another tab is over before that tab has heard its answer. */
  hasSlept = false
  /** How often the server has said that the session is over, or a logout has ended it. */
  endings = 0
  /** Promises of the client that nothing has come of yet. */
  pending = 0
  /** @type {AbortController[]} */
  controllers = []
  /** @type {unknown[]} */
  faults = []
  requests = 0

  /** @param {number} tabs */
  constructor(tabs) {
    this.#tabs = tabs
    this.server.signIn('ada')
    this.tabs = Array.from({ length: tabs }, () => this.#open())
  }

  #open() {
    const page = this.browser.openPage()
    const client = createAuthClient({
      ...{ fetch: this.#fetchOf(page), environment: page.environment, refreshTimeout },
      // No tab gives up waiting while the others have their turns, so that there is never a second refresh.
      lockTimeout: this.#tabs * refreshTimeout + 5,
    })
    client.fetch.subscribe((event) => this.#note(event))
    this.follow(client.ready)
    return { page, client }
  }

  /** @param {unknown} tab @returns {typeof fetch} */
  #fetchOf(tab) {
    return async (input, init) => {
      // Node.js has no page that an address could be relative to.
      const target = input instanceof Request ? input : new URL(input, pageUrl).href
      const { pathname } = new URL(input instanceof Request ? input.url : String(target))
      return pathname === refreshPath ? this.#refresh(tab, target, init) : this.server.fetch(target, init)
    }
  }

  /** @param {unknown} tab @param {Request | string} target @param {RequestInit | undefined} init */
  async #refresh(tab, target, init) {
    if (this.refreshing.has(tab)) this.faults.push('two refreshes of one tab at once')
    else if (this.refreshing.size > 0 && !this.hasSlept) this.faults.push('two tabs refresh at once')
    this.refreshing.add(tab)
    try {
      // Node.js forgets to abort the signal of a Request that was collected, which the server's may be.
      /** @type {Promise<never>} */
      const aborted = new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true })
      })
      const response = await Promise.race([this.server.fetch(target, init), aborted])
      const { code } = response.ok ? {} : await response.clone().json()
      if (response.status === 401 && code !== 'ERR_SESSION_REPLACED') this.endings++
      return response
    } finally {
      this.refreshing.delete(tab)
    }
  }

  /** @param {AuthEvent} event */
  #note(event) {
    count('shared' in event && event.shared ? 'shared' : event.type)
    if (event.type === 'signed-out' && !event.shared && --this.endings < 0)
      this.faults.push(`signed out for ${event.reason}, and nobody said so`)
  }

  /** @param {Promise<unknown>} promise */
  follow(promise) {
    this.pending++
    promise
      .catch((error) => this.faults.push(error))
      .finally(() => {
        this.pending--
      })
  }

  /** @param {number} tab */
  tabOf(tab) {
    return /** @type {{ page: ReturnType<FakeBrowser['openPage']>, client: AuthClient }} */ (
      this.tabs[tab % this.tabs.length]
    )
  }

  /** @param {AuthClient} client @param {{ stream?: boolean }} [how] */
  request(client, { stream = false } = {}) {
    const controller = new AbortController()
    const { signal } = controller
    this.controllers.push(controller)
    const url = `/api/${this.requests++}`
    const body = stream ? new Blob(['a']).stream() : 'a'
    const init = /** @type {RequestInit} */ ({ method: 'POST', body, signal, duplex: 'half' })
    const outcome = client.fetch(url, init).then(
      (response) => assert.ok([200, 401, 500].includes(response.status), `${url} ${response.status}`),
      (error) => {
        if (signal.aborted || error.message === networkError().message) return
        assert.equal(codeOf(error), 'ERR_BODY_NOT_REPLAYABLE')
        assert.ok(stream)
      },
    )
    this.follow(outcome)
  }
}

/** @type {Record<string, (world: World, step: Step) => unknown>} */
const acts = {
  fetch: (world, { tab }) => world.request(world.tabOf(tab).client),
  stream: (world, { tab }) => world.request(world.tabOf(tab).client, { stream: true }),
  abort: (world, { which }) => world.controllers[which]?.abort(),
  refresh(world, { tab }) {
    const outcome = world.tabOf(tab).client.fetch.refresh()
    world.follow(outcome.then((result) => assert.match(result, /^(refreshed|signed-out|failed)$/)))
  },
  expire: ({ server }) => server.expire(),
  elapse: (_world, { ms }) => elapse(ms, ms > 2000 ? 500 : 20),
  answer: ({ server }, { answer: name }) => server.answerNext(refreshPath, answerOf(name)),
  answerApi: ({ server, requests }, { answer: name }) => {
    const answers = ['expired', 'server_error', 'network'].map(answerOf)
    server.answerNext(`/api/${requests}`, /** @type {Answer} */ (answers[name.length % 3]))
  },
  slow: ({ server }, { ms, which }) => {
    server.latency = { ...server.latency, [which % 2 ? refreshPath : `/api/${which}`]: ms % 20_000 }
  },
  login(world, { tab, who }) {
    world.follow(world.tabOf(tab).client.login({ username: who, password: 'right' }))
  },
  logout(world, { tab }) {
    world.endings++
    world.follow(world.tabOf(tab).client.logout())
  },
  hide: (world, { tab }) => world.tabOf(tab).page.hide(),
  show: (world, { tab }) => world.tabOf(tab).page.show(),
  online: (world, { tab }) => world.tabOf(tab).page.goOnline(),
  leave: (world, { tab }) => world.tabOf(tab).page.leave(),
  comeBack: (world, { tab }) => world.tabOf(tab).page.comeBack(),
  sleep(world, { ms }) {
    world.hasSlept = true
    mock.timers.setTime(Date.now() + ms)
  },
  lose: ({ browser }, { which }) => {
    browser.channels.lost = which % 2 === 0
  },
}

/**
 * Tells one story, and what must hold at its end.
 *
 * @param {number} tabs
 * @param {Step[]} steps
 */
function tell(tabs, steps) {
  return whileTimeStands(start, async () => {
    const world = new World(tabs)
    for (const taken of steps) {
      await acts[taken.kind]?.(world, taken)
      if (taken.which % 3 === 0) await settle()
    }
    await assertEnd(world)
    for (const { client } of world.tabs) client.dispose()
  })
}

/** @param {World} world */
async function assertEnd(world) {
  // Whatever answers never come are given up after a while, one after the other.
  for (let waits = 0; waits < 40 && world.pending > 0; waits++) await elapse(5000, 500)
  assert.equal(world.pending, 0, 'every promise settles')
  assert.deepEqual(world.faults, [])
  for (let request = 0; request < world.requests; request++) {
    const times = world.server.sentTo(`/api/${request}`).length
    assert.ok(times <= 2, 'sent once, and once more at the most')
    if (times === 2) count('repeated')
  }
}

test('one tab: one refresh at once, one retry, nobody is signed out for nothing, and every promise settles', () =>
  holds(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => tell(1, steps)),
    60,
  ))

test('several tabs: the same holds of all of them together', () =>
  holds(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 3 }),
      fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
      tell,
    ),
    60,
  ))

test('the stories were about all of it', () => {
  assert.ok(Math.min(...Object.values(seen)) > 20, JSON.stringify(seen))
})
