import { HolobandError } from 'holoband/client'
import { element, say } from '../lib/dom.js'
import { drawBand } from '../token/band.js'
import { createConnection, Unreachable } from './connection.js'
import { connectControls } from './controls.js'
import { farewellFor } from './farewell.js'
import { createGuestList } from './guests.js'
import { showLogin } from './login.js'
import { showRing } from './ring.js'
import { createSessionList } from './sessions.js'
import { countTabs, openTabs } from './tabs.js'
import { Theft } from './theft.js'
import { createTimelineView } from './timeline-view.js'
import { createWristband } from './wristband.js'

/** @import { AuthEvent, ClientSession } from 'holoband/client' */
/** @import { TabMessage } from './tabs.js' */
/** @import { TraceReport } from './trace.js' */
/** @import { Setting } from './wristband.js' */

const part = {
  signedOut: element('signed-out', HTMLElement),
  signedIn: element('signed-in', HTMLElement),
  details: element('details', HTMLElement),
  wire: element('wire', HTMLElement),
  theft: element('theft-card', HTMLElement),
  farewell: element('farewell', HTMLElement),
  userTitle: element('user-title', HTMLElement),
  userName: element('user-name', HTMLElement),
  userRole: element('user-role', HTMLElement),
  tabName: element('tab-name', HTMLElement),
  loginTitle: element('login-title', HTMLElement),
  note: element('try-note', HTMLElement),
}

/** What the page knows beside the session. */
const seen = { expired: false, refreshed: 0, sessionEnd: 0 }
const network = { offline: false, slow: true }

const timeline = createTimelineView({
  list: element('chapters', HTMLElement),
  empty: element('wire-empty', HTMLElement),
  live: element('wire-live', HTMLElement),
})
drawBand(element('hero-band', SVGSVGElement), new Uint8Array())

const tabs = await openTabs(onTabMessage)
part.tabName.textContent = `Tab ${tabs.letter}`
const connection = createConnection({ network, report, onSession, onEvent })
const setting = /** @type {Setting} */ (/** @type {unknown} */ ((await connection.ask('/demo/setting')).body))
const wristband = createWristband(connection, setting)
const theft = new Theft(connection, { grace: setting.grace, attempt })
const guests = createGuestList(connection, { attempt })
const sessions = createSessionList(connection, {
  attempt,
  onList: (listed) => {
    const own = listed.find(({ sid }) => sid === claimsOf(connection.client.session)?.sid)
    if (own !== undefined) seen.sessionEnd = own.expiresAt
  },
})
const controls = connectControls({ connection, network, sessions, tell: tabs.tell, note, attempt, onExpired })
showLogin(connection, setting.people)
void showTabs()
onSession(await connection.client.ready)
setInterval(tick, 250)

/** @param {TraceReport} reported */
function report(reported) {
  const event = { ...reported, tab: tabs.letter, at: Date.now() }
  tabs.tell({ type: 'trace', event })
  timeline.take(event)
}

/** @param {TabMessage} message */
function onTabMessage(message) {
  if (message.type === 'trace') timeline.take(message.event)
  else if (message.type === 'burst') void attempt(() => controls.burst())
  else if (message.type === 'token') showExpired()
  else void showTabs()
}

async function showTabs() {
  controls.showTabs(await countTabs())
}

/** The access cookie was replaced by one that is over, here or in another tab. */
function showExpired() {
  seen.expired = true
  void attempt(() => wristband.update())
  tick()
}

function onExpired() {
  tabs.tell({ type: 'token' })
  showExpired()
}

/** @param {ClientSession} session */
function onSession(session) {
  const claims = claimsOf(session)
  if (session.status === 'unknown') return showUnknown()
  const began = part.signedIn.hidden && claims !== undefined
  const ended = !part.signedIn.hidden && claims === undefined
  part.signedOut.hidden = claims !== undefined
  part.signedIn.hidden = claims === undefined
  part.details.hidden = claims === undefined
  part.wire.hidden = false
  if (claims !== undefined) showUser(claims, began)
  if (session.status === 'signed-out') showSignedOut(session.reason, ended)
  theft.signedIn(claims !== undefined)
  tick()
}

/** Nobody could be asked. The client asks again by itself; meanwhile, a login may work. */
function showUnknown() {
  if (!part.signedIn.hidden) return
  part.signedOut.hidden = false
  say(part.farewell, 'Whether you are signed in could not be found out; it is asked again.')
}

/**
 * @param {Readonly<Record<string, unknown>> & { sid: string }} claims
 * @param {boolean} began
 */
function showUser(claims, began) {
  part.userName.textContent = String(claims.name ?? claims.sub)
  part.userRole.textContent = String(claims.role ?? '')
  part.theft.hidden = false
  part.farewell.textContent = ''
  seen.expired = false
  void attempt(async () => {
    await wristband.update()
    if (!began) return
    await sessions.load(claims.sid)
    await guests.load(claims)
  })
  if (began && document.hasFocus()) part.userTitle.focus()
}

/**
 * @param {string} reason
 * @param {boolean} ended  whether somebody was signed in until now
 */
function showSignedOut(reason, ended) {
  seen.refreshed = 0
  say(part.farewell, ended ? farewellFor(reason) : '')
  if (!ended) return
  theft.ended(reason)
  part.theft.hidden = reason !== 'reused' && reason !== 'revoked'
  if (document.hasFocus()) part.loginTitle.focus()
}

/** @param {AuthEvent} event */
function onEvent(event) {
  if (event.type === 'refreshed') {
    seen.refreshed++
    theft.refreshed()
  }
  if (event.type === 'refresh-failed') {
    const seconds = Math.ceil((event.retryAt - Date.now()) / 1000)
    note(`The refresh did not get through. Nobody is signed out for that; it is tried again in ${seconds} s.`)
  }
}

/** @param {string} sentence */
function note(sentence) {
  say(part.note, sentence)
}

/**
 * attempt does what was asked for, and says why where it could not be done.
 *
 * @param {() => Promise<void>} action
 */
async function attempt(action) {
  try {
    await action()
  } catch (error) {
    if (error instanceof HolobandError) note(error.message)
    else if (!(error instanceof Unreachable)) throw error
    else if (network.offline)
      note('You are offline, so fetch failed. The session does not mind: go online and try again.')
    else note('The server cannot be reached. Is it still running?')
  }
}

function tick() {
  const { session } = connection.client
  showRing(session, seen)
  if (session.status === 'signed-in') wristband.tick()
  theft.tick()
}

/** @param {ClientSession} session */
function claimsOf(session) {
  return session.status === 'signed-in' ? session.claims : undefined
}
