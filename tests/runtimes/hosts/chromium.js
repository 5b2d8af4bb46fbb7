// Chromium: a page, and a worker of a page, under the strictest policy that lets a module be compiled.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startChromium } from '../../browser/support/chromium.js'
import { servePages } from '../../browser/support/pages.js'
import { bundleProgram, wasmFile } from './bundle.js'

/** @import { Host } from './host.js' */
/** @import { Report } from '../programs/judge.js' */

const policy =
  "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"

/** @param {string} script @returns {Host['run']} */
const page = (script) => async (project) => {
  const headers = { 'content-security-policy': policy }
  const program = await bundleProgram(project, { program: 'page.js', conditions: ['browser'] })
  const starter = await readFile(join(project.folder, 'tests/runtimes/programs/with-worker.js'))
  /** @type {(text: string) => void} */
  let tell = () => {}
  /** @type {Promise<string>} */
  const told = new Promise((resolve) => {
    tell = resolve
  })
  const site = await servePages({
    '/': { headers, body: `<!doctype html><script type="module" src="${script}"></script>` },
    '/page.js': { headers, body: program },
    '/with-worker.js': { headers, body: starter },
    '/holoband.wasm': { headers, body: await readFile(wasmFile(project)) },
    '/report': async (request, response) => {
      tell(await text(request))
      response.end()
    },
  })
  const browser = await startChromium()
  try {
    const tab = await browser.newPage()
    tab.on('pageerror', (error) => tell(JSON.stringify(String(error))))
    await tab.goto(site.origin)
    const outcome = /** @type {Report | string} */ (JSON.parse(await told))
    if (typeof outcome === 'string') throw new Error(outcome)
    return { ...outcome, version: browser.version() }
  } finally {
    await browser.close()
    await site.close()
  }
}

/** @type {Host[]} */
export const chromiums = [
  { name: 'Chromium, page', compiles: true, without: ['server'], run: page('/page.js') },
  { name: 'Chromium, worker', compiles: true, without: ['server'], run: page('/with-worker.js') },
]
