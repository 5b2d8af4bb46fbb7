import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The root of the checkout, from which a program can import the package by its name. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Runs a program in a Node.js of its own and returns what it printed, as JSON. A program that fails rejects with its
 * standard error.
 *
 * @param {string} source
 * @param {{ type?: 'module' | 'commonjs', flags?: readonly string[] }} [options]
 * @returns {Promise<unknown>}
 */
export async function runNode(source, { type = 'module', flags = [] } = {}) {
  const args = [...flags, `--input-type=${type}`, '--eval', source]
  const { stdout } = await run(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH ?? '' } })
  return JSON.parse(stdout)
}
