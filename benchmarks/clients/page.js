// What the pages of the benchmark run: one client, chosen by the address, set up as its own documentation says.
import { contestants } from './contestants.js'

/** @import { Contestant, Outcome } from './contestants.js' */

const name = new URL(location.href).searchParams.get('client') ?? ''
const contestant = /** @type {Contestant} */ (contestants[name])

/**
 * @param {string} path
 * @param {{ body?: BodyInit, signal?: AbortSignal }} [request]  a POST where it has a body
 * @returns {Promise<Outcome>}
 */
async function ask(path, request = {}) {
  try {
    return { status: await contestant.send(path, request) }
  } catch (error) {
    // These throw where fetch would return an answer, and the answer is in the error.
    const { response, name: kind } = /** @type {{ response?: { status?: number }, name?: string }} */ (error)
    return { status: response?.status ?? 0, error: String(kind) }
  }
}

/** The bodies that a fetch takes and that can be sent twice, by name. */
function bodies() {
  const bytes = new Uint8Array([0, 1, 2, 255])
  const form = new FormData()
  form.append('file', new File([bytes], 'a.bin'))
  /** @type {Record<string, BodyInit>} */
  const all = {
    string: 'a string',
    URLSearchParams: new URLSearchParams({ a: '1' }),
    Blob: new Blob([bytes]),
    FormData: form,
    ArrayBuffer: bytes.buffer,
    Uint8Array: bytes,
    DataView: new DataView(bytes.buffer),
  }
  return all
}

export const race = {
  signIn: contestant.signIn,
  isSignedOut: () => contestant.isSignedOut?.() ?? false,
  ask,
  /**
   * Asks for different addresses: of equal ones Chromium lets one through at a time, for its cache.
   *
   * @param {number} count
   */
  askTogether: (count) =>
    Promise.all(Array.from({ length: count }, () => ask(`/api/me?${crypto.randomUUID()}`))),
  bodies: () => Object.keys(bodies()),
  /** @param {string} kind */
  post: (kind) => ask('/api/echo', { body: bodies()[kind] ?? '' }),
  /** Asks for as many, and gives the first one up when `giveUp` is called. @param {number} count */
  askAndGiveUp(count) {
    const controller = new AbortController()
    race.giveUp = () => controller.abort()
    const first = ask('/api/me?first', { signal: controller.signal })
    const others = race.askTogether(count - 1)
    return Promise.all([first, others]).then(([, outcomes]) => outcomes)
  },
  giveUp() {},
}

Object.assign(globalThis, { race })
