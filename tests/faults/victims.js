import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { secretKey } from 'holoband'
import { createAuthHandler, createSessions } from 'holoband/session'
import { openSqliteStore } from 'holoband/stores/sqlite'

/** @import { SessionEvent } from 'holoband/session' */

/**
 * What is asked: an endpoint by its path, or what a program does itself, by its name.
 *
 * @typedef {{ act: '/login' | '/refresh' | '/logout' | 'logoutAll' | 'ban', cookie?: string }} Asked
 *
 * `skew` is how far its clock is ahead, in seconds, and `at` before which step it is killed.
 *
 * @typedef {{ file: string, skew: number, at: number, request: Asked }} Order
 */

const program = fileURLToPath(new URL('victim.js', import.meta.url))
const origin = 'https://app.example'
export const subject = '7'

/**
 * A server on the store in a file.
 *
 * @param {string} file
 * @param {number} skew
 */
export async function openServer(file, skew) {
  const now = () => Date.now() / 1000 + skew
  const store = await openSqliteStore(file, { now })
  /** @type {SessionEvent['type'][]} */
  const events = []
  const key = secretKey(new Uint8Array(32).fill(7))
  const common = { key, issuer: 'https://auth.example', audience: 'https://api.example', now }
  const sessions = createSessions({ ...common, store, onEvent: ({ type }) => events.push(type) })
  const authenticate = () => ({ subject })
  const handler = createAuthHandler({ sessions, authenticate, onError: () => {} })

  /** @param {Asked} asked */
  async function answer({ act, cookie }) {
    if (act === 'logoutAll') return sessions.endAll(subject)
    if (act === 'ban') return sessions.ban(subject)
    return handler(requestOf(act, cookie))
  }
  return { answer, events, sessions, store }
}

/**
 * @param {string} path
 * @param {string} [cookie]
 */
function requestOf(path, cookie) {
  const headers = { origin, 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) }
  const body = path === '/login' ? JSON.stringify({ username: 'ada', password: 'x' }) : null
  return new Request(`${origin}/auth${path}`, { method: 'POST', headers, body })
}

/**
 * Runs a process until it kills itself; how many steps it took, where it came to the end before.
 *
 * @param {Order} order
 * @returns {Promise<number | undefined>}
 */
export function kill(order) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, JSON.stringify(order)], (error, stdout) => {
      if (error === null) resolve(Number(stdout))
      else if (error.signal === 'SIGKILL') resolve(undefined)
      else reject(error)
    })
  })
}
