// The edge runtime of Vercel and Next.js: web standards and nothing else.
import './observe.js'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

/** @type {Suite} */
const special = {
  'no bytes are compiled and no text is evaluated': (t) => {
    t.equal([compiling(), evaluating()], ['CompileError', 'EvalError'])
  },
  'it has nothing of Node.js': (t) => {
    for (const name of ['process', 'Buffer', 'require', 'setImmediate']) t.ok(!(name in globalThis), name)
  },
  'it says that it is the edge runtime': (t) => t.equal('EdgeRuntime' in globalThis, true),
}

Object.assign(globalThis, { report: judge(lib, special, { atImport }) })
