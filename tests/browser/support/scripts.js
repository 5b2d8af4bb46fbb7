// The scripts in tests/browser/pages: served as they are or bundled, and what came of them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../support/process.js'
import { until } from './chromium.js'

/** @import { Page } from 'playwright-core' */
/** @import { Answer } from './pages.js' */

const folder = join(root, 'tests/browser/pages')

/**
 * @param {string} name
 * @returns {Promise<Answer>}
 */
export async function script(name) {
  return { body: await readFile(join(folder, name)) }
}

/**
 * The same in one file with all that it imports, for a page without an import map or for a worker, which has none.
 *
 * @param {string} name
 * @returns {Promise<Answer>}
 */
export async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, name)],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
  })
  return { body: outputFiles[0]?.contents ?? '' }
}

/**
 * Waits until the script of the page has come to an end, or that of its worker.
 *
 * @param {Page} page
 * @returns {Promise<unknown>}
 */
export function outcomeOf(page) {
  const ask = () => page.evaluate(() => /** @type {{ outcome?: unknown }} */ (globalThis).outcome)
  return until(ask, 'the outcome of the page')
}
