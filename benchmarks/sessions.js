// Usage: node benchmarks/sessions.js [store ...] [--check] [--sessions=N] [--rounds=N]
// Refreshes on real stores that the benchmark starts itself: sqlite, redis, postgres. For each, one with 1,000 sessions
// and one with 1,000,000 are refreshed in turns, so that a machine that slows down slows both down. With --check it ends
// with status 1 where the full one is more than 1.5 times as slow.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { secretKey } from 'holoband'
import { createSessions } from 'holoband/session'
import { ratio, spread } from './measure.js'
import { machine, table } from './report.js'
import { stores } from './stores.js'
import { secret } from './workload.js'

/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { Sessions } from 'holoband/session' */

const few = 1000
const turn = 500
const allowed = 1.5
const concurrency = 64

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    sessions: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '21' },
  },
})
const many = Number(values.sessions)
const rounds = Number(values.rounds)

/**
 * Sessions whose refresh tokens are known, among others that only fill the store.
 *
 * @typedef {{ sessions: Readonly<Sessions>, tokens: string[] }} Crowd
 */

/**
 * @param {SessionStore} store
 * @param {number} size
 * @returns {Promise<Crowd>}
 */
async function crowd(store, size) {
  const sessions = createSessions({
    key: secretKey(secret),
    issuer: 'https://auth.example',
    audience: 'https://api.example',
    store,
  })
  const known = Math.min(size, 10_000)
  const tokens = /** @type {string[]} */ ([])
  const now = Math.floor(await store.now())
  const times = {
    rotatedAt: now,
    createdAt: now,
    idleExpiresAt: now + 604_800,
    absoluteExpiresAt: now + 2_592_000,
  }
  await inParallel(size, async (index) => {
    if (index % Math.floor(size / known) === 0) {
      tokens.push((await sessions.start(`subject-${index}`, { device: 'benchmark' })).refreshToken)
      return
    }
    const name = { id: `filler-session-${index}`, subject: `subject-${index}` }
    await store.insert({
      ...name,
      status: 'active',
      generation: 0,
      ...times,
      device: 'benchmark',
      reason: '',
    })
  })
  return { sessions, tokens }
}

/**
 * @param {number} count
 * @param {(index: number) => Promise<void>} work
 */
async function inParallel(count, work) {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

/**
 * Refreshes one after the other, anywhere among the known sessions, and returns the median of the milliseconds.
 *
 * @param {Crowd} crowd
 */
async function refreshSome({ sessions, tokens }) {
  const times = []
  for (let count = 0; count < turn; count++) {
    const index = Math.floor(Math.random() * tokens.length)
    const start = process.hrtime.bigint()
    const { refreshToken } = await sessions.refresh(tokens[index] ?? '')
    times.push(Number(process.hrtime.bigint() - start) / 1e6)
    tokens[index] = refreshToken
  }
  return spread(times).median
}

/**
 * How many refreshes a second one process gets done when it never waits for one before it begins the next, and how much
 * of a core it needs for that.
 *
 * @param {Crowd} crowd
 */
async function throughput({ sessions, tokens }) {
  const count = 20 * turn
  const usage = process.cpuUsage()
  const start = process.hrtime.bigint()
  await inParallel(count, async (index) => {
    const at = index % tokens.length
    tokens[at] = (await sessions.refresh(tokens[at] ?? '')).refreshToken
  })
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  const { user, system } = process.cpuUsage(usage)
  return { perSecond: count / seconds, cores: (user + system) / 1e6 / seconds }
}

/** @param {string} name */
async function measure(name) {
  const { open, close } = await (stores[name] ?? unknown(name))()
  try {
    const small = await crowd(await open('few'), few)
    const started = performance.now()
    const large = await crowd(await open('many'), many)
    const filled = many / ((performance.now() - started) / 1000)
    const times = { small: /** @type {number[]} */ ([]), large: /** @type {number[]} */ ([]) }
    await refreshSome(small)
    await refreshSome(large)
    for (let round = 0; round < rounds; round++) {
      times.small.push(await refreshSome(small))
      times.large.push(await refreshSome(large))
    }
    return { name, filled, times, ...(await throughput(large)) }
  } finally {
    await close()
  }
}

/**
 * @param {string} name
 * @returns {never}
 */
function unknown(name) {
  throw new Error(`There is no store called ${name}: ${Object.keys(stores).join(', ')}`)
}

const { cpu, cores, system, node, load } = machine()
console.log(`${cpu}, ${cores} cores, ${system}, Node.js ${node}, load ${load}`)
console.log(`Refreshes with HS256: ${few} sessions and ${many}, ${rounds} rounds of ${turn} in turns`)

const rows = []
for (const name of positionals.length > 0 ? positionals : Object.keys(stores)) {
  const { filled, times, perSecond, cores: used } = await measure(name)
  const timing = (/** @type {number[]} */ each) => ({
    name,
    rounds: each,
    processor: spread(each),
    clock: spread(each),
  })
  // How many times as long the full one takes, round by round.
  const compared = ratio(timing(times.small), timing(times.large))
  rows.push([
    name,
    spread(times.small).median.toFixed(3),
    spread(times.large).median.toFixed(3),
    `${compared.median.toFixed(2)} (${compared.low.toFixed(2)} – ${compared.high.toFixed(2)})`,
    Math.round(perSecond).toLocaleString('en'),
    used.toFixed(2),
    Math.round(filled).toLocaleString('en'),
  ])
  if (!values.check || compared.median <= allowed) continue
  console.error(`${name}: a refresh among ${many} sessions takes ${compared.median.toFixed(2)} times as long`)
  process.exitCode = 1
}
const head = ['', 'ms of few', 'ms of many', 'ratio (quartiles)', 'per second', 'cores', 'started per second']
console.log(table('one refresh, and as many as one process can', head, rows))
