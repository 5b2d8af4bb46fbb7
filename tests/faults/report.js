// How the tests of faults tell what they did: a line for each kind of fault, from which scripts/faults.js makes a table.

/** @import { TestContext } from 'node:test' */

/**
 * How many faults each operation met, and what was held at each of them.
 *
 * @param {TestContext} t
 * @param {string} fault
 * @param {ReadonlyMap<string, number> | Readonly<Record<string, number>>} counts  by operation
 */
export function tellFaults(t, fault, counts) {
  const entries = counts instanceof Map ? [...counts] : Object.entries(counts)
  t.diagnostic(`figures: faults, ${fault}: ${entries.map(([name, count]) => `${name} ${count}`).join('; ')}`)
}
