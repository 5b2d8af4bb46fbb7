// Bun.
import './observe.js'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

const { Bun } = /** @type {{ Bun: { version: string } }} */ (/** @type {unknown} */ (globalThis))

/** @type {Suite} */
const special = {
  'it is Bun': (t) => t.ok(Bun.version.length > 0 && navigator.userAgent === `Bun/${Bun.version}`),
  'bytes are compiled and texts evaluated, by whoever wants to': (t) => {
    t.equal([compiling(), evaluating()], ['compiled', 'evaluated'])
  },
}

const report = await judge(lib, special, { atImport })
console.log(JSON.stringify({ ...report, version: Bun.version }))
