// Sessions: whatever happens to them, in whatever order, they do what a small model of the rotation says, on the store in
// memory and on SQLite.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { createSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { audience, createClock, issuer, key } from '../session/support.js'
import { codeOf, holds } from './support.js'

/** @import { SessionEvent, Sessions } from 'holoband/session' */

const grace = 30
const accessTtl = 120
const idleTtl = 400
const absoluteTtl = 1500
/** Seconds by which a refresh token may be late for its signature to be looked at; after that it is nobody's. */
const longestGrace = 300
const people = ['anna', 'ben']

/**
 * What the model knows of a session. `tokens` are the refresh tokens by generation, and when each of them ends.
 *
 * @typedef {object} Known
 * @property {string} sub
 * @property {string} sid
 * @property {'active' | 'ended' | 'compromised' | 'purged'} status
 * @property {number} rotatedAt
 * @property {number} idleEnd
 * @property {number} end
 * @property {{ text: string, exp: number }[]} tokens
 * @property {{ text: string, exp: number }} access the newest
 *
 * @typedef {{ known: Known[], banned: Set<string>, clock: number }} Model
 * @typedef {{ sessions: Sessions, advance: (seconds: number) => void, events: SessionEvent[] }} Real
 */

/** @param {Model} model */
const second = ({ clock }) => Math.floor(clock)

/** @param {Model} model @param {Known} known */
const isLive = (model, { status, idleEnd }) => status === 'active' && second(model) < idleEnd

/** How often each verdict was reached. @type {Map<string, number>} */
const seen = new Map()

/**
 * What a presented token comes to, by the rules of the design, section 5.
 *
 * @param {Model} model
 * @param {Known} session
 * @param {number} generation
 */
function verdictOf(model, { status, idleEnd, rotatedAt, tokens }, generation) {
  const now = second(model)
  const current = tokens.length - 1
  const exp = Number(tokens[generation]?.exp)
  if (model.clock >= exp + longestGrace) return 'ERR_SESSION_EXPIRED'
  if (status !== 'active' && status !== 'purged') return 'ERR_SESSION_REVOKED'
  if (now >= idleEnd) return 'ERR_SESSION_EXPIRED'
  if (generation === current - 1 && now - rotatedAt <= grace) return 'replay'
  if (now >= exp) return 'ERR_SESSION_EXPIRED'
  return generation < current ? 'ERR_REFRESH_TOKEN_REUSED' : 'rotate'
}

/**
 * @template T
 * @param {Promise<T>} promise
 */
async function outcomeOf(promise) {
  try {
    return { value: await promise }
  } catch (error) {
    return { code: codeOf(error) }
  }
}

/** One thing that happens. What it is about is chosen among the sessions that there are by then. */
class Happening {
  /** @param {string} what @param {(model: Model, real: Real) => Promise<void>} run */
  constructor(what, run) {
    this.what = what
    this.happen = run
  }

  check() {
    return true
  }

  /** @param {Model} model @param {Real} real */
  async run(model, real) {
    real.events.length = 0
    await this.happen(model, real)
    await assertInvariants(model, real)
  }

  toString() {
    return this.what
  }
}

/**
 * What holds at any moment: an access token says whose it is until it ends, whatever has become of its session, and the
 * list of a person is those of their sessions that can be refreshed.
 *
 * @param {Model} model
 * @param {Real} real
 */
async function assertInvariants(model, { sessions }) {
  for (const sub of people) {
    const expected = model.known.filter((known) => known.sub === sub && isLive(model, known))
    const listed = await sessions.list(sub)
    assert.deepEqual(
      new Set(
        listed.map(({ sid, refreshedAt, refreshExpiresAt }) => `${sid} ${refreshedAt} ${refreshExpiresAt}`),
      ),
      new Set(expected.map(({ sid, rotatedAt, idleEnd }) => `${sid} ${rotatedAt} ${idleEnd}`)),
    )
  }
  const { access, sub, sid } = model.known.at(-1) ?? {}
  if (access === undefined) return
  const isOver = model.clock >= access.exp
  const outcome = await outcomeOf((async () => sessions.verifyAccess(access.text).claims)())
  if (isOver) assert.deepEqual(outcome, { code: 'ERR_TOKEN_EXPIRED' })
  else assert.deepEqual('value' in outcome && [outcome.value.sub, outcome.value.sid], [sub, sid])
}

/** @param {import('holoband/session').IssuedSession} issued */
function tokensOf({ accessToken, refreshToken, claims, refreshExpiresAt }) {
  return {
    access: { text: accessToken, exp: claims.exp },
    refresh: { text: refreshToken, exp: refreshExpiresAt },
  }
}

const whose = fc.constantFrom(...people)

const login = whose.map(
  (sub) =>
    new Happening(`${sub} logs in`, async (model, { sessions, events }) => {
      const outcome = await outcomeOf(sessions.start(sub))
      if (model.banned.has(sub)) return assert.deepEqual(outcome, { code: 'ERR_SUBJECT_REFUSED' })
      assert.ok('value' in outcome)
      const { access, refresh } = tokensOf(outcome.value)
      const now = second(model)
      const { sid } = outcome.value.claims
      assert.ok(model.known.every((known) => known.sid !== sid))
      const [idleEnd, end] = [now + idleTtl, now + absoluteTtl]
      assert.deepEqual([refresh.exp, outcome.value.expiresAt], [idleEnd, end])
      model.known.push({
        sub,
        sid,
        status: 'active',
        rotatedAt: now,
        idleEnd,
        end,
        tokens: [refresh],
        access,
      })
      assert.deepEqual(events, [{ type: 'issued', sub, sid, generation: 0 }])
    }),
)

/** Which session, and which of its tokens, counted from the newest. */
const presented = fc.record({ session: fc.nat(), age: fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 3) })

const refresh = presented.map(
  ({ session, age }) =>
    new Happening(`session ${session} refreshes with a token of ${age} ago`, async (model, real) => {
      const known = model.known[session % model.known.length]
      if (known === undefined) return
      const generation = Math.max(0, known.tokens.length - 1 - age)
      await assertRefreshed(model, real, known, generation)
    }),
)

/**
 * @param {Model} model
 * @param {Real} real
 * @param {Known} known
 * @param {number} generation
 */
async function assertRefreshed(model, { sessions, events }, known, generation) {
  const verdict = verdictOf(model, known, generation)
  seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
  const outcome = await outcomeOf(sessions.refresh(String(known.tokens[generation]?.text)))
  const { sub, sid } = known
  if ('code' in outcome) {
    assert.equal(outcome.code, verdict)
    const theft = verdict === 'ERR_REFRESH_TOKEN_REUSED'
    if (theft) known.status = 'compromised'
    assert.deepEqual(
      events.map(({ type }) => type),
      theft ? ['reused'] : [],
    )
    return
  }
  const { access, refresh: next } = tokensOf(outcome.value)
  if (verdict === 'rotate') {
    known.rotatedAt = second(model)
    known.idleEnd = Math.min(known.rotatedAt + idleTtl, known.end)
    known.tokens.push(next)
  }
  assert.ok(verdict === 'rotate' || verdict === 'replay', `refreshed, though: ${verdict}`)
  // One lineage: whoever is given the successor of a token is given the same bytes.
  assert.deepEqual(next, known.tokens.at(-1))
  assert.equal(next.exp, known.idleEnd)
  assert.equal(access.exp, Math.min(second(model) + accessTtl, known.idleEnd))
  known.access = access
  const type = verdict === 'rotate' ? 'refreshed' : 'replayed'
  assert.deepEqual(events, [{ type, sub, sid, generation: known.tokens.length - 1 }])
}

const logout = fc.tuple(presented, fc.boolean()).map(
  ([{ session, age }, byToken]) =>
    new Happening(
      `session ${session} logs out, by ${byToken ? `a token of ${age} ago` : 'name'}`,
      async (model, real) => {
        const known = model.known[session % model.known.length]
        if (known === undefined) return
        const { sub, sid, tokens, status } = known
        const token = tokens.at(-1 - Math.min(age, tokens.length - 1))
        const outcome = await outcomeOf(real.sessions.end(byToken ? String(token?.text) : { sub, sid }))
        // A token that is over names nobody; a session that is over, but was not ended, can still be ended.
        const isNamed = !byToken || model.clock < Number(token?.exp) + longestGrace
        assert.deepEqual(outcome, { value: isNamed && status === 'active' })
        if (outcome.value) known.status = 'ended'
      },
    ),
)

/** @param {'endAll' | 'ban'} how */
const endEverywhere = (how) =>
  whose.map(
    (sub) =>
      new Happening(`${how} ${sub}`, async (model, { sessions, events }) => {
        const live = model.known.filter((known) => known.sub === sub && isLive(model, known))
        const outcome = await outcomeOf(sessions[how](sub))
        assert.ok('value' in outcome && outcome.value >= live.length)
        assert.equal(events.length, outcome.value)
        for (const known of model.known)
          if (known.sub === sub && known.status === 'active') known.status = 'ended'
        if (how === 'ban') model.banned.add(sub)
      }),
  )

const unban = whose.map(
  (sub) =>
    new Happening(`unban ${sub}`, async (model, { sessions }) => {
      assert.equal(await sessions.unban(sub), model.banned.delete(sub))
    }),
)

const purge = fc.constant(
  new Happening('what is over is purged', async (model, { sessions }) => {
    const over = model.known.filter(({ idleEnd, status }) => status !== 'purged' && model.clock >= idleEnd)
    assert.equal(await sessions.purge(), over.length)
    for (const known of over) known.status = 'purged'
  }),
)

/** Lengths that meet the boundaries from both sides. */
const length = fc.constantFrom(
  0.5,
  1,
  5,
  10,
  1,
  5,
  grace,
  grace + 1,
  accessTtl,
  accessTtl + 1,
  idleTtl - 1,
  idleTtl,
  longestGrace,
)
const pass = length.map(
  (seconds) =>
    new Happening(`${seconds} s pass`, async (model, { advance }) => {
      advance(seconds)
      model.clock += seconds
    }),
)

const commands = fc.commands(
  [
    ...[login, login, login, logout, endEverywhere('endAll'), endEverywhere('ban'), unban, unban, purge],
    ...Array.from({ length: 12 }, () => refresh),
    ...[pass, pass, pass, pass],
  ],
  { maxCommands: 50, size: 'max' },
)

/** @param {(now: () => number) => import('holoband/stores/contract').SessionStore} createStore */
async function setUp(createStore) {
  const { now, advance } = createClock(1_800_000_000.25)
  /** @type {SessionEvent[]} */
  const events = []
  const lifetimes = { accessTtl, accessTtlJitter: 0, idleTtl, absoluteTtl, grace }
  const onEvent = (/** @type {SessionEvent} */ event) => events.push(event)
  const sessions = createSessions({
    key,
    issuer,
    audience,
    now,
    store: createStore(now),
    onEvent,
    ...lifetimes,
  })
  /** @type {Model} */
  const model = { known: [], banned: new Set(), clock: now() }
  return { model, real: { sessions, advance, events } }
}

test('sessions in memory do what the model says, whatever happens', async () => {
  await holds(
    fc.asyncProperty(commands, (all) =>
      fc.asyncModelRun(() => setUp((now) => createMemoryStore({ now })), all),
    ),
    150,
  )
  const verdicts = [
    'rotate',
    'replay',
    'ERR_REFRESH_TOKEN_REUSED',
    'ERR_SESSION_REVOKED',
    'ERR_SESSION_EXPIRED',
  ]
  assert.deepEqual([...seen.keys()].sort(), verdicts.sort())
  assert.ok(Math.min(...seen.values()) > 20, JSON.stringify([...seen]))
})

test('sessions in SQLite do what the model says, whatever happens', () =>
  holds(
    fc.asyncProperty(commands, async (all) => {
      const database = new Database(':memory:')
      await fc.asyncModelRun(() => setUp((now) => createSqliteStore(database, { now })), all)
      database.close()
    }),
    60,
  ))

/** The store whose calls take effect in the order that the scheduler likes. @param {fc.Scheduler} scheduler @param {() => number} now */
function scheduledStore(scheduler, now) {
  const memory = createMemoryStore({ now })
  const scheduled = ['read', 'rotate', 'end'].map((name) => {
    const call = async (/** @type {unknown[]} */ ...given) =>
      Reflect.apply(Reflect.get(memory, name), memory, given)
    return [name, scheduler.scheduleFunction(call)]
  })
  return { memory, store: { ...memory, ...Object.fromEntries(scheduled) } }
}

test('clients who refresh at once are given one successor, or are all refused once somebody logged out', () =>
  holds(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      fc.boolean(),
      async (scheduler, clients, leaves) => {
        const { now } = createClock()
        const { store } = scheduledStore(scheduler, now)
        /** @type {string[]} */
        const types = []
        const onEvent = (/** @type {SessionEvent} */ { type }) => types.push(type)
        const sessions = createSessions({ key, issuer, audience, now, store, onEvent })
        const { refreshToken, claims } = await sessions.start('anna')
        const refreshes = Array.from({ length: clients }, () => outcomeOf(sessions.refresh(refreshToken)))
        const end = leaves ? sessions.end({ sub: 'anna', sid: claims.sid }) : Promise.resolve(false)
        const results = await scheduler.waitFor(Promise.all(refreshes))
        assert.equal(await scheduler.waitFor(end), leaves)
        const given = results.map((each) => ('code' in each ? each.code : each.value.refreshToken))
        const successors = new Set(given.filter((each) => each !== 'ERR_SESSION_REVOKED'))
        assert.ok(successors.size === 1 || (leaves && successors.size === 0), [...successors].join())
        assert.ok(leaves || !given.includes('ERR_SESSION_REVOKED'))
        assert.equal(types.filter((type) => type === 'refreshed').length, successors.size)
        assert.equal((await sessions.list('anna')).length, leaves ? 0 : 1)
      },
    ),
    150,
  ))
