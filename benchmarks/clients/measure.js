import { openBench } from './bench.js'
import { scenarios } from './scenarios.js'

/**
 * Runs the scenarios for these clients, one after the other.
 *
 * @param {readonly string[]} clients
 * @param {(line: string) => void} [say]
 */
export async function measure(clients, say = () => {}) {
  /** @type {import('./report.js').Results} */
  const results = {}
  let chromium = ''
  for (const strict of [false, true]) {
    const bench = await openBench({ strict })
    chromium = bench.chromium
    try {
      for (const client of clients) {
        const cells = results[client] ?? {}
        results[client] = cells
        for (const { name, tabs = 1, run } of scenarios.filter((one) => (one.strict ?? false) === strict)) {
          await bench.withClient(client, tabs, async (contest) => {
            cells[name] = await run(contest)
          })
          say(`${client}, ${name}: ${cells[name]}`)
        }
      }
    } finally {
      await bench.close()
    }
  }
  return { results, chromium }
}
