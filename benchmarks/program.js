// Usage: node program.js <{ groups, rounds, operations } as JSON>
// Runs groups on the runtime that runs this, and prints a line of JSON for each. What observes the memory comes first.
import { readMemory } from './memory-readings.js'

/** @import { Order } from './hosts.js' */

/** @type {Order} */
const { groups: wanted, rounds, operations } = JSON.parse(process.argv[2] ?? '')

for (const name of wanted) {
  if (name === 'memory') {
    const { mixedOperations } = await import('./memory.js')
    print({ group: name, readings: await mixedOperations(operations, readMemory) })
  } else if (name === 'limits') {
    const { measureLimits } = await import('./limits.js')
    print({ group: name, limits: measureLimits() })
  } else print(await runRace(name))
}

/** @param {string} name */
async function runRace(name) {
  const { groups } = await import('./groups.js')
  const { take } = await import('./take.js')
  const { race } = await import('./measure.js')
  const { allocated } = await import('./allocation.js')
  const { lanes, missing } = await (groups[name] ?? unknown(name))()
  const timings = await race(lanes, rounds, take)
  const counted = []
  for (const [index, lane] of lanes.entries())
    counted.push({
      .../** @type {import('./measure.js').Timing} */ (timings[index]),
      bytes: await allocated(lane),
    })
  return { group: name, timings: counted, missing }
}

/** @param {unknown} result */
function print(result) {
  console.log(JSON.stringify(result))
}

/**
 * @param {string} name
 * @returns {never}
 */
function unknown(name) {
  throw new Error(`There is no group called ${name}`)
}
