// Start-up in the real workerd: from the start of its process to the first response, which verifies a token.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorker, serveWorker } from '../workerd/process.js'
import { assertVerified } from './work.js'

/** @typedef {import('./work.js').Work} Work */

/**
 * One process. The time is in milliseconds, the memory in bytes.
 *
 * @typedef {object} Turn
 * @property {number} clock from the start of the process to the end of the first response
 * @property {number} processor the same, of all threads of the process; 0 where the system does not tell
 * @property {number} memory the resident set after the response; 0 where the system does not tell
 */

const here = path.dirname(fileURLToPath(import.meta.url))

// What a worker does with its first request is what program.js does: it makes the key and the verifier, and verifies.
const worker = (/** @type {string} */ name) => `
import { start } from './starters/${name}.js'
let verify
export default {
  async fetch(request) {
    const { setting, token } = await request.json()
    verify ??= start(setting)
    return Response.json(await verify(token))
  },
}
`

/**
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<string>} the file of the configuration
 */
export function makeWorker(name, folder) {
  const source = { contents: worker(name), resolveDir: here, sourcefile: 'worker.js' }
  return bundleWorker(source, path.join(folder, name), { commonJs: needsRequire(name) })
}

/** @param {string} name */
function needsRequire(name) {
  return name === 'fast-jwt' || name === 'jsonwebtoken'
}

/**
 * @param {string} name
 * @param {string} configuration
 * @param {Work} work
 * @returns {Promise<Turn>}
 */
export async function startInWorkerd(name, configuration, { setting, token, sub }) {
  const begin = performance.now()
  const { post, usage, stop } = await serveWorker(configuration)
  try {
    const response = await post({ setting, token })
    if (response.status !== 200) throw new Error(`${name} answered with ${response.status}`)
    const claims = /** @type {Record<string, unknown>} */ (await response.json())
    const clock = performance.now() - begin
    assertVerified(name, claims, sub)
    return { clock, ...usage() }
  } finally {
    await stop()
  }
}
