import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { run } from '../../js/cli/run.js'

// The bin is found as npx finds it: from the package's manifest.
const manifestPath = createRequire(import.meta.url).resolve('holoband/package.json')

/** @type {{ version: string, bin: { holoband: string } }} */
export const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
export const bin = join(dirname(manifestPath), manifest.bin.holoband)

/**
 * @typedef {{ status: number | null, stdout: string, stderr: string }} Result
 *
 * @typedef {object} Setting
 * @property {string | Uint8Array} [input] standard input; empty unless given
 * @property {Record<string, string>} [env] the environment; empty unless given, so that none of the machine leaks in
 * @property {string} [cwd] for real programs
 *
 * @typedef {object} Terminals which of the streams say that they are one
 * @property {boolean} [stdin]
 * @property {boolean} [stdout]
 * @property {boolean} [stderr]
 */

/**
 * holoband runs a command line in this process: all of the program but the few lines of main.js, without starting
 * Node.js some hundred times. program.test.js holds that the real program does the same.
 *
 * @param {readonly string[]} args
 * @param {Setting & { terminals?: Terminals }} [setting]
 * @returns {Promise<Result>}
 */
export async function holoband(args, { input = '', env = {}, terminals = {} } = {}) {
  const stdout = captured(terminals.stdout)
  const stderr = captured(terminals.stderr)
  const status = await run(args, {
    env,
    stdin: () => Object.assign(chunks(input), { isTTY: terminals.stdin === true }),
    stdout,
    stderr,
  })
  return { status, stdout: stdout.text, stderr: stderr.text }
}

/** @param {string | Uint8Array} input */
export async function* chunks(input) {
  const bytes = Buffer.from(input)
  // In two, as a pipe may cut anywhere.
  const middle = Math.floor(bytes.length / 2)
  yield bytes.subarray(0, middle)
  yield bytes.subarray(middle)
}

export function captured(isTTY = false) {
  return {
    isTTY,
    text: '',
    /**
     * @param {string} more
     * @param {(error?: Error | null) => void} done
     */
    write(more, done) {
      this.text += more
      done()
    },
  }
}

/**
 * program starts the real program.
 *
 * @param {readonly string[]} args
 * @param {Setting} [setting]
 */
export function program(args, setting = {}) {
  return execute(process.execPath, [bin, ...args], setting)
}

/**
 * shell runs a line of a shell in which `holoband` is the real program.
 *
 * @param {string} line
 * @param {Setting} [setting]
 */
export function shell(line, { env = {}, ...setting } = {}) {
  const named = 'set -o pipefail; holoband() { "$NODE" "$BIN" "$@"; }'
  const paths = { NODE: process.execPath, BIN: bin }
  return execute('bash', ['--norc', '-c', `${named}; ${line}`], { ...setting, env: { ...paths, ...env } })
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Setting} setting
 * @returns {Promise<Result>}
 */
function execute(command, args, { input = '', env = {}, cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { PATH: process.env.PATH ?? '', ...env } })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    // A command that is wrong from the start does not read its input.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** folder makes a directory of its own for a test file, and removes it afterwards. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'holoband-cli-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    /** @param {string} name */
    at: (name) => join(path, name),
    /**
     * @param {string} name
     * @param {string | Uint8Array} content
     * @param {number} [mode]
     */
    write(name, content, mode = 0o600) {
      writeFileSync(join(path, name), content, { mode })
      return join(path, name)
    },
  }
}

/** Bytes 0 to 31 and 0 to 63: secrets that a failing test may print. */
export const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
export const longSecret = Buffer.from(Array.from({ length: 64 }, (_, index) => index))

/** A key in the environment, and the policy that asks for nothing but a signature and an expiry. */
export const keyInEnv = { KEY: secret.toString('base64url') }
export const byEnv = ['--key-env', 'KEY']
export const anybody = ['--no-issuer', '--no-audience']
export const lenient = [...byEnv, '--alg', 'HS256', ...anybody]

/** 2026-01-01T00:00:00Z, the time at which these tests issue and verify. */
export const epoch = 1767225600

/**
 * forge makes a token without the library, so that the tests do not hold it against itself.
 *
 * @param {object | string} claims
 * @param {{ header?: object, key?: Uint8Array, digest?: string }} [options]
 */
export function forge(
  claims,
  { header = { alg: 'HS256', typ: 'JWT' }, key = secret, digest = 'sha256' } = {},
) {
  const encode = (/** @type {object | string} */ value) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${createHmac(digest, key).update(input).digest('base64url')}`
}

/**
 * claimsIn reads a token's claims, without the library.
 *
 * @param {string} token
 * @returns {Record<string, unknown>}
 */
export function claimsIn(token) {
  return JSON.parse(Buffer.from(token.trim().split('.')[1] ?? '', 'base64url').toString())
}

/**
 * headerIn reads a token's header, without the library.
 *
 * @param {string} token
 * @returns {Record<string, unknown>}
 */
export function headerIn(token) {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
}

/**
 * assertWrong holds that a command line was refused as wrong: status 2, nothing on standard output, the code, a
 * sentence, a pointer to the help, and no stack trace.
 *
 * @param {Result} result
 * @param {string} code
 * @param {RegExp} sentence
 */
export function assertWrong({ status, stdout, stderr }, code, sentence) {
  assert.equal(stdout, '')
  assert.match(stderr, new RegExp(`^holoband: ${code}`, 'm'))
  assert.match(stderr, sentence)
  assert.match(stderr, /\nSee holoband (--help|help [a-z]+( [a-z]+)?)\.\n$/)
  assert.doesNotMatch(stderr, /\n\s+at |node:internal|file:\/\//)
  assert.equal(status, 2)
}

/**
 * assertRefused holds that a token was refused: status 1, nothing on standard output, and one line that says why.
 *
 * @param {Result} result
 * @param {string} line
 */
export function assertRefused({ status, stdout, stderr }, line) {
  assert.equal(stderr, `${line}\n`)
  assert.equal(stdout, '')
  assert.equal(status, 1)
}

/**
 * onlyJson parses what --json printed, and holds that there is nothing beside it.
 *
 * @param {Result} result
 * @returns {Record<string, unknown>}
 */
export function onlyJson({ stdout, stderr }) {
  assert.equal(stderr, '')
  assert.equal(stdout.trimEnd().split('\n').length, 1)
  return JSON.parse(stdout)
}
