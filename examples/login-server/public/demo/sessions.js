import { element, make, makeButton, say } from '../lib/dom.js'
import { moment, relative } from '../lib/time.js'

/** @import { Connection } from './connection.js' */

/** @typedef {{ sid: string, device: string, createdAt: number, refreshedAt: number, expiresAt: number }} ListedSession */

const list = element('sessions', HTMLElement)
const note = element('sessions-note', HTMLElement)

/**
 * createSessionList shows where else this account is signed in.
 *
 * @param {Connection} connection
 * @param {{ onList: (sessions: readonly ListedSession[]) => void, attempt: (action: () => Promise<void>) => Promise<void> }} hooks
 */
export function createSessionList(connection, { onList, attempt }) {
  /** @type {readonly ListedSession[]} */
  let listed = []
  let own = ''
  let asked = 0
  let shown = 0

  /**
   * Shows the list of an answer, unless one is shown that was asked for later: answers may overtake one another.
   *
   * @template {{ body: Record<string, unknown> }} Answer
   * @param {Promise<Answer>} answer
   */
  async function take(answer) {
    asked += 1
    const turn = asked
    const { sessions } = (await answer).body
    if (turn > shown && Array.isArray(sessions)) {
      shown = turn
      listed = sessions
      onList(listed)
      show()
    }
    return answer
  }

  function show() {
    list.replaceChildren(...listed.map((session) => sessionLine(session, session.sid === own, end)))
  }

  /** @param {string} sid */
  const end = (sid) =>
    attempt(async () => {
      const { ok } = await take(connection.call('/api/sessions/end', { method: 'POST', json: { sid } }))
      if (ok) say(note, 'Signed out there: it can never refresh again, and its access token ends by itself.')
    })

  return {
    /** @param {string} sid  this one */
    async load(sid) {
      own = sid
      await take(connection.ask('/api/sessions'))
    },
    async reload() {
      await take(connection.call('/api/sessions'))
    },
  }
}

/**
 * @param {ListedSession} session
 * @param {boolean} isOwn
 * @param {(sid: string) => Promise<void>} end
 */
function sessionLine({ sid, device, refreshedAt }, isOwn, end) {
  const used = make('span', 'hint', `last refreshed ${relative(refreshedAt, Date.now() / 1000)}`)
  used.title = moment(refreshedAt)
  const name = make('span', 'device', device || 'An unknown device')
  const line = make('li', 'entry', make('div', '', name, used))
  if (isOwn) line.append(make('span', 'badge', 'this one'))
  else line.append(makeButton('Sign out', () => end(sid), 'small'))
  return line
}
