/** @import { SessionStore } from 'holoband/stores/contract' */

/** @typedef {(work: () => Promise<unknown>) => unknown} Fault */

const failure = new Error('connect ECONNREFUSED 192.0.2.7:6379 password=hunter2')

/**
 * What a call comes to while the store is out of order: before its work is done, for ever, or when it is done and the
 * answer is lost.
 *
 * @satisfies {Readonly<Record<string, Fault>>}
 */
export const faults = Object.freeze({
  rejects: () => Promise.reject(failure),
  throws: () => {
    throw failure
  },
  hangs: () => new Promise(() => {}),
  /** @param {() => Promise<unknown>} work */
  'rejects when it is done': async (work) => {
    await work()
    throw failure
  },
})

/**
 * createFailingStore makes a store one of whose calls fails, counted from when it was armed.
 *
 * @param {SessionStore} store
 */
export function createFailingStore(store) {
  /** @type {{ at: number, fault: Fault } | undefined} */
  let armed
  /** @type {string[]} */
  let calls = []
  const failing = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (/** @type {unknown[]} */ ...args) => {
        const work = () => Reflect.apply(method, target, args)
        calls.push(String(name))
        return armed !== undefined && calls.length === armed.at ? armed.fault(work) : work()
      }
    },
  })
  return {
    store: failing,
    /** @param {typeof armed} [plan] */
    arm(plan) {
      armed = plan
      calls = []
    },
    calls: () => calls,
  }
}
