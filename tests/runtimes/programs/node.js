// Node.js, as an ES module.
import './observe.js'
import process from 'node:process'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

/** @type {Suite} */
const special = {
  'bytes are compiled and texts evaluated, by whoever wants to': (t) => {
    t.equal([compiling(), evaluating()], ['compiled', 'evaluated'])
  },
  'it is Node.js, of the version that was started': (t) => {
    t.equal(process.version.slice(1).split('.')[0], process.argv[2])
    t.ok(!('Deno' in globalThis) && !('Bun' in globalThis))
  },
}

const report = await judge(lib, special, { atImport })
console.log(JSON.stringify({ ...report, version: process.versions.node }))
