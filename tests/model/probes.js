import { Violation } from './explore.js'
import { grace, subject } from './machine.js'

/** @import { Answer, Call, createMachine, Execute, Operation, Result, StoreData } from './machine.js' */

/**
 * What is tried at every state in which nothing is under way, and then undone: what would become of those who have a
 * token now.
 *
 * @param {Awaited<ReturnType<typeof createMachine>>} machine
 * @param {Execute} execute
 */
export function createProbes(machine, execute) {
  /** What was tried before. @type {Set<string>} */
  const tried = new Set()

  return {
    /**
     * Whatever came in whatever order, the browser can go on, to the last second of the grace.
     *
     * @param {StoreData} data
     * @param {string | undefined} token
     */
    async converges(data, token) {
      if (token === undefined) throw new Violation('an honest client has no token')
      if (isKnown('converges', data, token)) return
      for (const now of new Set([data.now, Math.max(data.now, data.row.rotatedAt + grace)])) {
        const { result, data: after } = await refresh({ ...data, now }, token)
        if (!('token' in result))
          throw new Violation(`an honest client cannot go on: ${JSON.stringify(result)}`)
        const again = await refresh(after, result.token)
        if (!('token' in again.result)) throw new Violation('what an honest client was given does not work')
      }
    },

    /**
     * Whoever comes first after the grace, one of the two is found out, and then neither goes on.
     *
     * @param {StoreData} data
     * @param {string} own
     * @param {string} stolen
     */
    async cannotBothGoOn(data, own, stolen) {
      if (isKnown('both', data, own, stolen)) return
      for (const order of [
        [own, stolen],
        [stolen, own],
      ]) {
        if (await goesRound(data, order)) throw new Violation('a thief and a victim both go on')
      }
    },

    /**
     * @param {StoreData} data
     * @param {string} token
     */
    async isOver(data, token) {
      if (isKnown('over', data, token)) return
      const { result } = await refresh(data, token)
      if (result.ok) throw new Violation('an ended session was refreshed')
    },
  }

  /**
   * Whether two who take turns past the grace are served three times over, each with what they got before.
   *
   * @param {StoreData} data
   * @param {readonly string[]} tokens
   */
  async function goesRound(data, tokens) {
    const held = [...tokens]
    let current = data
    for (const turn of [0, 1, 0, 1]) {
      const now = Math.max(current.now, current.row.rotatedAt) + grace + 1
      const { data: after, result } = await refresh({ ...current, now }, held[turn] ?? '')
      if (!('token' in result)) {
        const other = await refresh({ ...after, now }, held[1 - turn] ?? '')
        if (other.result.ok) throw new Violation('somebody goes on after the theft was found out')
        return false
      }
      held[turn] = result.token
      current = after
    }
    return true
  }

  /**
   * @param {StoreData} data
   * @param {string} token
   */
  async function refresh(data, token) {
    /** @type {Operation} */
    const operation = { kind: 'refresh', token, by: subject }
    /** @type {{ call: Call, answer: Answer }[]} */
    const log = []
    let current = data
    for (;;) {
      const progress = await machine.advance(operation, log, current.now)
      if ('result' in progress) return { data: current, result: progress.result }
      const done = await execute(current, progress.call)
      current = done.data
      log.push({ call: progress.call, answer: { value: done.value } })
    }
  }

  /** @param {readonly unknown[]} about */
  function isKnown(...about) {
    const text = JSON.stringify(about)
    if (tried.has(text)) return true
    tried.add(text)
    return false
  }
}
