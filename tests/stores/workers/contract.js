// A Worker that runs one case of the contract of stores, and answers with what was expected and did not come true. It
// also does with its databases and its objects what a test asks it to.
import { storeContract } from 'holoband/stores/contract'
import { createD1Store, migrateD1 } from 'holoband/stores/d1'
import { createDurableObjectStore, HolobandSessions } from 'holoband/stores/durable-object'

/** @import { StoreHarness } from 'holoband/stores/contract' */
/** @import { D1Database } from 'holoband/stores/d1' */
/** @import { ObjectNamespace } from 'holoband/stores/durable-object' */

/**
 * @typedef {object} Env
 * @property {D1Database & { withSession: (constraint: string) => D1Database }} DB
 * @property {D1Database} PEER  the same database by another binding
 * @property {ObjectNamespace<object>} SESSIONS
 *
 * @typedef {ConstructorParameters<typeof HolobandSessions>[0]['storage'] & { getAlarm: () => Promise<number | null> }} Storage
 */

/** The objects of the library, which can be asked by a GET what is in their storage, or be made to run some SQL. */
export class ShownSessions extends HolobandSessions {
  #storage

  /** @param {{ storage: Storage }} context */
  constructor(context) {
    super(context)
    this.#storage = context.storage
  }

  /**
   * @param {Request} request
   * @override
   */
  async fetch(request) {
    const sql = request.headers.get('sql')
    if (sql === null) return super.fetch(request)
    const rows = this.#storage.sql.exec(sql).toArray()
    return Response.json({ rows, alarm: await this.#storage.getAlarm() })
  }
}

/** An object of another class, which the store must not believe. */
export class Strange {
  fetch() {
    return Response.json({ result: true })
  }
}

/** @type {Record<string, (env: Env, number: number) => Promise<StoreHarness>>} */
const harnesses = {
  async d1({ DB, PEER }) {
    await migrateD1(DB)
    for (const table of ['sessions', 'bans', 'counters'])
      await DB.prepare(`DELETE FROM holoband_${table}`).all()
    return { store: createD1Store(DB), peer: createD1Store(PEER), close() {} }
  },
  async 'durable-object'({ SESSIONS }, number) {
    /** @type {ObjectNamespace<object>} */
    const namespace = {
      idFromName: (name) => SESSIONS.idFromName(`${number}:${name}`),
      get: (id) => SESSIONS.get(id),
    }
    const [store, peer] = [createDurableObjectStore(namespace), createDurableObjectStore(namespace)]
    return { store, peer, close() {} }
  },
}

/** What is refused here, each as it would be made. @type {Record<string, (env: Env) => unknown>} */
const refusals = {
  unconstrained: ({ DB }) => createD1Store(DB.withSession('first-unconstrained')),
  primary: ({ DB }) => createD1Store(DB.withSession('first-primary')),
}

/** @type {Record<string, (env: Env, name: string, request: Request) => unknown>} */
const actions = {
  refused: (env, name) => refusals[name]?.(env),
  database: async (env, name, request) => runSql(Reflect.get(env, name), await request.json()),
  async object(env, name, request) {
    /** @type {ObjectNamespace<object>} */
    const namespace = Reflect.get(env, name)
    const id = namespace.idFromName(decodeURIComponent(request.headers.get('object') ?? ''))
    const { method, headers } = request
    const init = { method, headers, body: await request.text() }
    return namespace.get(id).fetch('https://holoband.invalid/', init)
  },
  d1: (env, name) => runCase('d1', Number(name), env),
  'durable-object': (env, name) => runCase('durable-object', Number(name), env),
}

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   */
  async fetch(request, env) {
    const [, action = '', name = ''] = new URL(request.url).pathname.split('/')
    try {
      const result = await actions[action]?.(env, name, request)
      return result instanceof Response ? result : Response.json(result ?? null)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const { message, stack } = error
      return Response.json({ code: Reflect.get(error, 'code'), message, stack }, { status: 500 })
    }
  },
}

/**
 * @param {string} kind
 * @param {number} number
 * @param {Env} env
 */
async function runCase(kind, number, env) {
  const harness = harnesses[kind]
  const one = storeContract[number]
  if (harness === undefined || one === undefined) throw new Error('there is no such case')
  await one.run(() => harness(env, number))
  return 'kept'
}

/**
 * @param {D1Database} database
 * @param {[sql: string, values: (string | number | null)[]][]} given  several are one batch
 */
function runSql(database, given) {
  const statements = given.map(([sql, values]) => database.prepare(sql).bind(...values))
  return statements.length === 1 ? statements[0]?.all() : database.batch(statements)
}
