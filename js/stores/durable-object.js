import { argumentError } from '../core/arguments.js'
import { HolobandError } from '../errors.js'

/** @import { SessionStore } from './contract.js' */
/** @import { Answers, Question } from './durable-object/object.js' */

export { HolobandSessions } from './durable-object/object.js'

/**
 * What the store needs of a namespace: the binding of the class `HolobandSessions` that a Worker finds in its `env`.
 *
 * @template Id
 * @typedef {{
 *   idFromName(name: string): Id,
 *   get(id: Id): { fetch(url: string, init: { method: string, body: string }): Promise<Response> }
 * }} ObjectNamespace
 */

/** Only the object is meant: no host is looked up. */
const address = 'https://holoband.invalid/'

/**
 * createDurableObjectStore keeps sessions in Cloudflare Durable Objects: one for every subject, with all of their sessions
 * and whether they are banned, and one for every key that attempts are counted under. An object is in one place at a time
 * and does one thing after the other, so that there is nothing to race with; subjects are independent of each other.
 *
 * The Worker exports the class of the objects
 *
 *     export { HolobandSessions } from 'holoband/stores/durable-object'
 *
 * and its wrangler.jsonc binds it, with storage in SQLite:
 *
 *     {
 *       "durable_objects": { "bindings": [{ "name": "SESSIONS", "class_name": "HolobandSessions" }] },
 *       "migrations": [{ "tag": "v1", "new_sqlite_classes": ["HolobandSessions"] }]
 *     }
 *
 * It makes the store of the binding, once for all requests or anew for each: it keeps nothing of any request.
 *
 *     createSessions({ store: createDurableObjectStore(env.SESSIONS), … })
 *
 * A method is one request to one object, which answers when the storage has what it wrote. The object removes by itself
 * what is over, by an alarm, and its storage is empty once nothing is left; only a ban stays, until it is lifted. `purge`
 * has nothing to do.
 *
 * Rotation and replay go by the clock of the subject's own object. `now()`, by which sessions begin, is the clock of the
 * Worker that asks, since it is about no subject.
 *
 * Throws TypeError for what is no namespace. Its methods reject with what the object or the runtime throws, and with
 * ERR_STORE_TOO_NEW where a newer version of this library made the tables of an object.
 *
 * @template Id
 * @param {ObjectNamespace<Id>} namespace
 * @returns {Readonly<SessionStore>}
 */
export function createDurableObjectStore(namespace) {
  if (typeof namespace?.idFromName !== 'function' || typeof namespace.get !== 'function')
    throw argumentError('namespace must be a namespace of Durable Objects, with idFromName() and get()')
  /** @param {string} subject */
  const of = (subject) => objectOf(namespace, `subject:${subject}`)
  /** @param {string} key */
  const counter = (key) => objectOf(namespace, `counter:${key}`)

  return Object.freeze({
    consistency: 'strong',
    now: async () => Date.now() / 1000,
    insert: (row) => of(row.subject)('insert', row),
    async read(name) {
      const { now, row } = await of(name.subject)('read', name)
      return { now, row }
    },
    rotate: (next, limits) => of(next.subject)('rotate', next, limits),
    end: (name, end) => of(name.subject)('end', name, end),
    endAll: (subject, end) => of(subject)('endAll', subject, end),
    list: (subject) => of(subject)('list', subject),
    ban: (subject, end) => of(subject)('ban', subject, end),
    unban: (subject) => of(subject)('unban', subject),
    purge: async () => 0,
    hit: (key, window) => counter(key)('hit', key, window),
    forget: (key) => counter(key)('forget', key),
  })
}

/**
 * objectOf gives the function that asks one object. A stub is made for every question: one that has failed stays broken,
 * and a request must not use another one's.
 *
 * @template Id
 * @param {ObjectNamespace<Id>} namespace
 * @param {string} name
 */
function objectOf(namespace, name) {
  /**
   * @template {Question} Asked
   * @param {Asked} question
   * @param {Parameters<Answers[Asked]>} given
   * @returns {Promise<ReturnType<Answers[Asked]>>}
   */
  return async (question, ...given) => {
    const stub = namespace.get(namespace.idFromName(name))
    const response = await stub.fetch(address, { method: 'POST', body: JSON.stringify([question, ...given]) })
    const answer = await answerOf(response)
    if ('code' in answer) throw new HolobandError('ERR_STORE_TOO_NEW')
    return /** @type {ReturnType<Answers[Asked]>} */ (answer.result)
  }
}

/**
 * answerOf holds an answer to the form that HolobandSessions gives it: what another class says must not be believed.
 *
 * @param {Response} response
 * @returns {Promise<{ result?: unknown } | { code: 'ERR_STORE_TOO_NEW' }>}
 */
async function answerOf(response) {
  const text = await response.text()
  if (response.headers.get('holoband-object') !== '1')
    throw new TypeError('the Durable Object did not answer as HolobandSessions does')
  return JSON.parse(text)
}
