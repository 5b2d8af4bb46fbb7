/** @import { Answer, Call, Operation, Progress, StoreData } from './machine.js' */

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
 */

export const none = Object.freeze({ token: undefined, accessEnds: 0 })

/**
 * @param {Client['role']} role
 * @param {number} left
 * @returns {Client}
 */
export function client(role, left) {
  return { role, left, flight: undefined }
}

/**
 * @param {string} label
 * @param {() => Promise<State>} take
 */
export function step(label, take) {
  return { label, take }
}

/**
 * @param {State} state
 * @param {string} token
 * @returns {State}
 */
export function steal(state, token) {
  return { ...state, jars: [state.jars[0], { token, accessEnds: 0 }] }
}

/**
 * @param {State} state
 * @param {number} seconds
 * @returns {State}
 */
export function later(state, seconds) {
  return { ...state, data: { ...state.data, now: state.data.now + seconds } }
}

/**
 * @param {State} state
 * @param {number} index
 */
export function landed(state, index) {
  return withClient(state, index, { ...at(state.clients, index), flight: undefined })
}

/**
 * @param {State} state
 * @param {number} index
 * @param {Client} changed
 * @returns {State}
 */
export function withClient(state, index, changed) {
  return { ...state, clients: state.clients.map((one, at) => (at === index ? changed : one)) }
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} index
 */
export function at(items, index) {
  return /** @type {Item} */ (items[index])
}

/** Whether an answer takes the cookie away. @param {{ code: string }} result */
export function isRefusal({ code }) {
  return code !== 'ERR_STORE_UNAVAILABLE' && code !== 'ERR_STORE_INCONSISTENT'
}

/** @type {Map<string, number>} */
const generations = new Map()

/** @param {string} token */
export function generationOf(token) {
  const known = generations.get(token)
  if (known !== undefined) return known
  const { gen } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  generations.set(token, gen)
  return gen
}
