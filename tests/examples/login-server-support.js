import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { CookieJar } from '../session/support.js'

const program = fileURLToPath(new URL('../../examples/login-server/server.js', import.meta.url))

/** How long a start may take on a busy machine before it counts as hung. */
const patience = 60_000

/**
 * run starts the program with these arguments and collects what it prints.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export function run(args, env = {}) {
  const { HOLOBAND_DEMO_SECRET: _, ...inherited } = process.env
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
    return { status, signal, ...printed }
  })
  return { child, printed, ended, hung }
}

/**
 * start runs the program until it says where it listens.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export async function start(args, env) {
  const { child, printed, ended, hung } = run(args, env)
  /** @type {Promise<string>} */
  const listening = new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const [url] = /http:\/\/\S+/.exec(printed.stdout) ?? []
      if (url !== undefined && printed.stdout.includes('Ctrl+C')) resolve(url)
    })
    ended.then(({ stderr }) => reject(new Error(`The server ended before it listened. ${stderr}`)), reject)
  })
  const url = await listening
  clearTimeout(hung)
  /** @param {NodeJS.Signals} [signal] */
  const stop = (signal = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  return { url, printed, stop }
}

/** A browser of the demo: it keeps cookies, and says where its requests come from. */
export class Visitor {
  jar = new CookieJar()
  #url

  /** @param {string} url */
  constructor(url) {
    this.#url = url
  }

  /**
   * @param {string} path
   * @param {{ method?: string, json?: unknown, headers?: Record<string, string> }} [options]
   */
  async call(path, { method = 'GET', json, headers = {} } = {}) {
    const { header } = this.jar
    const response = await fetch(this.#url + path, {
      method,
      redirect: 'error',
      headers: {
        ...(header === '' ? {} : { cookie: header }),
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    return this.jar.take(response)
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  login(username, password) {
    return this.call('/auth/login', { method: 'POST', json: { username, password } })
  }
}
