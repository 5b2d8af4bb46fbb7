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
  users: element('users', HTMLElement),
  log: element('log', HTMLElement),
  logEmpty: element('log-empty', HTMLElement),
}

/** When the access token ends, by this machine's clock, in milliseconds; 0 when nobody is signed in. */
let accessEnds = 0

const call = createCaller(logCall)

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
 * showUser shows who is signed in. The end of the token is set by the server's clock; the answer's Date says how far
 * this machine's is off.
 *
 * @param {{ name: string, role: string, sid: string, exp: number }} claims
 * @param {Response} response
 */
function showUser({ name, role, sid, exp }, response) {
  const serverTime = Date.parse(response.headers.get('date') ?? '')
  const off = Number.isNaN(serverTime) ? 0 : Date.now() - serverTime
  accessEnds = exp * 1000 + off
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
 * @param {(body: Record<string, unknown>, response: Response) => string} show
 */
async function use(path, options, show) {
  const response = await call(path, options)
  if (response.status === 401) return showLogin('The session is over. Please sign in again.')
  const body = await response.json()
  part.answer.textContent = response.ok ? show(body, response) : body.message
  await updateUser()
}

/** A refresh may have happened: the claims say until when the access token lives now. */
async function updateUser() {
  const response = await fetch('/auth/session')
  if (response.ok) showUser((await response.json()).claims, response)
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
  button.addEventListener('click', () => {
    void use('/api/ban', { method: 'POST', json: { name, banned: !banned } }, ({ users }) => {
      showUsers(users)
      return banned ? `${name} can sign in again.` : `${name} cannot sign in, and cannot refresh.`
    })
  })
  line.append(button)
  return line
}

part.login.addEventListener('submit', async (event) => {
  event.preventDefault()
  part.problem.textContent = ''
  const json = { username: part.username.value, password: part.password.value }
  const response = await call('/auth/login', { method: 'POST', json })
  const body = await response.json()
  if (!response.ok) {
    part.problem.textContent = body.message
    part.password.select()
    return
  }
  part.login.reset()
  showUser(body.claims, response)
  part.userTitle.focus()
})

part.note.addEventListener('submit', (event) => {
  event.preventDefault()
  const json = { text: part.noteText.value }
  void use('/api/note', { method: 'POST', json }, ({ saidBy, text }) => {
    part.noteText.value = ''
    return `The server took the note of ${saidBy}: ${text}`
  })
})

element('call-me', HTMLButtonElement).addEventListener('click', () => {
  void use('/api/me', {}, ({ claims }) => `The server knows you by ${JSON.stringify(claims)}`)
})

element('call-admin', HTMLButtonElement).addEventListener('click', () => {
  void use('/api/admin', {}, ({ users }) => {
    showUsers(users)
    return ''
  })
})

element('logout', HTMLButtonElement).addEventListener('click', async () => {
  const response = await call('/auth/logout', { method: 'POST' })
  if (response.ok) showLogin()
})

setInterval(showTime, 1000)

const session = await call('/auth/session')
if (session.ok) showUser((await session.json()).claims, session)
else showLogin()
