import { HolobandError } from '../errors.js'
import { isKvNamespace, kvRefusal } from '../stores/kv/refusal.js'
import { checkMethods, invalidType } from './options.js'
import { assertAnswer } from './store-answers.js'

/** @import { SessionStore } from '../stores/contract.js' */

const methods = /** @type {const} */ ([
  'now',
  'insert',
  'read',
  'rotate',
  'end',
  'endAll',
  'list',
  'ban',
  'unban',
  'purge',
  'hit',
  'forget',
])

/**
 * createStoreCalls puts a bound on every call to a store, and makes one failure of all that can go wrong there:
 * ERR_STORE_UNAVAILABLE, with the driver's own error as its `cause`. A store that cannot be reached, or does not answer as
 * its contract says, must never look to a client as if its token were bad.
 *
 * @param {SessionStore} store
 * @param {number} timeout seconds
 * @returns {SessionStore}
 */
export function createStoreCalls(store, timeout) {
  if (isKvNamespace(store)) throw kvRefusal('store')
  checkMethods(store, methods, 'store')
  const { consistency } = store
  if (consistency === 'eventual') throw new HolobandError('ERR_STORE_EVENTUAL', { option: 'store' })
  if (consistency !== 'strong') throw invalidType('store.consistency', "'strong' or 'eventual'")
  /** @type {Record<string, (...args: never[]) => Promise<unknown>>} */
  const calls = {}
  for (const method of methods) {
    calls[method] = (...args) =>
      bounded(async () => {
        const answer = await Reflect.apply(store[method], store, args)
        assertAnswer(method, answer, args)
        return answer
      }, timeout)
  }
  return /** @type {SessionStore} */ (/** @type {unknown} */ ({ consistency, ...calls }))
}

/**
 * @template Result
 * @param {() => Promise<Result>} call
 * @param {number} timeout
 */
async function bounded(call, timeout) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new HolobandError('ERR_STORE_UNAVAILABLE')), timeout * 1000)
  })
  try {
    return await Promise.race([call(), late])
  } catch (cause) {
    // What the program did wrong, such as a database of a newer version, is not cured by waiting.
    if (cause instanceof HolobandError && isLasting(cause)) throw cause
    throw new HolobandError('ERR_STORE_UNAVAILABLE', { cause })
  } finally {
    clearTimeout(timer)
  }
}

/** @param {HolobandError} error */
function isLasting({ code, reason }) {
  return reason === 'misconfigured' || code === 'ERR_STORE_UNAVAILABLE'
}
