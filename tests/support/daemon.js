import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'

/** @import { ChildProcess } from 'node:child_process' */

/**
 * @typedef {object} DaemonOptions
 * @property {string} command
 * @property {readonly string[]} args
 * @property {RegExp} ready             what it prints once it can be used
 * @property {NodeJS.Signals} stopWith  the signal that makes it end in good order, quickly
 * @property {string} [user]            who it runs as; default: who runs the tests
 *
 * @typedef {object} Daemon
 * @property {() => Promise<void>} start  resolves once it can be used
 * @property {() => Promise<void>} stop   ends it in good order
 * @property {() => Promise<void>} kill   ends it in the middle of whatever it does
 */

const setpriv = '/usr/bin/setpriv'

/** @type {Set<ChildProcess>} */
const running = new Set()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * A server program that can be started and stopped again and again, and that does not outlive the process that started
 * it: where the system can do so (Linux) not even when that process is killed.
 *
 * @param {DaemonOptions} options
 * @returns {Daemon}
 */
export function createDaemon({ command, args, ready, stopWith, user }) {
  /** @type {ChildProcess | undefined} */
  let child

  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    if (child === undefined) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  return {
    async start() {
      const started = spawn(...wrapped(command, args, stopWith, user), {
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: '/',
      })
      child = started
      running.add(started)
      started.once('exit', () => {
        running.delete(started)
        if (child === started) child = undefined
      })
      await readiness(started, ready)
    },
    stop: () => end(stopWith),
    kill: () => end('SIGKILL'),
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.Signals} signal
 * @param {string} [user]
 * @returns {[string, string[]]}
 */
function wrapped(command, args, signal, user) {
  if (!existsSync(setpriv)) return [command, [...args]]
  const identity = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups']
  return [setpriv, [...identity, `--pdeathsig=${signal.slice('SIG'.length)}`, command, ...args]]
}

/**
 * @param {ChildProcess} child
 * @param {RegExp} ready
 * @returns {Promise<void>}
 */
function readiness(child, ready) {
  return new Promise((resolve, reject) => {
    let output = ''
    /** @param {Buffer} chunk */
    const read = (chunk) => {
      output = (output + chunk.toString()).slice(-4096)
      if (ready.test(output)) resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${child.spawnargs.join(' ')} ended:\n${output}`)))
  })
}
