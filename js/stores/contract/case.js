/** @import { SessionRow, SessionStore, StoreCase, StoreHarness } from '../contract.js' */

/**
 * What a case has to work with.
 *
 * @typedef {object} Setting
 * @property {SessionStore} store
 * @property {SessionStore} peer  the same sessions as another server sees them, where the harness has one
 * @property {number} now         the store's clock when the case began, in whole seconds
 * @property {(changes?: Partial<SessionRow>) => SessionRow} row  a good row that was made now, with these changes
 * @property {(seconds: number) => Promise<void>} pass  lets so much time pass
 */

/**
 * storeCase makes a case of the contract. It gets a store of its own, which is closed whatever happens.
 *
 * @param {string} name a sentence: what every store does
 * @param {(setting: Setting) => Promise<void>} body throws an Error where the store does not
 * @returns {Readonly<StoreCase>}
 */
export function storeCase(name, body) {
  return Object.freeze({
    name,
    async run(createStore) {
      const harness = await createStore()
      try {
        await body(await settingOf(harness))
      } finally {
        await harness.close()
      }
    },
  })
}

/**
 * @param {StoreHarness} harness
 * @returns {Promise<Setting>}
 */
async function settingOf({ store, peer = store, advance = wait }) {
  const now = Math.floor(await store.now())
  return {
    store,
    peer,
    now,
    row: (changes = {}) => ({
      subject: 'anna',
      id: 's1',
      status: 'active',
      generation: 0,
      rotatedAt: now,
      createdAt: now,
      idleExpiresAt: now + 3600,
      absoluteExpiresAt: now + 86_400,
      device: '',
      reason: '',
      ...changes,
    }),
    pass: async (seconds) => {
      await advance(seconds)
    },
  }
}

/** @param {number} seconds */
function wait(seconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.ceil(seconds * 1000))
  })
}

/**
 * @param {boolean} holds
 * @param {string} expectation
 * @returns {asserts holds}
 */
export function expect(holds, expectation) {
  if (!holds) throw new Error(`expected ${expectation}`)
}

/**
 * expectSame compares plain data: primitives, and arrays and objects of them.
 *
 * @param {unknown} actual
 * @param {unknown} wanted
 * @param {string} what
 */
export function expectSame(actual, wanted, what) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(wanted)]
  expect(is === should, `${what} to be ${should}; it is ${is}`)
}

/**
 * expectRow holds a row to its ten members and no others, in any order.
 *
 * @param {SessionRow | undefined} actual
 * @param {SessionRow} wanted
 * @param {string} when
 */
export function expectRow(actual, wanted, when) {
  expect(actual !== undefined, `the row to be there ${when}`)
  expectSame(sortedEntries(actual), sortedEntries(wanted), `the row ${when}`)
}

/** @param {object} value */
function sortedEntries(value) {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * @param {Promise<unknown>} promise
 * @param {string} what
 */
export async function expectRejection(promise, what) {
  const outcome = await promise.then(
    () => 'resolved',
    () => 'rejected',
  )
  expect(outcome === 'rejected', `${what} to reject`)
}

/**
 * The row as it is when it has been refreshed once more.
 *
 * @param {SessionRow} row
 * @param {Partial<SessionRow>} [changes]
 * @returns {SessionRow}
 */
export function successor(row, changes = {}) {
  return { ...row, generation: row.generation + 1, ...changes }
}

/**
 * numbered calls a function with 0, 1, … and without waiting in between.
 *
 * @template Result
 * @param {number} count
 * @param {(index: number) => Result} make
 */
export function numbered(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** @param {readonly { id: string }[]} rows */
export function idsOf(rows) {
  return rows.map(({ id }) => id)
}
