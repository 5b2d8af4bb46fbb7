// Cloudflare's runtime. Before the first request a Worker may do little: what that is, is tried here, in the global scope.
import './observe.js'
import { compiling, evaluating, judge } from './judge.js'
import { atImport, lib } from './library.js'
import { observed, since } from './observe.js'

/** @import { Suite } from '../../conformance/suite/check.js' */

const before = observed()
const early = lib.secretKey(new Uint8Array(32).fill(7))
const token = lib.signJws('early', { key: early })
const atStart = since(before)
const [platform, ours] = [attempt(() => crypto.randomUUID()), attempt(() => lib.generateSecret())]

/** @param {() => unknown} act */
function attempt(act) {
  try {
    act()
    return 'done'
  } catch (error) {
    return error instanceof lib.HolobandError ? error.code : String(error)
  }
}

/** @param {boolean} hasNode @returns {Suite} */
const specialOf = (hasNode) => ({
  'no randomness can be had in the global scope, and no key is made without': (t) => {
    t.ok(platform.includes('Disallowed operation called within global scope'), platform)
    t.equal(ours, 'ERR_RANDOM_UNAVAILABLE')
  },
  'a key that needs no randomness can be made in the global scope, and signs there': (t) => {
    const { payload } = lib.verifyJws(token, { keys: early, algorithms: ['HS256'] })
    t.equal(new TextDecoder().decode(payload), 'early')
  },
  'no bytes are compiled and no text is evaluated, even in a request': (t) => {
    t.equal([compiling(), evaluating()], ['CompileError', 'EvalError'])
  },
  'it has the names of Node.js where the flag gives them, and else none': (t) => {
    t.equal(['process' in globalThis, 'Buffer' in globalThis], [hasNode, hasNode])
  },
  'it says that it is Cloudflare Workers': (t) => t.equal(navigator.userAgent, 'Cloudflare-Workers'),
})

export default {
  /**
   * @param {Request} _request
   * @param {{ NODEJS: boolean }} environment
   */
  async fetch(_request, { NODEJS }) {
    return Response.json(await judge(lib, specialOf(NODEJS), { atImport, atStart }))
  },
}
