// A program in a process of its own, as its reader would start it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'

/** How long a start may take on a busy machine before it counts as hung. */
const patience = 60_000

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * @typedef {object} ProgramOptions
 * @property {readonly string[]} [args]
 * @property {Record<string, string | undefined>} [env]  beside the test's own; undefined takes one away
 * @property {string} [cwd]
 * @property {string} [command]  default: this Node.js
 */

/**
 * runProgram starts a program and collects what it prints.
 *
 * @param {string} file
 * @param {ProgramOptions} [options]
 */
export function runProgram(file, { args = [], env = {}, cwd, command = process.execPath } = {}) {
  const child = spawn(command, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  running.add(child)
  const hung = setTimeout(() => child.kill('SIGKILL'), patience)
  const printed = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.stderr += text
  })
  const ended = once(child, 'close').then(([status, signal]) => {
    clearTimeout(hung)
    running.delete(child)
    return { status, signal, ...printed }
  })
  return { child, printed, ended, hung }
}

/**
 * startProgram runs a program until it has printed what `ready` looks for, which is returned as `found`.
 *
 * @param {string} file
 * @param {RegExp} ready
 * @param {ProgramOptions} [options]
 */
export async function startProgram(file, ready, options) {
  const { child, printed, ended, hung } = runProgram(file, options)
  /** @type {Promise<RegExpExecArray>} */
  const found = new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const match = ready.exec(printed.stdout)
      if (match !== null) resolve(match)
    })
    ended.then(({ stderr }) => reject(new Error(`The program ended before it was ready. ${stderr}`)), reject)
  })
  const match = await found
  clearTimeout(hung)
  // A test that failed before it stopped its program must not wait for it for ever.
  const pipes = /** @type {import('node:net').Socket[]} */ (
    /** @type {unknown} */ ([child.stdout, child.stderr])
  )
  for (const each of [child, ...pipes]) each.unref()
  /** @param {NodeJS.Signals} [signal] */
  const stop = (signal = 'SIGTERM') => {
    for (const each of [child, ...pipes]) each.ref()
    child.kill(signal)
    return ended
  }
  return { found: match, printed, stop, ended, pid: child.pid }
}
