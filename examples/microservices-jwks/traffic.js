import { setTimeout as sleep } from 'node:timers/promises'

/**
 * @typedef {{ issuer: string, id: string, secret: string }} Credentials
 * @typedef {{ url: string, audience: string }} Target
 * @typedef {{ verified: Record<string, number>, failed: Record<string, number> }} Tally  requests that succeeded, by the
 *   key of their token, and others, by what was answered
 */

/**
 * createTokenSource returns the function that gives an access token for a service: the one that it has, for as long as
 * most of its life is to come, and otherwise a new one. Requests that need one at once share it.
 *
 * @param {Credentials} credentials
 */
export function createTokenSource({ issuer, id, secret }) {
  /** @type {Map<string, { token: Promise<string>, until: number }>} */
  const known = new Map()
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')

  /** @param {string} resource */
  return (resource) => {
    const entry = known.get(resource)
    if (entry !== undefined && Date.now() < entry.until) return entry.token
    const next = { token: Promise.resolve(''), until: Infinity }
    next.token = request(resource).then(
      ({ access_token, expires_in }) => {
        next.until = Date.now() + expires_in * 800
        return access_token
      },
      (error) => {
        // The next request tries again.
        known.delete(resource)
        throw error
      },
    )
    known.set(resource, next)
    return next.token
  }

  /**
   * @param {string} resource
   * @returns {Promise<{ access_token: string, expires_in: number }>}
   */
  async function request(resource) {
    const response = await fetch(new URL('/token', issuer), {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    })
    if (!response.ok) throw new Error(`The issuer answered ${response.status}.`)
    return response.json()
  }
}

/** @returns {Tally} */
export function createTally() {
  return { verified: {}, failed: {} }
}

/**
 * sendTraffic calls all of the services, again and again, until it is told to stop, and counts what comes of it.
 *
 * @param {readonly Target[]} targets
 * @param {ReturnType<typeof createTokenSource>} tokenFor
 * @param {{ signal: AbortSignal, tally: Tally, pause?: number }} options  pause between two rounds, in milliseconds
 */
export async function sendTraffic(targets, tokenFor, { signal, tally, pause = 10 }) {
  while (!signal.aborted) {
    await Promise.all(targets.map((target) => callOnce(target, tokenFor, tally)))
    await sleep(pause)
  }
}

/**
 * @param {Target} target
 * @param {ReturnType<typeof createTokenSource>} tokenFor
 * @param {Tally} tally
 */
async function callOnce({ url, audience }, tokenFor, { verified, failed }) {
  try {
    const authorization = `Bearer ${await tokenFor(audience)}`
    const response = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(15_000) })
    const { kid } = await response.json()
    if (response.ok) verified[kid] = (verified[kid] ?? 0) + 1
    else failed[response.status] = (failed[response.status] ?? 0) + 1
  } catch (error) {
    const name = error instanceof Error ? error.message : `${error}`
    failed[name] = (failed[name] ?? 0) + 1
  }
}
