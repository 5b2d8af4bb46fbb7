// Runs other programs: never with a prompt, always with a log, and with the end of the log when they fail.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { logsDir, rootDir } from './paths.js'

const tailLines = 40

/**
 * @typedef {object} RunOptions
 * @property {string} [log]        keep all output in build/logs/<log>.log
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]  added to the environment of this process
 * @property {number} [timeoutMs]  kill the program after so long
 * @property {string} [input]      what it reads from stdin, which is otherwise empty
 * @property {(line: string) => void} [onLine]  sees each line of stdout as it comes
 */

/** @typedef {{ code: number, stdout: string, output: string }} RunResult */

export class CommandError extends Error {
  /**
   * @param {string} command
   * @param {RunResult} result
   * @param {string} [logFile]
   */
  constructor(command, result, logFile) {
    // What Ninja did in parallel to what failed would push it out of sight.
    const lines = result.output
      .trimEnd()
      .split('\n')
      .filter((line) => !/^\[\d+\/\d+\] /.test(line))
    const tail = lines.slice(-tailLines).join('\n')
    const where = logFile ? `\nThe whole log is in ${path.relative(process.cwd(), logFile)}` : ''
    super(`${command} failed with exit code ${result.code}.\n${tail}${where}`)
    this.name = 'CommandError'
    this.result = result
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  for (const child of running) child.kill(signal)
  process.exit(130)
}

/** @param {import('node:child_process').ChildProcess} child */
function track(child) {
  if (running.size === 0) for (const signal of signals) process.on(signal, interrupt)
  running.add(child)
}

/** @param {import('node:child_process').ChildProcess} child */
function untrack(child) {
  running.delete(child)
  if (running.size === 0) for (const signal of signals) process.off(signal, interrupt)
}

/**
 * Runs a program to its end, whatever its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function tryRun(command, args, options = {}) {
  const log = options.log ? openLog(options.log, [command, ...args]) : undefined
  const child = spawn(command, args, {
    cwd: options.cwd ?? rootDir,
    env: { ...process.env, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  track(child)
  const timer = options.timeoutMs && setTimeout(() => child.kill('SIGKILL'), options.timeoutMs)
  child.stdin?.end(options.input)
  try {
    return await collect(child, log, options.onLine)
  } finally {
    if (timer) clearTimeout(timer)
    untrack(child)
    if (log) fs.closeSync(log.fd)
  }
}

/**
 * Runs a program that must succeed; throws a CommandError otherwise.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function run(command, args, options = {}) {
  const result = await tryRun(command, args, options)
  if (result.code === 0) return result
  const logFile = options.log && path.join(logsDir, `${options.log}.log`)
  throw new CommandError(path.basename(command), result, logFile)
}

/**
 * @param {string} name
 * @param {string[]} commandLine
 */
function openLog(name, commandLine) {
  fs.mkdirSync(logsDir, { recursive: true })
  const fd = fs.openSync(path.join(logsDir, `${name}.log`), 'w')
  fs.writeSync(fd, `$ ${commandLine.join(' ')}\n`)
  return { fd }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ fd: number } | undefined} log
 * @param {((line: string) => void) | undefined} onLine
 * @returns {Promise<RunResult>}
 */
function collect(child, log, onLine) {
  let stdout = ''
  let output = ''
  let line = ''
  /** @param {string} text */
  const both = (text) => {
    output += text
    if (log) fs.writeSync(log.fd, text)
  }
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
    both(text)
    if (!onLine) return
    const lines = (line + text).split('\n')
    line = lines.pop() ?? ''
    lines.forEach(onLine)
  })
  child.stderr?.setEncoding('utf8').on('data', both)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (line) onLine?.(line)
      resolve({ code: code ?? 1, stdout, output })
    })
  })
}
