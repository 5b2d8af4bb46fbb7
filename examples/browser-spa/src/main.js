import { createAuthClient, HolobandError } from 'holoband/client'

// One for the page: it refreshes once for all requests and all tabs, and tells when somebody signs in or out elsewhere.
const auth = createAuthClient()

const form = /** @type {HTMLFormElement} */ (element('login'))
auth.onChange(show)
form.addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(signIn)
})
element('programme').addEventListener('click', () => attempt(showProgramme))
element('ticket').addEventListener('click', () => attempt(checkTicket))
element('logout').addEventListener('click', () => attempt(() => auth.logout()))
show(await auth.ready)

/** @param {import('holoband/client').ClientSession} session */
function show(session) {
  const { status } = session
  form.hidden = status !== 'signed-out'
  element('account').hidden = status !== 'signed-in'
  element('name').textContent = status === 'signed-in' ? String(session.claims?.name) : ''
  if (status === 'unknown') say('The server cannot be reached. The page will notice when it is back.')
}

async function signIn() {
  await auth.login(Object.fromEntries(new FormData(form)))
  form.reset()
}

async function showProgramme() {
  const { programme } = await getJson('/api/programme')
  say(`Tonight: ${programme}`)
}

/** The module is loaded for the first ticket, so that nobody waits for it who has none. */
async function checkTicket() {
  const [{ verifyTicket }, { ticket }] = await Promise.all([import('./ticket.js'), getJson('/api/ticket')])
  const { seat, sub } = await verifyTicket(ticket)
  say(`The ticket is genuine: seat ${seat} for visitor ${sub}.`)
}

/** @param {string} path */
async function getJson(path) {
  // A 401 that says "expired" is answered by one refresh and the same request again, unseen from here.
  const response = await auth.fetch(path)
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  return response.json()
}

/** @param {() => Promise<void>} action */
async function attempt(action) {
  say('')
  try {
    await action()
  } catch (error) {
    const known = error instanceof HolobandError && error.code === 'ERR_CREDENTIALS_INVALID'
    say(
      known ? 'The name or the password is wrong.' : error instanceof Error ? error.message : 'That failed.',
    )
  }
}

/** @param {string} text */
function say(text) {
  element('message').textContent = text
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no ${id}.`)
  return found
}
