import { startChromium } from '../../tests/browser/support/chromium.js'
import { openBench } from './bench.js'
import { scenarios } from './scenarios.js'

/** @import { Browser } from 'playwright-core' */
/** @import { Results } from './report.js' */

/**
 * Runs the scenarios for these clients, one after the other.
 *
 * @param {readonly string[]} clients
 * @param {(line: string) => void} [say]
 */
export async function measure(clients, say = () => {}) {
  const browser = await startChromium()
  /** @type {Results} */
  const results = Object.fromEntries(clients.map((client) => [client, {}]))
  try {
    for (const strict of [false, true]) await measureAt(browser, strict, results, say)
  } finally {
    await browser.close()
  }
  return { results, chromium: browser.version() }
}

/**
 * @param {Browser} browser
 * @param {boolean} strict
 * @param {Results} results
 * @param {(line: string) => void} say
 */
async function measureAt(browser, strict, results, say) {
  const bench = await openBench(browser, { strict })
  try {
    for (const [client, cells] of Object.entries(results)) {
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
