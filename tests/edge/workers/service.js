// What the Workers of these tests have in common: sessions in the store that a variable names, and what became of them.
import { secretKey } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createD1Store } from 'holoband/stores/d1'
import { createDurableObjectStore, HolobandSessions } from 'holoband/stores/durable-object'

/** @import { Sessions } from 'holoband/session' */
/** @import { D1Database, D1Statement } from 'holoband/stores/d1' */
/** @import { ObjectNamespace } from 'holoband/stores/durable-object' */

/**
 * @typedef {object} Env
 * @property {'d1' | 'durable-object'} STORE
 * @property {string} SECRET  in base64url
 * @property {D1Database} DB
 * @property {ObjectNamespace<object>} SESSIONS
 *
 * @typedef {{ waitUntil: (work: Promise<unknown>) => void }} ExecutionContext
 */

/** All that happens in this isolate, in the order in which it did. @type {string[]} */
export const events = []

/**
 * What is made to go wrong: `before` a store is asked, so that nothing happens, or `after` it has done what it was asked,
 * so that only its answer is lost. @type {'' | 'before' | 'after'}
 */
let breakage = ''
/** Whether the hooks that take long may end. */
let released = false

/** The objects of the library, which fail when they are told to. */
export class FragileSessions extends HolobandSessions {
  #context

  /** @param {ConstructorParameters<typeof HolobandSessions>[0] & { abort: (reason: string) => void }} context */
  constructor(context) {
    super(context)
    this.#context = context
  }

  /**
   * @param {Request} request
   * @override
   */
  async fetch(request) {
    if (breakage === 'before') this.#context.abort('the object was reset')
    const response = await super.fetch(request)
    await Reflect.get(this.#context.storage, 'sync').call(this.#context.storage)
    if (breakage === 'after') throw new Error('the connection was lost')
    return response
  }
}

/**
 * The same database, which fails when it is told to.
 *
 * @param {D1Database} database
 * @returns {D1Database}
 */
function fragile(database) {
  /** @type {WeakMap<D1Statement, D1Statement>} */
  const real = new WeakMap()
  /** @param {D1Statement} statement @returns {D1Statement} */
  const breakable = (statement) => {
    const wrapped = {
      /** @param {(string | number | null)[]} values */
      bind: (...values) => breakable(statement.bind(...values)),
      all: () => breaking(() => statement.all()),
    }
    real.set(wrapped, statement)
    return wrapped
  }
  return {
    prepare: (sql) => breakable(database.prepare(sql)),
    batch: (statements) =>
      breaking(() => database.batch(statements.map((statement) => real.get(statement) ?? statement))),
  }
}

/**
 * @template Result
 * @param {() => Promise<Result>} work
 */
async function breaking(work) {
  if (breakage === 'before') throw new Error('the database is overloaded')
  const result = await work()
  if (breakage === 'after') throw new Error('the connection was lost')
  return result
}

/** @param {Env} env */
export function createService(env) {
  const store = env.STORE === 'd1' ? createD1Store(fragile(env.DB)) : createDurableObjectStore(env.SESSIONS)
  const sessions = createSessions({
    key: secretKey({ base64url: env.SECRET }),
    issuer: 'https://auth.example',
    audience: 'https://api.example',
    store,
    onEvent: async ({ type }) => {
      events.push(type)
      if (type === 'revoked') await told('revocation')
    },
    onTheft: () => told('theft'),
    onError: (error) => events.push(`failed: ${error}`),
  })
  const handler = createAuthHandler({
    sessions,
    authenticate: ({ username, password }) => (password === 'correct' ? { subject: username } : null),
    rateLimit: null,
    onError: (error) => events.push(`reported: ${Reflect.get(Object(error), 'code') ?? error}`),
  })
  return { sessions, handler, guard: createGuard({ sessions }) }
}

/**
 * Tells somebody far away, who answers when the test has released it.
 *
 * @param {string} what
 */
async function told(what) {
  events.push(`telling of a ${what}`)
  while (!released) await new Promise((resolve) => setTimeout(resolve, 5))
  events.push(`told of a ${what}`)
}

/**
 * What a test asks a Worker beside what it is for.
 *
 * @param {URL} url
 * @param {Sessions} sessions
 * @param {Env} env
 * @returns {Promise<Response | undefined>}
 */
export async function control({ pathname, searchParams }, sessions, env) {
  const value = searchParams.get('value') ?? ''
  if (pathname === '/test/migrate') return Response.json(await createD1Store(env.DB).migrate())
  if (pathname === '/test/sql') return Response.json((await env.DB.prepare(value).all()).results)
  if (pathname === '/test/events') return Response.json(events)
  if (pathname === '/test/ban') return Response.json(await sessions.ban(value))
  if (pathname === '/test/break') breakage = /** @type {typeof breakage} */ (value)
  if (pathname === '/test/release') released = value === 'yes'
  return pathname.startsWith('/test/') ? new Response(null, { status: 204 }) : undefined
}
