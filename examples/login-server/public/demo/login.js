import { element, make, makeButton, say } from '../lib/dom.js'

/** @import { Connection } from './connection.js' */

/** @typedef {{ name: string, password: string, role: string, banned: boolean }} Person */

const form = element('login', HTMLFormElement)
const username = element('username', HTMLInputElement)
const password = element('password', HTMLInputElement)
const problem = element('login-problem', HTMLElement)
const submit = element('login-submit', HTMLButtonElement)

/**
 * showLogin makes the form work, and puts the people of the demo beside it.
 *
 * @param {Connection} connection
 * @param {readonly Person[]} people
 */
export function showLogin(connection, people) {
  const chips = people.map((person) => {
    const chip = makeButton('', () => fillIn(person), 'person')
    const rights = person.banned ? `${person.role}, banned` : person.role
    chip.append(make('strong', '', person.name), make('span', '', rights))
    return make('li', '', chip)
  })
  element('people', HTMLElement).replaceChildren(...chips)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void signIn(connection)
  })
}

/** @param {Person} person */
function fillIn({ name, password: word }) {
  username.value = name
  password.value = word
  problem.textContent = ''
  submit.focus()
}

/** @param {Connection} connection */
async function signIn({ client }) {
  say(problem, '')
  submit.disabled = true
  try {
    await client.login({ username: username.value, password: password.value })
    form.reset()
  } catch (error) {
    say(problem, humane(error))
    password.select()
  } finally {
    submit.disabled = false
  }
}

/** @param {unknown} error */
function humane(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_CREDENTIALS_INVALID')
    return 'The name or the password is wrong. Which of them is not said.'
  if (code === 'ERR_SUBJECT_REFUSED') return 'This account is banned, so that no session begins.'
  if (code === 'ERR_RATE_LIMITED') return 'Too many attempts. Wait a little, then try again.'
  if (error instanceof TypeError) return 'The server cannot be reached. Is it still running?'
  return error instanceof Error ? error.message : 'That did not work.'
}
