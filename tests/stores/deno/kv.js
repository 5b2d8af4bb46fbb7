/** @import { DenoKv } from 'holoband/stores/deno-kv' */

/**
 * What is used of Deno here.
 *
 * @typedef {object} DenoRuntime
 * @property {readonly string[]} args
 * @property {(path: string) => Promise<DenoKv & { close: () => void }>} openKv
 * @property {(options: { prefix: string, suffix: string }) => Promise<string>} makeTempFile
 * @property {(path: string) => Promise<void>} remove
 */

/** @type {DenoRuntime} */
export const runtime = Reflect.get(globalThis, 'Deno')
