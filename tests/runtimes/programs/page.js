// A page, or a worker that a page started: one program, which sends its report to its server.
import './observe.js'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'
import { observed, since } from './observe.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

/** @type {Suite} */
const special = {
  'bytes are compiled as the policy allows, and no text is evaluated': (t) => {
    t.equal([compiling(), evaluating()], ['compiled', 'EvalError'])
  },
  'it has nothing of Node.js': (t) => {
    for (const name of ['process', 'Buffer', 'require', 'setImmediate']) t.ok(!(name in globalThis), name)
  },
  // Which is why the suite of the server's side is not for browsers.
  'it cannot play the server: cookies are neither in its requests nor in its responses': (t) => {
    const headers = { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }
    t.equal([...new Request('/', { headers }).headers], [])
    t.equal(new Response(null, { headers: { 'set-cookie': 'a=b' } }).headers.getSetCookie(), [])
  },
}

const early = attempt(() => lib.parseDuration('15m'))
special['nothing can be asked before init has been awaited'] = (t) => t.equal(early, 'ERR_NOT_INITIALIZED')
const before = observed()
await lib.init()
const atStart = since(before)
const report = await judge(lib, special, { atImport, atStart, without: ['server'] })
await fetch('/report', { method: 'POST', body: JSON.stringify(report) })

/** @param {() => unknown} act */
function attempt(act) {
  try {
    return String(act())
  } catch (error) {
    return error instanceof lib.HolobandError ? error.code : String(error)
  }
}
