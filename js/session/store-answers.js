/** @import { SessionName, SessionStore } from '../stores/contract.js' */

/** @typedef {Exclude<keyof SessionStore, 'consistency'>} Method */

const statuses = Object.freeze(['active', 'ended', 'compromised'])
const numbers = Object.freeze(['generation', 'rotatedAt', 'createdAt', 'idleExpiresAt', 'absoluteExpiresAt'])
const texts = Object.freeze(['id', 'subject', 'device', 'reason'])

/**
 * Whether each method answered with what the contract has it answer with. What is anything else was not said by a store
 * that works, and decides nothing: undefined is not "banned", and a word is not "it was written".
 *
 * @type {Readonly<Record<Method, (answer: unknown, args: readonly unknown[]) => boolean>>}
 */
const answers = Object.freeze({
  now: isTime,
  insert: isBoolean,
  read: (answer, [name]) => isReading(answer, /** @type {SessionName} */ (name)),
  rotate: isBoolean,
  end: isBoolean,
  endAll: isNames,
  list: (answer, [subject]) =>
    Array.isArray(answer) && answer.every((row) => isRow(row) && row.subject === subject),
  ban: isNames,
  unban: isBoolean,
  purge: isCount,
  hit: (answer) => isObject(answer) && isCount(answer.hits) && Number.isFinite(answer.resetsIn),
  forget: () => true,
})

/**
 * assertAnswer throws a TypeError where a store answered with something else than its contract says. It shows nothing of
 * the answer.
 *
 * @param {Method} method
 * @param {unknown} answer
 * @param {readonly unknown[]} args  of the call
 */
export function assertAnswer(method, answer, args) {
  if (!answers[method](answer, args))
    throw new TypeError(`store.${method}() answered with what its contract does not have`)
}

/**
 * A row that belongs to somebody else was never asked for.
 *
 * @param {unknown} answer
 * @param {SessionName} name
 */
function isReading(answer, { subject, id }) {
  if (!isObject(answer) || !isTime(answer.now)) return false
  const { row } = answer
  return row === undefined || (isRow(row) && row.subject === subject && row.id === id)
}

/**
 * Only the types: whether the numbers can be those of one row is for C++ to say.
 *
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRow(value) {
  return (
    isObject(value) &&
    statuses.some((status) => status === value.status) &&
    numbers.every((name) => typeof value[name] === 'number') &&
    texts.every((name) => typeof value[name] === 'string')
  )
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null
}

/** @param {unknown} value */
function isBoolean(value) {
  return typeof value === 'boolean'
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** @param {unknown} value */
function isNames(value) {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}
