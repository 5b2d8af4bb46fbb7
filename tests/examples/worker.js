import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler'
import { run } from '../../scripts/lib/run.js'
import { freePorts } from '../support/free-port.js'
import { newSecret, privateHome } from './runtimes.js'

/** @import { Readable } from 'node:stream' */
/** @import { Project } from '../support/package.js' */
/** @import { Server } from './runtimes.js' */

const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js')

/**
 * bundleWorker has wrangler make of a project what it would deploy.
 *
 * @param {Project} project
 */
export async function bundleWorker({ folder }) {
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', 'out']
  await run(process.execPath, args, { cwd: folder, env: { ...privateHome(folder), CI: '1' } })
}

/**
 * startBundle runs what wrangler has made, in workerd, with the bindings of wrangler.jsonc and with the migrations
 * applied. It is what `wrangler dev` runs, without the seconds that its reloading takes.
 *
 * @param {Project} project
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Server & { miniflare: Miniflare }>}
 */
export async function startBundle({ folder }, variables = {}) {
  const { workerOptions } = optionsOf(join(folder, 'wrangler.jsonc'))
  const [port = 0] = await freePorts(1)
  const url = `http://localhost:${port}`
  let output = ''
  const note = (/** @type {Readable} */ stream) =>
    stream.on('data', (chunk) => {
      output += chunk
    })
  const miniflare = new Miniflare({
    ...workerOptions,
    ...modulesOf(join(folder, 'out')),
    port,
    handleRuntimeStdio: (/** @type {Readable[]} */ ...streams) => streams.forEach(note),
    bindings: { ...workerOptions.bindings, SESSION_SECRET: newSecret(), ORIGIN: url, ...variables },
  })
  await miniflare.ready
  await migrate(miniflare, join(folder, 'migrations'))
  return { url, printed: () => output, stop: () => miniflare.dispose(), miniflare }
}

/** @param {string} folder */
function modulesOf(folder) {
  const kinds = /** @type {const} */ ({ js: 'ESModule', wasm: 'CompiledWasm' })
  const modules = readdirSync(folder).flatMap((name) => {
    const type = kinds[/** @type {'js' | 'wasm'} */ (name.split('.').pop())]
    return type === undefined ? [] : [{ type, path: join(folder, name) }]
  })
  // The entry comes first.
  return { modules: modules.sort((one, other) => later(one.type) - later(other.type)), modulesRoot: folder }
}

/** @param {string} type */
const later = (type) => Number(type !== 'ESModule')

/**
 * @param {Miniflare} miniflare
 * @param {string} folder
 */
async function migrate(miniflare, folder) {
  const database = await miniflare.getD1Database('DB')
  for (const file of readdirSync(folder).sort()) {
    const statements = readFileSync(join(folder, file), 'utf8').split(/;\n/)
    const written = statements.filter((statement) => statement.trim() !== '')
    await database.batch(written.map((statement) => database.prepare(statement)))
  }
}
