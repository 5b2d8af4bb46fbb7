import { moduleUrl } from '../../dist/holoband.url.js'
import { HolobandError } from '../errors.js'
import { compileFrom } from './streaming.js'

/** @type {WebAssembly.Module | undefined} */
let compiled
/** @type {Promise<void> | undefined} */
let compiling

/** Fetches and compiles the module. Calls at the same time share one attempt; one that failed can be repeated. */
export function prepareModule() {
  compiling ??= fetchModule().finally(() => {
    compiling = undefined
  })
  return compiling
}

async function fetchModule() {
  compiled = await compileFrom(() => fetch(moduleUrl()))
}

/** @returns {WebAssembly.Module} */
export function loadModule() {
  if (compiled === undefined) throw new HolobandError('ERR_NOT_INITIALIZED')
  return compiled
}
