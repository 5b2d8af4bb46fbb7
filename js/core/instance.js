import { loadModule, prepareModule } from '#wasm'
import createModule from '../../dist/holoband.js'
import { HolobandError } from '../errors.js'
import { ClaimsReader } from './claims.js'
import { guardCalls, guardExports } from './guard.js'
import { SharedMemory } from './memory.js'

/** @typedef {import('../../dist/holoband.js').Calls} Calls */
/** @typedef {import('../../dist/holoband.js').Glue} Glue */

/**
 * A started module: its functions, and the memory it shares.
 *
 * @typedef {object} Core
 * @property {Glue} glue
 * @property {SharedMemory} memory
 * @property {ClaimsReader} claims
 */

/** @type {Core | undefined} */
let started

/** @type {Calls | undefined} */
let described

/** What stopped the module in the middle of a call, where something did. @type {HolobandError | undefined} */
let stopped

/**
 * The started module. It starts when it is first needed, so that importing the package costs nothing.
 *
 * @returns {Core}
 * @throws {HolobandError} `ERR_NOT_INITIALIZED` in browsers, which cannot load it without waiting; `ERR_MODULE_FAILED`
 */
export function core() {
  started ??= start(loadModule)
  return started
}

/**
 * Gives up what C++ keeps. It never throws: what a module kept that has failed is gone already.
 *
 * @param {number} handle
 */
export function release(handle) {
  started?.glue._holoband_release(handle)
}

/**
 * The calls that embind describes. It does so when the first is needed: many programs never come to one, and describing
 * them all would be a good part of what they wait for when they start.
 *
 * @returns {Calls}
 */
export function calls() {
  if (described === undefined) {
    const { glue, memory } = core()
    glue._holoband_describe()
    described = guardCalls(/** @type {Calls} */ (/** @type {unknown} */ (glue)), memory, stop)
  }
  return described
}

/**
 * Starts the module, which some hosts compile themselves. Keys, issuers and verifiers belong to the module that made
 * them, so one that has started stays.
 *
 * @param {WebAssembly.Module} [module]
 */
export async function startWith(module) {
  if (started === undefined && module === undefined) await prepareModule()
  started ??= start(() => module ?? loadModule())
}

/**
 * A module that was stopped stays so. Keys and policies are gone with it, and what it answered last was not made sure of.
 *
 * @param {unknown} cause
 */
function stop(cause) {
  stopped ??= new HolobandError('ERR_MODULE_FAILED', { cause })
  started?.memory.wipe()
  started = undefined
  described = undefined
  return stopped
}

/**
 * @param {() => WebAssembly.Module} load
 * @returns {Core}
 */
function start(load) {
  if (stopped !== undefined) throw new HolobandError('ERR_MODULE_FAILED', { cause: stopped.cause })
  const module = load()
  /** @type {WebAssembly.Instance | undefined} */
  let instance
  /** @type {unknown} */
  let failure
  const target = {
    /** @type {import('../../dist/holoband.js').GlueArguments['instantiateWasm']} */
    instantiateWasm(imports, done) {
      // The glue swallows what is thrown here, and would then wait for ever.
      try {
        instance = new WebAssembly.Instance(module, imports)
        const { exports } = instance
        done({ exports: guardExports(exports, stop) }, module)
        return exports
      } catch (error) {
        failure = error
        return {}
      }
    },
  }
  createModule(target).catch(() => {})
  if (instance === undefined) throw failure
  // The glue filled the object that it was given while it ran.
  const glue = /** @type {Glue} */ (/** @type {unknown} */ (target))
  const memory = new SharedMemory(glue, memoryOf(instance.exports))
  return { glue, memory, claims: new ClaimsReader(memory) }
}

/**
 * The link step renames exports, so the memory is known by what it is. Hosts with several realms break `instanceof`.
 *
 * @param {WebAssembly.Exports} exports
 * @returns {WebAssembly.Memory}
 */
function memoryOf(exports) {
  const found = Object.values(exports).find(
    (value) => Object.prototype.toString.call(value) === '[object WebAssembly.Memory]',
  )
  return /** @type {WebAssembly.Memory} */ (found)
}
