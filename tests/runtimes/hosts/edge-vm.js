// The edge runtime's virtual machine, in which nothing may be compiled of bytes or evaluated.
import { readFile } from 'node:fs/promises'
import { EdgeVM } from '@edge-runtime/vm'
import { bundleProgram, versionOf, wasmFile } from './bundle.js'

/** @import { Plugin } from 'esbuild' */
/** @import { Host } from './host.js' */
/** @import { Report } from '../programs/judge.js' */

const given = 'wasm_holoband'

/** As the bundler of Next.js does: the module is a global that the host sets. @type {Plugin} */
const moduleGiven = {
  name: 'module-given',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: given }))
    onLoad({ filter: /./, namespace: given }, () => ({ contents: `export default globalThis.${given}` }))
  },
}

/** @type {Host} */
export const edgeVm = {
  name: 'Edge VM',
  compiles: false,
  run: async (project) => {
    const program = await bundleProgram(project, {
      program: 'edge.js',
      conditions: ['edge-light', 'worker', 'browser'],
      format: 'iife',
      plugins: [moduleGiven],
    })
    const module = await WebAssembly.compile(await readFile(wasmFile(project)))
    const vm = new EdgeVM({
      codeGeneration: { strings: false, wasm: false },
      extend: (context) => Object.assign(context, { [given]: module }),
    })
    vm.evaluate(program)
    // What comes out belongs to another realm, which deepEqual would see.
    const report = /** @type {Report} */ (JSON.parse(JSON.stringify(await vm.evaluate('report'))))
    return { ...report, version: versionOf('@edge-runtime/vm') }
  },
}
