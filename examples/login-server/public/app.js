import { createCaller } from './calls.js'

/** @import { Call } from './calls.js' */

const logLength = 50

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {{ new (): T }} kind
 * @returns {T}
 */
function element(id, kind) {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`The page has no #${id}.`)
}

const part = {
  signedOut: element('signed-out', HTMLElement),
  signedIn: element('signed-in', HTMLElement),
  login: element('login', HTMLFormElement),
  username: element('username', HTMLInputElement),
  password: element('password', HTMLInputElement),
  problem: element('login-problem', HTMLElement),
  userTitle: element('user-title', HTMLElement),
  userName: element('user-name', HTMLElement),
  userRole: element('user-role', HTMLElement),
  accessLeft: element('access-left', HTMLElement),
  sessionId: element('session-id', HTMLElement),
  note: element('note', HTMLFormElement),
  noteText: element('note-text', HTMLInputElement),
  answer: element('answer', HTMLElement),
  sessions: element('sessions', HTMLElement),
  users: element('users', HTMLElement),
  log: element('log', HTMLElement),
  logEmpty: element('log-empty', HTMLElement),
}

/** When the access token ends, by this machine's clock, in milliseconds; 0 when nobody is signed in. */
let accessEnds = 0

const call = createCaller({ onCall: logCall, onRefresh: showUser })

/** @param {Call} entry */
function logCall({ method, path, status, meaning }) {
  const line = document.createElement('li')
  const outcome = document.createElement('span')
  line.append(`${method} ${path}`, outcome)
  outcome.textContent = meaning === '' ? `${status}` : `${status} ${meaning}`
  outcome.className = status < 400 ? 'good' : 'bad'
  part.logEmpty.hidden = true
  part.log.append(line)
  if (part.log.childElementCount > logLength) part.log.firstElementChild?.remove()
  line.scrollIntoView({ block: 'nearest' })
}

/**
 * showUser shows whom an answer of /auth says is signed in. The end of the token is set by the server's clock; the
 * answer's Date says how far this machine's is off.
 *
 * @param {Response} response
 */
async function showUser(response) {
  const { name, role, sid, exp } = (await response.json()).claims
  const serverTime = Date.parse(response.headers.get('date') ?? '')
  const off = Date.now() - serverTime
  // Date counts whole seconds and the answer was under way: a little is no difference between clocks.
  accessEnds = exp * 1000 + (Math.abs(off) > 5000 ? off : 0)
  part.userName.textContent = name
  part.userRole.textContent = role
  part.sessionId.textContent = sid
  part.signedOut.hidden = true
  part.signedIn.hidden = false
  showTime()
}

function showLogin(problem = '') {
  accessEnds = 0
  part.signedIn.hidden = true
  part.signedOut.hidden = false
  part.answer.textContent = ''
  part.sessions.hidden = true
  part.users.hidden = true
  part.problem.textContent = problem
  part.username.focus()
}

function showTime() {
  if (accessEnds === 0) return
  const left = Math.max(0, Math.ceil((accessEnds - Date.now()) / 1000))
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  part.accessLeft.textContent = left === 0 ? 'expired; the next call refreshes it' : `${time} left`
}

/**
 * use calls the API and shows the answer, or the login when the session is over.
 *
 * @param {string} path
 * @param {{ method?: string, json?: unknown }} options
 * @param {(body: Record<string, unknown>) => string} show
 */
async function use(path, options, show) {
  const response = await call(path, options)
  if (response.status === 401) return showLogin('The session is over. Please sign in again.')
  const body = await response.json()
  part.answer.textContent = response.ok ? show(body) : body.message
}

/**
 * attempt does what was asked for, and says so when the server cannot be reached.
 *
 * @param {() => Promise<void>} action
 */
async function attempt(action) {
  try {
    await action()
  } catch {
    const place = part.signedIn.hidden ? part.problem : part.answer
    place.textContent = 'The server cannot be reached.'
  }
}

/** @param {unknown} sessions */
function showSessions(sessions) {
  if (!Array.isArray(sessions)) return
  part.sessions.replaceChildren(...sessions.map(sessionLine))
  part.sessions.hidden = false
}

/** @param {{ sid: string, device: string, refreshedAt: number }} session */
function sessionLine({ sid, device, refreshedAt }) {
  const line = document.createElement('li')
  const used = new Date(refreshedAt * 1000).toLocaleString()
  const own = sid === part.sessionId.textContent
  line.append(`${device || 'an unknown device'}, last refreshed ${used}${own ? ' (this one)' : ''}`)
  if (own) return line
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Sign it out'
  on(button, 'click', () => endSession(sid))
  line.append(button)
  return line
}

/** @param {unknown} users */
function showUsers(users) {
  if (!Array.isArray(users)) return
  part.users.replaceChildren(...users.map(userLine))
  part.users.hidden = false
}

/** @param {{ name: string, role: string, banned: boolean }} user */
function userLine({ name, role, banned }) {
  const line = document.createElement('li')
  line.append(`${name} (${role}${banned ? ', banned' : ''})`)
  if (name === part.userName.textContent) return line
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = banned ? `Let ${name} in` : `Ban ${name}`
  on(button, 'click', () => changeBan({ name, banned: !banned }))
  line.append(button)
  return line
}

async function signIn() {
  part.problem.textContent = ''
  const json = { username: part.username.value, password: part.password.value }
  const response = await call('/auth/login', { method: 'POST', json })
  if (!response.ok) {
    part.problem.textContent = (await response.json()).message
    part.password.select()
    return
  }
  part.login.reset()
  await showUser(response)
  part.userTitle.focus()
}

async function signOut() {
  const response = await call('/auth/logout', { method: 'POST' })
  if (response.ok) showLogin()
}

async function takeUp() {
  const response = await call('/auth/session')
  if (response.ok) await showUser(response)
  else showLogin()
}

function sendNote() {
  return use('/api/note', { method: 'POST', json: { text: part.noteText.value } }, ({ saidBy, text }) => {
    part.noteText.value = ''
    return `The server took the note of ${saidBy}: ${text}`
  })
}

function listSessions() {
  return use('/api/sessions', {}, ({ sessions }) => {
    showSessions(sessions)
    return ''
  })
}

/** @param {string} sid */
function endSession(sid) {
  return use('/api/sessions/end', { method: 'POST', json: { sid } }, ({ sessions }) => {
    showSessions(sessions)
    return 'It cannot refresh any more, and is signed out when its access token expires.'
  })
}

function listUsers() {
  return use('/api/admin', {}, ({ users }) => {
    showUsers(users)
    return ''
  })
}

/** @param {{ name: string, banned: boolean }} user */
function changeBan({ name, banned }) {
  return use('/api/ban', { method: 'POST', json: { name, banned } }, ({ users }) => {
    showUsers(users)
    return banned ? `${name} cannot sign in, and cannot refresh.` : `${name} can sign in again.`
  })
}

/**
 * @param {HTMLElement} target
 * @param {'click' | 'submit'} type
 * @param {() => Promise<void>} action
 */
function on(target, type, action) {
  target.addEventListener(type, (event) => {
    event.preventDefault()
    void attempt(action)
  })
}

on(part.login, 'submit', signIn)
on(part.note, 'submit', sendNote)
on(element('call-me', HTMLButtonElement), 'click', () =>
  use('/api/me', {}, ({ claims }) => `The server knows you by ${JSON.stringify(claims)}`),
)
on(element('call-sessions', HTMLButtonElement), 'click', listSessions)
on(element('call-admin', HTMLButtonElement), 'click', listUsers)
on(element('logout', HTMLButtonElement), 'click', signOut)
setInterval(showTime, 1000)
void attempt(takeUp)
