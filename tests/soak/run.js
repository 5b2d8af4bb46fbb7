// A server under load while things go wrong around it: whether any answer is wrong, any session is lost, or memory grows.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { hashPassword } from 'holoband'
import Database from 'libsql'
import { openUsers } from '../../examples/login-server/users.js'
import { loadServer } from '../faults/servers.js'
import { freePorts } from '../support/free-port.js'
import { startPostgres } from '../support/postgres-server.js'
import { startRedis } from '../support/redis-server.js'
import { Checker } from './checker.js'

/** @import { Server } from '../faults/servers.js' */
/** @import { StoreAddress } from '../faults/stores.js' */
/** @import { KeyRing, MemoryReading } from './server.js' */

/** @typedef {'sqlite' | 'redis' | 'postgres'} StoreKind */

/**
 * `grace` is in seconds, and longer than any outage: that is what it is for.
 *
 * @typedef {object} SoakOptions
 * @property {StoreKind} store
 * @property {number} seconds
 * @property {number} checkers     browsers that look at every answer
 * @property {number} connections  of the load
 * @property {number} grace
 * @property {(line: string) => void} say
 *
 * @typedef {object} Sample
 * @property {number} at  minutes since the beginning
 * @property {MemoryReading} memory
 *
 * @typedef {object} Storage
 * @property {StoreAddress} address
 * @property {(() => Promise<void>)[]} outages
 * @property {() => Promise<void>} dispose
 */

const accessTtl = 20
const program = fileURLToPath(new URL('server.js', import.meta.url))
/** The rate limit of logins, for an address in 15 minutes; a few are left for the load's own. */
const mostLogins = 95
const user = (/** @type {number} */ index) => ({
  name: `user-${index}`,
  password: 'correct horse battery staple',
})

/** @param {SoakOptions} options */
export async function soak({ store: kind, seconds, checkers: count, connections, grace, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-soak-'))
  const storage = await storages[kind](folder)
  /** @type {Server[]} */
  const started = []
  try {
    const users = join(folder, 'users.db')
    addUsers(users, count + 1)
    const ports = await freePorts(2)
    const origins = ports.map((port) => `http://127.0.0.1:${port}`)
    const keys = [makeKey()]
    const load = (/** @type {number} */ at, /** @type {KeyRing} */ ring) => {
      const order = {
        store: storage.address,
        users,
        port: ports[at] ?? 0,
        origins,
        keys: ring,
        grace,
        accessTtl,
      }
      return loadServer(order, { program, flags: ['--expose-gc'] })
    }
    const steady = await load(0, keys)
    started.push(steady)
    const mortal = await load(1, keys)
    started.push(mortal)
    await Promise.all(started.map((server) => server.go()))
    const world = { steady, mortal, keys, load, storage, started, say }
    return await live(world, { kind, seconds, count, connections, grace })
  } finally {
    await Promise.all(started.map((server) => server.kill()))
    await storage.dispose()
    rmSync(folder, { recursive: true })
  }
}

/**
 * @typedef {object} World
 * @property {Server} steady  is never ended, and gets the load
 * @property {Server} mortal  is killed again and again
 * @property {KeyRing} keys   the one that signs first
 * @property {(at: number, ring: KeyRing) => Promise<Server>} load
 * @property {Storage} storage
 * @property {Server[]} started
 * @property {(line: string) => void} say
 */

/**
 * @param {World} world
 * @param {{ kind: StoreKind, seconds: number, count: number, connections: number, grace: number }} settings
 */
async function live(world, { kind, seconds, count, connections, grace }) {
  const { steady, mortal } = world
  let logins = 0
  const mayLogIn = () => logins < mostLogins && ++logins > 0
  // So that the logins which there may be are spread over the whole time.
  const period = Math.max(2000, (seconds * 1000 * count) / (mostLogins - count))
  const scene = { urls: [steady.url, mortal.url], grace, period, mayLogIn }
  const checkers = Array.from({ length: count }, (_, index) => new Checker(scene, user(index), index + 1))
  for (const checker of checkers) if (mayLogIn()) await checker.enter()
  const running = checkers.map((checker) => checker.run())
  const loading = startLoad({ ...scene, urls: [steady.url] }, connections, count)
  const ends = Date.now() + seconds * 1000
  const sampling = sample(steady, ends)
  const faults = await goWrong(world, ends)
  for (const checker of checkers) checker.stop()
  await Promise.all(running)
  const load = await (await loading).stop()
  const survived = await Promise.all(checkers.map((checker) => checker.survived()))
  const answers = sumOf(checkers.map((checker) => checker.answers))
  const wrong = [
    ...checkers.flatMap(({ failures, name }) => failures.map((text) => `${name}: ${text}`)),
    ...load.wrong,
  ]
  return {
    ...{ kind, seconds, connections, checkers: count, faults, load: load.figures, answers, wrong },
    unanswered: checkers.reduce((sum, { counts }) => sum + counts.broken, 0),
    endings: checkers.reduce((sum, { endings }) => sum + endings, 0),
    lost: survived.filter((alive) => !alive).length,
    samples: await sampling,
    unexpected: unexpectedEvents([steady, ...world.started]),
  }
}

/** @typedef {Awaited<ReturnType<typeof soak>>} SoakResult */

/** What the servers may tell of sessions here: anything else is a session that was harmed. */
const expectedEvents = ['issued', 'refreshed', 'replayed', 'revoked', 'reused']

/** @param {readonly Server[]} servers */
function unexpectedEvents(servers) {
  return servers.flatMap(({ events }) => events.filter(({ type }) => !expectedEvents.includes(type))).length
}

/**
 * Lets one thing after the other go wrong until it is time to end; how often each did.
 *
 * @param {World} world
 * @param {number} ends
 */
async function goWrong(world, ends) {
  const { storage, say } = world
  /** @type {Record<string, number>} */
  const counts = {}
  const faults = [
    { name: 'server killed', act: () => killAndReplace(world) },
    { name: 'keys rotated', act: () => rotateKeys(world) },
    { name: 'store slow', act: () => slowDown(world) },
    ...storage.outages.map((act) => ({ name: 'store away', act })),
  ]
  const rest = Math.min(4000, (ends - Date.now()) / 10)
  for (let round = 0; Date.now() + rest < ends; round++) {
    await pause(rest)
    const fault = faults[round % faults.length]
    if (fault === undefined) break
    await fault.act()
    counts[fault.name] = (counts[fault.name] ?? 0) + 1
    say(`${fault.name}, ${Math.max(0, Math.round((ends - Date.now()) / 1000))} s left`)
  }
  await pause(Math.max(0, ends - Date.now()))
  return counts
}

/** The next server is loaded before the kill, so that the port is free for a moment only. @param {World} world */
async function killAndReplace(world) {
  const next = await world.load(1, world.keys)
  world.started.push(next)
  await world.mortal.kill()
  world.mortal = next
  await next.go()
}

/**
 * A new key is trusted by all before any signs with it, and an old one as long as tokens by it may come.
 *
 * @param {World} world
 */
async function rotateKeys(world) {
  const [active, ...others] = world.keys
  const next = makeKey()
  if (active === undefined) return
  for (const keys of [
    [active, next, ...others],
    [next, active, ...others],
  ]) {
    world.keys = keys
    await Promise.all([world.steady, world.mortal].map((server) => server.ask({ type: 'keys', keys })))
  }
  // A session is refreshed every few seconds, and nobody holds a token of the last but one any more.
  world.keys = world.keys.slice(0, 3)
}

/** @param {World} world */
async function slowDown({ steady, mortal }) {
  const servers = [steady, mortal]
  await Promise.all(servers.map((server) => server.ask({ type: 'latency', latency: 150 })))
  await pause(1500)
  await Promise.all(servers.map((server) => server.ask({ type: 'latency', latency: 0 })))
}

/**
 * Reads the memory of a server now and then.
 *
 * @param {Server} server
 * @param {number} ends
 * @returns {Promise<Sample[]>}
 */
async function sample(server, ends) {
  const begin = Date.now()
  const step = Math.max(500, (ends - begin) / 60)
  /** @type {Sample[]} */
  const samples = []
  while (Date.now() < ends) {
    await pause(step)
    const memory = /** @type {MemoryReading} */ (await server.ask({ type: 'memory' }))
    samples.push({ at: (Date.now() - begin) / 60_000, memory })
  }
  return samples
}

/**
 * Loads a server with requests of one session, whose cookie it keeps fresh. Every answer has to be 200 and about that
 * session.
 *
 * @param {import('./checker.js').Scene} scene
 * @param {number} connections
 * @param {number} index  of the user
 */
async function startLoad(scene, connections, index) {
  const holder = new Checker(scene, user(index), index + 1)
  await holder.enter()
  /** @type {autocannon.Client[]} */
  const clients = []
  const headers = () => ({ cookie: holder.jar.header })
  const { sid } = holder
  const run = autocannon({
    url: `${scene.urls[0]}/api/me`,
    ...{ connections, duration: 86_400, headers: headers() },
    setupClient: (client) => clients.push(client),
    verifyBody: (body) => String(body).includes(`"sid":"${sid}"`),
  })
  const begin = Date.now()
  let isRunning = true
  const refreshing = (async () => {
    for (let due = Date.now(); isRunning; await pause(100)) {
      if (Date.now() < due || !(await holder.renew())) continue
      for (const client of clients) client.setHeaders(headers())
      due = Date.now() + (accessTtl * 1000) / 3
    }
  })()
  return {
    async stop() {
      isRunning = false
      const seconds = (Date.now() - begin) / 1000
      // Its type does not say that a run can be stopped.
      const { stop } = /** @type {{ stop: () => void }} */ (/** @type {unknown} */ (run))
      stop.call(run)
      const { latency, statusCodeStats = {}, errors, timeouts, mismatches } = await run
      await refreshing
      const { 200: good, ...others } = Object.fromEntries(
        Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]),
      )
      const bad = Object.entries({ ...others, errors, timeouts, mismatches }).filter(
        ([, times]) => Number(times) > 0,
      )
      return {
        figures: { requests: good ?? 0, perSecond: (good ?? 0) / seconds, latency },
        wrong: [...bad.map(([what, times]) => `load: ${what}, ${times} times`), ...holder.failures],
      }
    },
  }
}

/** @type {Record<StoreKind, (folder: string) => Promise<Storage>>} */
const storages = {
  async sqlite(folder) {
    const file = join(folder, 'sessions.db')
    const lock = async () => {
      const database = new Database(file)
      database.exec('BEGIN EXCLUSIVE')
      await pause(700)
      database.exec('ROLLBACK')
      database.close()
    }
    return { address: { kind: 'sqlite', file }, outages: [lock], dispose: async () => {} }
  },
  async redis() {
    const { port, stop, kill, start, dispose } = await startRedis()
    const address = /** @type {const} */ ({ kind: 'redis', client: 'node-redis', port })
    return { address, outages: [stop, kill].map((end) => outage(end, start)), dispose }
  },
  async postgres() {
    const { address, stop, kill, start, dispose } = await startPostgres()
    return {
      address: { kind: 'postgres', address },
      outages: [stop, kill].map((end) => outage(end, start)),
      dispose,
    }
  },
}

/**
 * @param {() => Promise<void>} end
 * @param {() => Promise<void>} start
 */
const outage = (end, start) => async () => {
  await end()
  await pause(500)
  await start()
}

/**
 * Users of one password, which is hashed once.
 *
 * @param {string} file
 * @param {number} count
 */
function addUsers(file, count) {
  openUsers(file).close()
  const database = new Database(file)
  const hash = hashPassword(user(0).password)
  const insert = database.prepare("INSERT INTO users (name, password, role, banned) VALUES (?, ?, 'user', 0)")
  for (let index = 0; index < count; index++) insert.run(user(index).name, hash)
  database.close()
}

function makeKey() {
  const kid = randomBytes(6).toString('hex')
  return { kid, secret: randomBytes(32).toString('base64url') }
}

/** @param {readonly Record<string, number>[]} list */
function sumOf(list) {
  /** @type {Record<string, number>} */
  const sum = {}
  for (const counts of list)
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
