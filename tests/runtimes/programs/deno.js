// Deno, with no permission at all: neither a file nor the environment nor a network can be had.
import './observe.js'
import { readFileSync } from 'node:fs'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

/** @typedef {{ version: { deno: string }, permissions: { querySync(what: { name: string }): { state: string } } }} Deno */

const { Deno } = /** @type {{ Deno: Deno }} */ (/** @type {unknown} */ (globalThis))

/** @type {Suite} */
const special = {
  'there is no permission to do anything': (t) => {
    for (const name of ['read', 'write', 'net', 'env', 'run', 'sys', 'ffi'])
      t.ok(Deno.permissions.querySync({ name }).state !== 'granted', name)
  },
  'a file cannot be read, not even the module beside the package': (t) => {
    let outcome = 'read'
    try {
      readFileSync(new URL('../../../node_modules/holoband/dist/holoband.wasm', import.meta.url))
    } catch (error) {
      outcome = /** @type {Error} */ (error).name
    }
    t.equal(outcome, 'NotCapable')
  },
  'bytes are compiled and texts evaluated, by whoever wants to': (t) => {
    t.equal([compiling(), evaluating()], ['compiled', 'evaluated'])
  },
}

const report = await judge(lib, special, { atImport })
console.log(JSON.stringify({ ...report, version: Deno.version.deno }))
