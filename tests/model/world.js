import { Violation } from './explore.js'
import { execute as executeInMemory, grace, storeTimeout } from './machine.js'
import { createNumbers, remembered } from './memory.js'
import { createProbes } from './probes.js'

/** @import { Step, World } from './explore.js' */
/** @import { Answer, Call, createMachine, Execute, Operation, Progress, Result, StoreData } from './machine.js' */

/**
 * Where a browser, or a thief, keeps the refresh token: shared by all tabs, set by whichever answer arrives last.
 *
 * @typedef {{ token: string | undefined, accessEnds: number }} Jar
 *
 * @typedef {object} Flight  an operation that was sent and not answered yet
 * @property {Operation} operation
 * @property {readonly { call: Call, answer: Answer }[]} log  what the store was asked and answered
 * @property {Progress} progress  the call that waits, or the answer that is on its way to the client
 * @property {Answer} [held]      what the store has answered to the call, on its way to the server
 * @property {number} sentAt
 * @property {boolean} afterEnd   sent when the session was known to be over
 *
 * @typedef {object} Client
 * @property {'tab' | 'thief' | 'logout' | 'ban'} role
 * @property {number} left  how many operations it may still send
 * @property {Flight | undefined} flight
 *
 * @typedef {object} State
 * @property {StoreData} data
 * @property {readonly Client[]} clients
 * @property {readonly [browser: Jar, thief: Jar]} jars
 * @property {readonly Call[]} queue  calls whose callers were told of a failure, and which may still take effect
 * @property {number} losses  how many answers may still get lost, or calls fail
 * @property {number} jumps   how often the clock may still jump
 * @property {boolean} over   whether the session was ended, or somebody was told so
 * @property {readonly string[]} issued  the refresh token of each generation
 *
 * @typedef {object} WorldOptions
 * @property {number} [tabs]      how many clients share the browser's cookie
 * @property {number} [attempts]  how often each of them may send a refresh
 * @property {number} [thief]     how often somebody may who copied the cookie, whenever that was
 * @property {readonly ('logout' | 'ban')[]} [endings]  what else may come in between, once each
 * @property {number} [losses]    of calls to the store before or after their effect, and of answers to clients
 * @property {readonly number[]} [jumps]  by how many seconds the clock may jump
 * @property {number} [maxJumps]
 * @property {boolean} [queues]   whether a call that was lost may also wait and take effect later
 * @property {boolean} [patient]  clients that keep to what section 5 of the design asks of honest ones: they refresh when
 *   the access token has expired, get each answer within the grace or never, and ask again within it
 * @property {boolean} [eager]     but for that they do not wait until the access token has expired
 * @property {boolean} [separate] lets an answer of the store wait on its way back. That it does is no difference to
 *   anybody, because what a server knows it tells nobody before its next call: so it is tried in small worlds only
 * @property {Execute} [execute]  the store
 */

const none = Object.freeze({ token: undefined, accessEnds: 0 })

/**
 * createWorld makes all that clients, a network, a store and a clock may do around one session.
 *
 * @param {Awaited<ReturnType<typeof createMachine>>} machine
 * @param {WorldOptions} options
 * @returns {Promise<World<State>>}
 */
export async function createWorld(machine, options) {
  const { tabs = 1, attempts = 1, thief = 0, endings = [], losses = 0, jumps = [], maxJumps = 0 } = options
  const {
    queues = false,
    patient = false,
    eager = false,
    separate = false,
    execute = executeInMemory,
  } = options
  const honest = patient && thief === 0 && endings.length === 0
  const probes = createProbes(machine, execute)
  const begun = await machine.begin()
  const number = createNumbers()
  const advance = remembered(machine.advance)
  const executed = remembered(execute)

  /** @type {State} */
  const initial = {
    data: begun.data,
    clients: [
      ...Array.from({ length: tabs }, () => client('tab', attempts)),
      ...(thief > 0 ? [client('thief', thief)] : []),
      ...endings.map((role) => client(role, 1)),
    ],
    jars: [{ token: begun.token, accessEnds: begun.accessEnds }, none],
    queue: [],
    losses,
    jumps: maxJumps,
    over: false,
    issued: [begun.token],
  }
  return { initial, steps, keyOf, check }

  /** @param {State} state */
  function steps(state) {
    return [
      ...state.clients.flatMap((one, index) =>
        one.flight ? flying(state, index, one.flight) : sending(state, index),
      ),
      ...state.queue.map((_, index) => step('a queued call takes effect', () => dequeue(state, index))),
      ...(state.jumps > 0 ? jumps : [])
        .filter((seconds) => mayWait(state, seconds))
        .map((seconds) =>
          step(`${seconds} s pass`, async () => later({ ...state, jumps: state.jumps - 1 }, seconds)),
        ),
    ]
  }

  /**
   * @param {State} state
   * @param {number} index
   * @returns {Step<State>[]}
   */
  function sending(state, index) {
    const { role, left } = at(state.clients, index)
    if (left === 0) return []
    const [browser, stolen] = state.jars
    if (role === 'thief') {
      if (stolen.token !== undefined) return [step('thief sends', () => send(state, index, stolen.token))]
      const { token } = browser
      return token === undefined ? [] : [step('thief copies the cookie', async () => steal(state, token))]
    }
    if (role === 'ban') return [step('ban', () => send(state, index, ''))]
    const { token, accessEnds } = browser
    const waits = role === 'tab' && patient && !eager && state.data.now < accessEnds
    return token === undefined || waits
      ? []
      : [step(`${role} ${index} sends`, () => send(state, index, token))]
  }

  /**
   * @param {State} state
   * @param {number} index
   * @param {Flight} flight
   * @returns {Step<State>[]}
   */
  function flying(state, index, flight) {
    const { progress, held } = flight
    const name = `${at(state.clients, index).role} ${index}`
    const poorer = { ...state, losses: state.losses - 1 }
    const failed = /** @type {Answer} */ ({ failed: true })
    if ('result' in progress) {
      const arrive = step(`${name}: answer arrives`, async () => arrived(state, index, progress.result))
      const lost = step(`${name}: answer is lost`, async () => landed(poorer, index))
      return state.losses > 0 ? [arrive, lost] : [arrive]
    }
    const { call } = progress
    if (held !== undefined)
      return [step(`${name}: ${call.method} returns`, () => answered(state, index, flight, held))]
    const proceed = step(`${name}: ${call.method}`, () => proceeded(state, index, flight, call))
    if (state.losses === 0) return [proceed]
    return [
      proceed,
      step(`${name}: ${call.method} fails`, () => answered(poorer, index, flight, failed)),
      step(`${name}: ${call.method}, and its answer is lost`, async () =>
        answered((await asked(poorer, call)).state, index, flight, failed),
      ),
      ...(queues && mayWait(state, storeTimeout)
        ? [
            step(`${name}: ${call.method} is left in a queue`, async () =>
              answered(
                later({ ...poorer, queue: [...state.queue, call] }, storeTimeout),
                index,
                flight,
                failed,
              ),
            ),
          ]
        : []),
    ]
  }

  /**
   * @param {State} state
   * @param {number} index
   * @param {string | undefined} token
   */
  async function send(state, index, token = '') {
    const { role, left } = at(state.clients, index)
    const kind = role === 'ban' ? 'ban' : role === 'logout' ? 'end' : 'refresh'
    /** @type {Operation} */
    const operation = { kind, token, by: role }
    const { now, row } = state.data
    const progress = await advance(operation, [], now)
    const afterEnd = state.over || row.status !== 'active'
    return withClient(state, index, {
      role,
      left: left - 1,
      flight: { operation, log: [], progress, sentAt: now, afterEnd },
    })
  }

  /**
   * @param {State} state
   * @param {number} index
   * @param {Flight} flight
   * @param {Call} call
   */
  async function proceeded(state, index, flight, call) {
    const { state: changed, answer } = await asked(state, call)
    if (!separate) return answered(changed, index, flight, answer)
    return withClient(changed, index, {
      ...at(state.clients, index),
      flight: { ...flight, held: answer },
    })
  }

  /**
   * What a call does to the store.
   *
   * @param {State} state
   * @param {Call} call
   * @returns {Promise<{ state: State, answer: Answer }>}
   */
  async function asked(state, call) {
    const { data, value } = await executed(state.data, call)
    const [before, after] = [state.data.row, data.row]
    const over = before.status !== 'active'
    if (over && after.status === 'active') throw new Violation('an ended session came back')
    if (over && after.generation !== before.generation) throw new Violation('an ended session was rotated')
    if (call.method === 'rotate' && value === true && after.generation !== before.generation + 1)
      throw new Violation('two rotations of one generation won')
    return { state: { ...state, data }, answer: { value } }
  }

  /**
   * What a server does when the store has answered, up to its next call or to its answer.
   *
   * @param {State} state
   * @param {number} index
   * @param {Flight} flight
   * @param {Answer} answer
   */
  async function answered(state, index, { operation, log, progress, sentAt, afterEnd }, answer) {
    if (!('call' in progress)) throw new Error('nothing was asked')
    const longer = [...log, { call: progress.call, answer }]
    const next = await advance(operation, longer, state.data.now)
    const told = 'result' in next ? judged(state, operation, next.result, afterEnd) : state
    const flight =
      'result' in next
        ? { operation: { ...operation, token: '' }, log: [], progress: next, sentAt, afterEnd: false }
        : { operation, log: longer, progress: next, sentAt, afterEnd }
    return withClient(told, index, { ...at(state.clients, index), flight })
  }

  /**
   * What a server may tell a client, and what it may not.
   *
   * @param {State} state
   * @param {Operation} operation
   * @param {Result} result
   * @param {boolean} afterEnd
   * @returns {State}
   */
  function judged(state, { kind }, result, afterEnd) {
    if (kind !== 'refresh') return result.ok ? { ...state, over: true } : state
    if (!('token' in result)) {
      if (honest && !result.ok && isRefusal(result))
        throw new Violation(`an honest client lost its session: ${result.code}`)
      return state
    }
    if (afterEnd) throw new Violation('an ended session was refreshed')
    const generation = generationOf(result.token)
    const known = state.issued[generation]
    if (known !== undefined && known !== result.token)
      throw new Violation('two lineages: two refresh tokens of one generation')
    const issued = [...state.issued]
    issued[generation] = result.token
    return { ...state, issued }
  }

  /**
   * @param {State} state
   * @param {number} index
   * @param {Result} result
   * @returns {State}
   */
  function arrived(state, index, result) {
    const { role } = at(state.clients, index)
    const landing = landed(state, index)
    if (role === 'ban') return landing
    const own = role === 'thief' ? 1 : 0
    const jar = 'token' in result ? result : result.ok || isRefusal(result) ? none : state.jars[own]
    const filled = { token: jar.token, accessEnds: jar.accessEnds }
    return { ...landing, jars: own === 0 ? [filled, state.jars[1]] : [state.jars[0], filled] }
  }

  /**
   * @param {State} state
   * @param {number} index
   */
  async function dequeue(state, index) {
    const { state: changed } = await asked(state, at(state.queue, index))
    return { ...changed, queue: state.queue.filter((_, other) => other !== index) }
  }

  /**
   * Whether so much time may pass. Where clients keep to the rules, it may not while an answer would come later than the
   * grace, nor while a rotation would grow older than it that the browser does not know of, or a request on its way.
   *
   * @param {State} state
   * @param {number} seconds
   */
  function mayWait({ data: { now, row }, jars: [{ token }], clients }, seconds) {
    if (!patient) return true
    const flights = clients.flatMap(({ flight }) => flight ?? [])
    const asking = flights.filter(({ progress }) => 'call' in progress)
    const held = [token, ...asking.map(({ operation }) => operation.token)]
    const current = held.every((one) => one === undefined || generationOf(one) === row.generation)
    return (
      flights.every(({ sentAt }) => now + seconds <= sentAt + grace) &&
      (current || now + seconds <= row.rotatedAt + grace)
    )
  }

  /** @param {State} state */
  async function check({ clients, data, jars: [{ token: own }, { token: stolen }], over }) {
    if (clients.some(({ flight }) => flight !== undefined)) return
    if (honest) await probes.converges(data, own)
    if (own !== undefined && stolen !== undefined) await probes.cannotBothGoOn(data, own, stolen)
    if (over) await probes.isOver(data, own ?? stolen ?? begun.token)
  }

  /**
   * Tabs are told apart by what they do and not by their number; texts that were met before, by a number.
   *
   * @param {State} state
   */
  function keyOf({ clients, ...rest }) {
    const flights = clients.map(({ role, left, flight }) => `${role} ${left} ${number(flight)}`)
    return `${flights.sort().join()} ${number(rest.data)} ${number(rest.jars)} ${number(rest.queue)} ${number(
      rest.issued,
    )} ${rest.losses} ${rest.jumps} ${rest.over}`
  }
}

/**
 * @param {Client['role']} role
 * @param {number} left
 * @returns {Client}
 */
function client(role, left) {
  return { role, left, flight: undefined }
}

/**
 * @param {string} label
 * @param {() => Promise<State>} take
 */
function step(label, take) {
  return { label, take }
}

/**
 * @param {State} state
 * @param {string} token
 * @returns {State}
 */
function steal(state, token) {
  return { ...state, jars: [state.jars[0], { token, accessEnds: 0 }] }
}

/**
 * @param {State} state
 * @param {number} seconds
 * @returns {State}
 */
function later(state, seconds) {
  return { ...state, data: { ...state.data, now: state.data.now + seconds } }
}

/**
 * @param {State} state
 * @param {number} index
 */
function landed(state, index) {
  return withClient(state, index, { ...at(state.clients, index), flight: undefined })
}

/**
 * @param {State} state
 * @param {number} index
 * @param {Client} changed
 * @returns {State}
 */
function withClient(state, index, changed) {
  return { ...state, clients: state.clients.map((one, at) => (at === index ? changed : one)) }
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} index
 */
function at(items, index) {
  return /** @type {Item} */ (items[index])
}

/** Whether an answer takes the cookie away. @param {{ code: string }} result */
function isRefusal({ code }) {
  return code !== 'ERR_STORE_UNAVAILABLE' && code !== 'ERR_STORE_INCONSISTENT'
}

/** @type {Map<string, number>} */
const generations = new Map()

/** @param {string} token */
function generationOf(token) {
  const known = generations.get(token)
  if (known !== undefined) return known
  const { gen } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  generations.set(token, gen)
  return gen
}
