import { createD1Store } from 'holoband/stores/d1'
import { createDurableObjectStore } from 'holoband/stores/durable-object'

/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { Env } from './app.js' */

/** @type {Readonly<Record<string, (env: Env) => SessionStore>>} */
const stores = Object.freeze({
  d1: ({ DB }) => createD1Store(DB),
  'durable-object': ({ SESSIONS }) => createDurableObjectStore(SESSIONS),
})

/**
 * openStore gives the store that is configured. D1 is one database in one place, where an administrator can look at all
 * sessions in SQL. A Durable Object for each user is near that user, and no other user's traffic is in its way.
 *
 * @param {Env} env
 */
export function openStore(env) {
  const { SESSION_STORE: name } = env
  const open = Object.hasOwn(stores, name) ? stores[name] : undefined
  if (open === undefined) throw new Error(`SESSION_STORE is one of ${Object.keys(stores).join(', ')}.`)
  return open(env)
}
