// Hands the terminal over to one of our own programs.
import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { rootDir } from './paths.js'

/**
 * Runs a script of the checkout until it ends, and hands on the signals that are meant for it.
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; ending on a signal that asks it to is no failure
 */
export function launch(script, args) {
  const child = spawn(process.execPath, [path.join(rootDir, script), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
  })
}
