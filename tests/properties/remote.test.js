// Remote key sets: the server rotates, fails and lies in any order, and no key is lost by it, and no server flooded.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FakeServer, jwksOf, makeKey, remoteOf, reply, tokenOf, verifierOf } from '../remote/support.js'
import { now } from '../support/setting.js'
import { codeOf, holds } from './support.js'
import { elapse, settle, whileTimeStands } from './time.js'

/** @import { IssuerKey } from '../remote/support.js' */
/** @import { RemoteKeySet, Verifier } from 'holoband' */

const cooldown = 5
const timeout = 5
/** What the issuer signs with. */
const pool = Array.from({ length: 6 }, (_, index) => makeKey(`key ${index}`))
/** A key that is not there yet, in any of the stories. */
const tomorrows = makeKey('tomorrow')
/** Keys of somebody else, under the same names. */
const foreign = Array.from({ length: 2 }, (_, index) => makeKey(`key ${index}`))
/** Longer than any story, so that no token ends for its age. */
const forever = { iat: now - 60, exp: now + 1e7 }

/** The server's answers that give no keys. */
const bad = /** @type {const} */ (['down', 'error', 'garbage', 'empty', 'huge', 'redirect', 'hang'])

/** One thing that happens; each kind takes of it what it needs. */
const step = fc.record({
  kind: fc.constantFrom(
    'publish',
    'publish',
    'fail',
    'fail',
    'check',
    'check',
    'checkAsync',
    'checkAsync',
    'load',
    'wait',
    'wait',
    'wait',
  ),
  keys: fc.uniqueArray(fc.nat({ max: pool.length - 1 }), { minLength: 1, maxLength: 3 }),
  forged: fc.boolean(),
  bad: fc.constantFrom(...bad),
  maxAge: fc.constantFrom(undefined, 0, 60, 1e9),
  seconds: fc.constantFrom(0, 0.5, 1, 4, 6, 61, 601, 90_000),
})

/** @typedef {typeof step extends fc.Arbitrary<infer T> ? T : never} Step */

/** An issuer's server, and one who trusts it. */
class World {
  server = new FakeServer()
  /** What the server was found to have published, by the last answer that was good. @type {ReadonlySet<number>} */
  published = new Set()
  /** All that was ever published: nothing else may be taken. @type {Set<number>} */
  ever = new Set()
  pending = 0
  fetches = 0
  lastFetch = -Infinity
  /** @type {unknown[]} */
  faults = []

  constructor() {
    this.remote = remoteOf(this.server, { cooldown, timeout, fetch: this.#fetch })
    this.verifier = verifierOf(this.remote)
    // Nobody listens yet.
    this.fail('down')
  }

  /** @type {typeof fetch} */
  #fetch = (...call) => {
    const [at, before] = [Date.now() / 1000, this.lastFetch]
    // Where there are no keys, the first failures are not waited out as long.
    const least = this.remote.keys.length > 0 ? cooldown : 1
    if (at - before < least) this.faults.push(`${at - before} s between two fetches`)
    this.lastFetch = at
    this.fetches++
    return this.server.fetch(...call)
  }

  /** @param {number[]} keys @param {number | undefined} maxAge */
  publish(keys, maxAge) {
    const body = jwksOf(keys.map((index) => /** @type {IssuerKey} */ (pool[index])))
    this.server.answer = () => {
      this.published = new Set(keys)
      for (const index of keys) this.ever.add(index)
      return reply(body, maxAge === undefined ? {} : { 'cache-control': `max-age=${maxAge}` })
    }
  }

  /** @param {(typeof bad)[number]} how */
  fail(how) {
    const answers = {
      down: () => Promise.reject(new TypeError('fetch failed')),
      error: () => reply('', {}, 503),
      garbage: () => reply('<html>'),
      empty: () => reply({ keys: [] }),
      huge: () => reply('x'.repeat(1024 * 1024 + 1)),
      redirect: () => reply('', { location: 'https://evil.example' }, 302),
      // What gives a request up is its signal.
      hang: (/** @type {RequestInit} */ { signal }) =>
        /** @type {Promise<Response>} */ (
          new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
        ),
    }
    this.server.answer = answers[how]
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

  /**
   * What a verdict must be, by what has been fetched. A forged token has the name of a key and another one's signature.
   *
   * @param {{ ok: boolean, code?: string }} result
   * @param {Step} step
   */
  judge({ ok, code = 'OK' }, { keys, forged }) {
    const index = Number(keys[0])
    if (forged) assert.ok(!ok, 'nobody else signs')
    else if (ok) assert.ok(this.ever.has(index), 'only what was published is taken')
    assert.match(
      code,
      /^(OK|ERR_SIGNATURE_INVALID|ERR_KEY_NOT_FOUND|ERR_KEY_SET_NOT_LOADED|ERR_KEY_SET_FETCH_FAILED)$/,
    )
  }
}

/** @param {Step} step */
function tokenFor({ keys, forged }) {
  const index = Number(keys[0])
  return tokenOf(/** @type {IssuerKey} */ (forged ? foreign[index % foreign.length] : pool[index]), forever)
}

/** @type {Record<Step['kind'], (world: World, step: Step) => unknown>} */
const acts = {
  publish: (world, { keys, maxAge }) => world.publish(keys, maxAge),
  fail: (world, { bad: how }) => world.fail(how),
  check(world, step) {
    world.judge(world.verifier.check(tokenFor(step)), step)
  },
  checkAsync(world, step) {
    world.follow(world.verifier.checkAsync(tokenFor(step)).then((result) => world.judge(result, step)))
  },
  load(world) {
    world.follow(
      world.remote.load().catch((error) => assert.equal(codeOf(error), 'ERR_KEY_SET_FETCH_FAILED')),
    )
  },
  wait: (_world, { seconds }) => pass(seconds),
}

/** In steps that are small at first, since that is when timers are due. @param {number} seconds */
async function pass(seconds) {
  await elapse(1000 * Math.min(seconds, 12), 1000)
  await elapse(1000 * Math.max(0, seconds - 12), 40_000_000)
}

/**
 * What holds at any moment: the keys of the last good answer are there, whatever came after it.
 *
 * @param {World} world
 */
function assertInvariants({ remote, verifier, published }) {
  const kids = new Set(remote.keys.map(({ kid }) => kid))
  const known = [...published].map((index) => `key ${index}`)
  assert.deepEqual(kids, new Set(known))
  for (const index of published) {
    const token = tokenOf(/** @type {IssuerKey} */ (pool[index]), forever)
    assert.equal(verifier.check(token).ok, true, 'no key is lost')
  }
}

/** @param {Step[]} steps @param {(world: World) => Promise<void>} end */
function tell(steps, end) {
  return whileTimeStands(now * 1000, async () => {
    const world = new World()
    for (const taken of steps) {
      await acts[taken.kind](world, taken)
      await settle()
      assertInvariants(world)
    }
    await end(world)
    assert.equal(world.pending, 0, 'every call is answered')
    assert.deepEqual(world.faults, [])
    world.remote.dispose()
  })
}

const story = fc.array(step, { minLength: 3, maxLength: 25, size: 'max' })

test('no key is lost and no server flooded, and every call is answered, whatever the server does', () =>
  holds(
    fc.asyncProperty(story, (steps) => tell(steps, () => pass(4 * (cooldown + timeout)))),
    80,
  ))

test('whatever came before, a token of a new key is taken, though it may have to wait for a cooldown', () =>
  holds(
    fc.asyncProperty(story, (steps) =>
      tell(steps, async (world) => {
        world.server.answer = () => reply(jwksOf([tomorrows]))
        const verdict = world.verifier.checkAsync(tokenOf(tomorrows, forever))
        world.follow(verdict.then(({ ok }) => assert.ok(ok)))
        // One exchange that hangs may be under way, and the one after it must wait for its turn.
        await pass(timeout + cooldown + 1)
      }),
    ),
    60,
  ))

test('a flood of names that nobody published causes one fetch in each cooldown', () =>
  holds(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string(), fc.constantFrom(0, 0.5, 1, 3)), { minLength: 20, maxLength: 60 }),
      (flood) =>
        tell([], async (world) => {
          world.publish([0], undefined)
          world.follow(world.remote.load())
          await pass(cooldown)
          const before = world.fetches
          let seconds = 0
          for (const [kid, wait] of flood) {
            const token = tokenOf(/** @type {IssuerKey} */ (foreign[0]), forever, { kid: `x${kid}` })
            world.follow(world.verifier.checkAsync(token).then(({ ok }) => assert.ok(!ok)))
            assert.ok(!world.verifier.check(token).ok)
            await pass(wait)
            seconds += wait
          }
          await pass(2 * cooldown)
          const fetches = world.fetches - before
          assert.ok(fetches <= 1 + (seconds + 2 * cooldown) / cooldown, `${fetches} in ${seconds} s`)
        }),
    ),
    15,
  ))
