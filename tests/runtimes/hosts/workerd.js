// workerd, the runtime of Cloudflare Workers, as miniflare starts it: with the names of Node.js and without.
import { readFile } from 'node:fs/promises'
import { Miniflare } from 'miniflare'
import { bundleProgram, versionOf, wasmFile } from './bundle.js'

/** @import { Plugin } from 'esbuild' */
/** @import { Host } from './host.js' */
/** @import { Report } from '../programs/judge.js' */

/** As wrangler does: the module is a file beside the program, which the runtime compiles. @type {Plugin} */
const moduleBeside = {
  name: 'module-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, () => ({ path: './holoband.wasm', external: true }))
  },
}

/** @param {string[]} compatibilityFlags @returns {Host['run']} */
const worker = (compatibilityFlags) => async (project) => {
  const conditions = ['workerd', 'worker', 'browser']
  const contents = await bundleProgram(project, {
    program: 'worker.js',
    conditions,
    plugins: [moduleBeside],
  })
  const miniflare = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents },
      { type: 'CompiledWasm', path: 'holoband.wasm', contents: await readFile(wasmFile(project)) },
    ],
    compatibilityDate: '2026-03-01',
    compatibilityFlags,
    bindings: { NODEJS: compatibilityFlags.length > 0 },
    cf: false,
  })
  try {
    const response = await miniflare.dispatchFetch('http://localhost/')
    if (!response.ok) throw new Error(await response.text())
    const report = /** @type {Report} */ (await response.json())
    return { ...report, version: versionOf('workerd') }
  } finally {
    await miniflare.dispose()
  }
}

/** @type {Host[]} */
export const workerds = [
  { name: 'workerd', compiles: false, run: worker([]) },
  { name: 'workerd, nodejs_compat', compiles: false, run: worker(['nodejs_compat']) },
]
