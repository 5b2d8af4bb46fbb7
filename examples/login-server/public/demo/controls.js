import { element } from '../lib/dom.js'

/** @import { Connection } from './connection.js' */
/** @import { TabMessage } from './tabs.js' */
/** @import { Network } from './trace.js' */

/**
 * @typedef {object} ControlOptions
 * @property {Connection} connection
 * @property {Network} network
 * @property {{ reload: () => Promise<void> }} sessions
 * @property {(message: TabMessage) => void} tell
 * @property {(sentence: string) => void} note
 * @property {(action: () => Promise<void>) => Promise<void>} attempt
 * @property {() => void} onExpired
 */

const offline = element('offline', HTMLButtonElement)
const slow = element('slow', HTMLInputElement)
const ahead = element('ahead', HTMLInputElement)
const everywhere = element('call-everywhere', HTMLButtonElement)

/**
 * connectControls makes the buttons work.
 *
 * @param {ControlOptions} options
 */
export function connectControls(options) {
  const { connection, network, sessions, tell, attempt } = options
  const burst = () => sendTen(options)
  /** @type {readonly (readonly [id: string, action: () => Promise<void>])[]} */
  const actions = [
    ['call-one', () => callOne(options)],
    ['call-ten', burst],
    ['expire', () => expire(options)],
    ['logout', connection.logOut],
    ['end-all', () => logOutEverywhere(options)],
    ['sessions-reload', sessions.reload],
  ]
  for (const [id, action] of actions)
    element(id, HTMLButtonElement).addEventListener('click', () => void attempt(action))
  everywhere.addEventListener('click', () => {
    tell({ type: 'burst' })
    void attempt(burst)
  })
  offline.addEventListener('click', () => toggleOffline(options))
  slow.addEventListener('change', () => {
    network.slow = slow.checked
  })
  ahead.addEventListener('change', () => connection.refreshAhead(ahead.checked))

  return {
    burst,
    /** @param {number} count */
    showTabs(count) {
      everywhere.hidden = count < 2
    },
  }
}

/** @param {ControlOptions} options */
async function callOne({ connection, note }) {
  const { ok, status } = await connection.call('/api/me')
  note(ok ? 'The API answered, knowing you by the token alone.' : `The API answered ${status}.`)
}

/** @param {ControlOptions} options */
async function sendTen({ connection, note }) {
  if (connection.client.session.status !== 'signed-in') return
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => connection.call('/api/me')))
  const good = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.ok).length
  note(`${good} of 10 requests were answered. The lines below show what it took.`)
}

/** @param {ControlOptions} options */
async function expire({ connection, note, onExpired }) {
  const { ok } = await connection.call('/demo/expire', { method: 'POST' })
  if (!ok) return
  onExpired()
  note('The access token is over; the session is not. Now call the API, once or ten times.')
}

/** @param {ControlOptions} options */
async function logOutEverywhere({ connection }) {
  const { ok } = await connection.call('/api/sessions/end-all', { method: 'POST' })
  if (ok) await connection.logOut()
}

/** @param {ControlOptions} options */
function toggleOffline({ network, note }) {
  network.offline = !network.offline
  offline.setAttribute('aria-pressed', String(network.offline))
  note(
    network.offline
      ? 'The page’s requests fail from now on, as they do in a tunnel.'
      : 'The network is back. Had a refresh failed meanwhile, it would be tried at once.',
  )
  // What a browser says of its network; the client listens to it.
  dispatchEvent(new Event(network.offline ? 'offline' : 'online'))
}
