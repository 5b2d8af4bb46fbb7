/**
 * @template State
 * @typedef {{ label: string, take: () => Promise<State> }} Step
 */

/**
 * @template State
 * @typedef {object} World
 * @property {State} initial
 * @property {(state: State) => readonly Step<State>[]} steps  all that can happen next
 * @property {(state: State) => string} keyOf  the same text for states that need not be told apart
 * @property {(state: State) => Promise<void>} check  throws a Violation where a state must not be
 */

/**
 * @typedef {{ states: number, transitions: number, schedules: number, longest: number }} Explored
 *   `schedules`: how many orders of events lead from the beginning to an end; each of them was covered
 */

/** What must never happen, and the events that led to it. */
export class Violation extends Error {
  /** @type {string[]} */
  trace = []
}

/**
 * explore visits every state that can be reached, depth first, each once. What can happen is bounded by budgets that only
 * shrink, so that no state is reached again from itself.
 *
 * @template State
 * @param {World<State>} world
 * @returns {Promise<Explored>}
 */
export async function explore({ initial, steps, keyOf, check }) {
  /** The number of schedules from each state that was seen. @type {Map<string, number>} */
  const seen = new Map()
  /** @type {string[]} */
  const trace = []
  const explored = { states: 0, transitions: 0, schedules: 0, longest: 0 }

  try {
    explored.schedules = await visit(initial)
  } catch (error) {
    if (error instanceof Violation) error.trace = trace
    throw error
  }
  return { ...explored, states: seen.size }

  /**
   * @param {State} state
   * @returns {Promise<number>}
   */
  async function visit(state) {
    const key = keyOf(state)
    const known = seen.get(key)
    if (known !== undefined) return known
    explored.longest = Math.max(explored.longest, trace.length)
    await check(state)
    const next = steps(state)
    let schedules = next.length === 0 ? 1 : 0
    for (const { label, take } of next) {
      trace.push(label)
      explored.transitions += 1
      schedules += await visit(await take())
      trace.pop()
    }
    seen.set(key, schedules)
    return schedules
  }
}
