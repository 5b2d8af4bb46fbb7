import { element, make, makeButton, say } from '../lib/dom.js'

/** @import { Connection } from './connection.js' */

/** @typedef {{ name: string, role: string, banned: boolean }} Guest */

const card = element('guests-card', HTMLElement)
const list = element('guests', HTMLElement)
const note = element('guests-note', HTMLElement)

/**
 * createGuestList lets an administrator ban people. Others do not see it, and could not do it: the server asks for a
 * scope that their tokens do not carry.
 *
 * @param {Connection} connection
 * @param {{ attempt: (action: () => Promise<void>) => Promise<void> }} hooks
 */
export function createGuestList(connection, { attempt }) {
  let own = ''

  /** @param {Record<string, unknown>} body */
  function take({ users }) {
    if (Array.isArray(users))
      list.replaceChildren(...users.map((guest) => guestLine(guest, guest.name === own, change)))
  }

  /** @param {Guest} guest */
  const change = ({ name, banned }) =>
    attempt(async () => {
      const json = { name, banned: !banned }
      const { ok, body } = await connection.call('/api/ban', { method: 'POST', json })
      take(body)
      if (ok && banned) say(note, `${name} may sign in again.`)
      else if (ok)
        say(
          note,
          `${name} cannot sign in, nor refresh. An access token that is out there ends by itself, soon.`,
        )
    })

  return {
    /** @param {Readonly<Record<string, unknown>>} claims */
    async load({ role, name }) {
      card.hidden = role !== 'admin'
      own = typeof name === 'string' ? name : ''
      if (!card.hidden) take((await connection.ask('/api/admin')).body)
    },
  }
}

/**
 * @param {Guest} guest
 * @param {boolean} isOwn
 * @param {(guest: Guest) => Promise<void>} change
 */
function guestLine(guest, isOwn, change) {
  const { name, role, banned } = guest
  const line = make('li', 'entry', make('div', '', make('span', 'device', name), make('span', 'hint', role)))
  if (banned) line.append(make('span', 'badge bad', 'banned'))
  if (isOwn) line.append(make('span', 'badge', 'you'))
  else line.append(makeButton(banned ? `Let ${name} in` : `Ban ${name}`, () => change(guest), 'small'))
  return line
}
