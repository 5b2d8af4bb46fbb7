// What a store may answer with that its contract does not have, made of the answer that it would have given.

/** @typedef {(answer: never) => unknown} Garbage */

const anything = Object.freeze([
  () => undefined,
  () => null,
  () => Number.NaN,
  () => 'true',
  () => ({}),
  () => [{}],
  () => Symbol('answer'),
  () => () => true,
])

/** Of a method that answers with true or false, a number is none either. */
const notBoolean = Object.freeze([...anything, () => 1, () => 0, () => 'false'])
const notNumber = Object.freeze([
  ...anything,
  () => -1,
  () => Number.POSITIVE_INFINITY,
  () => true,
  () => '5',
])
const notNames = Object.freeze([...anything, () => 1, () => true, () => [1], () => [undefined]])

/** @param {Record<string, unknown>} changes */
const changed =
  (changes) =>
  (/** @type {{ now: number, row: object }} */ { now, row }) => ({
    now,
    row: { ...row, ...changes },
  })

/** @type {Readonly<Record<string, readonly Garbage[]>>} */
const answers = Object.freeze({
  now: notNumber,
  insert: notBoolean,
  rotate: notBoolean,
  end: notBoolean,
  unban: notBoolean,
  endAll: notNames,
  ban: notNames,
  list: [
    ...anything,
    () => 'rows',
    changedRows({ subject: 'somebody else' }),
    changedRows({ createdAt: '5' }),
  ],
  read: [
    ...anything,
    ...notNumber.map((no) => (/** @type {{ row: object }} */ { row }) => ({ now: no(), row })),
    changed({ subject: 'somebody else' }),
    changed({ id: 'another' }),
    changed({ status: 'Active' }),
    changed({ status: true }),
    changed({ generation: '0' }),
    changed({ generation: 0n }),
    changed({ idleExpiresAt: new Date() }),
    changed({ device: undefined }),
    (/** @type {{ now: number }} */ { now }) => ({ now, row: null }),
    (/** @type {{ now: number }} */ { now }) => ({ now, row: {} }),
    (/** @type {{ now: number }} */ { now }) => ({ now, row: 'row' }),
  ],
})

/** @param {Record<string, unknown>} changes */
function changedRows(changes) {
  return (/** @type {object[]} */ rows) => rows.map((row) => ({ ...row, ...changes }))
}

/** @param {string} method */
export function garbageFor(method) {
  return answers[method] ?? []
}
