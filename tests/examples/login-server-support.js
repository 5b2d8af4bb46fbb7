import { fileURLToPath } from 'node:url'
import { CookieJar } from '../session/support.js'
import { runProgram, startProgram } from './program.js'

const program = fileURLToPath(new URL('../../examples/login-server/server.js', import.meta.url))

/** A secret of whoever runs the tests must not change what they see. */
const noSecret = { HOLOBAND_DEMO_SECRET: undefined }

/**
 * run starts the program with these arguments and collects what it prints.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export function run(args, env = {}) {
  return runProgram(program, { args, env: { ...noSecret, ...env } })
}

/**
 * start runs the program until it says where it listens.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export async function start(args, env = {}) {
  const ready = /(http:\/\/\S+)[\s\S]*Ctrl\+C/
  const { found, printed, stop } = await startProgram(program, ready, { args, env: { ...noSecret, ...env } })
  return { url: found[1] ?? '', printed, stop }
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
