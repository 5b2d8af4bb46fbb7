/** @import { TraceEvent } from './trace.js' */

/**
 * What the tabs of this page tell each other. The client of the library has a channel of its own, which this is not.
 *
 * @typedef {{ type: 'trace', event: TraceEvent } | { type: 'arrived' | 'left' | 'burst' | 'token' }} TabMessage
 */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lockName = (/** @type {string} */ letter) => `holoband-demo tab ${letter}`

/**
 * openTabs joins the tabs of this page.
 *
 * @param {(message: TabMessage) => void} listener
 */
export async function openTabs(listener) {
  const letter = await takeLetter()
  const channel = new BroadcastChannel('holoband-demo')
  channel.addEventListener('message', ({ data }) => listener(data))
  /** @param {TabMessage} message */
  const tell = (message) => channel.postMessage(message)
  tell({ type: 'arrived' })
  addEventListener('pagehide', () => tell({ type: 'left' }))
  return { letter, tell }
}

/** The first letter that no other tab holds. The browser gives it free when the tab is closed. */
async function takeLetter() {
  for (const letter of letters) {
    const taken = await new Promise((resolve) => {
      void navigator.locks.request(lockName(letter), { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise(() => {})
      })
    })
    if (taken) return letter
  }
  return '?'
}

/** How many tabs show this page. */
export async function countTabs() {
  const { held = [] } = await navigator.locks.query()
  return held.filter(({ name }) => name?.startsWith(lockName(''))).length
}
