import { element, make } from '../lib/dom.js'

/** @import { Connection } from './connection.js' */

/**
 * @typedef {'rotated' | 'replayed' | 'reused' | 'over'} ThiefOutcome
 * @typedef {'you' | 'thief' | 'server'} Who
 */

const steal = element('steal', HTMLButtonElement)
const use = element('use-stolen', HTMLButtonElement)
const refresh = element('refresh-self', HTMLButtonElement)
const story = element('story', HTMLElement)
const wait = element('grace', HTMLElement)

/**
 * @typedef {object} TheftOptions
 * @property {number} grace  seconds
 * @property {(action: () => Promise<void>) => Promise<void>} attempt
 */

/** Theft plays both sides of a stolen refresh token, and tells what each of them gets. */
export class Theft {
  #connection
  #grace
  /** By which the server knows the thief's copy, while there is one. */
  #pocket = ''
  #signedIn = false
  /** Whether the victim has lost the session, so that the story is complete. */
  #over = false
  /** When the token was rotated last, as far as this page knows; milliseconds. */
  #rotatedAt = 0

  /**
   * @param {Connection} connection
   * @param {TheftOptions} options
   */
  constructor(connection, { grace, attempt }) {
    this.#connection = connection
    this.#grace = grace
    steal.addEventListener('click', () => void attempt(() => this.#steal()))
    use.addEventListener('click', () => void attempt(() => this.#use()))
    refresh.addEventListener('click', () => void connection.client.fetch.refresh())
    this.#show()
  }

  /** @param {boolean} yes */
  signedIn(yes) {
    this.#signedIn = yes
    if (yes && this.#over) this.#reset()
    this.#show()
  }

  /** The victim, or another tab of theirs, has refreshed. */
  refreshed() {
    const inGrace = Date.now() - this.#rotatedAt < this.#grace * 1000
    this.#rotatedAt = Date.now()
    this.tick()
    if (this.#pocket === '') return
    const again = `refreshed within ${this.#grace} s of the last rotation: the server gave the same successor again, as if an answer had been lost.`
    tell('you', inGrace ? again : 'refreshed. If nobody else did before, the copy is now the old token.')
  }

  /** @param {string} reason  why the victim was signed out */
  ended(reason) {
    if (this.#pocket === '') return
    if (reason !== 'reused' && reason !== 'revoked') return this.#reset()
    this.#over = true
    if (reason === 'revoked') tell('you', 'were refused: the session had ended.')
    else
      tell(
        'server',
        'saw your token for the second time: the thief had been first. It ended the session for both.',
      )
    this.#show()
  }

  tick() {
    // Stores count whole seconds, so that it may last almost one longer.
    const left = Math.ceil((this.#rotatedAt + (this.#grace + 1) * 1000 - Date.now()) / 1000)
    const waiting = this.#pocket !== '' && left > 0
    const sentence = waiting ? `Grace: for ${left} s, the token before gets the same answer again.` : ''
    if (wait.textContent !== sentence) wait.textContent = sentence
  }

  async #steal() {
    const { ok, body } = await this.#connection.call('/demo/steal', { method: 'POST' })
    if (!ok || typeof body.pocket !== 'string') return
    this.#pocket = body.pocket
    story.replaceChildren()
    tell(
      'thief',
      'has copied your refresh token. No script could: somebody got at the browser’s files. Nobody notices yet.',
    )
    tell(
      'server',
      `takes each refresh token once. Whoever comes second, more than ${this.#grace} s after the first, gives the copy away.`,
    )
    this.#show()
    use.focus()
  }

  async #use() {
    const json = { pocket: this.#pocket }
    const { ok, body } = await this.#connection.call('/demo/use-stolen', { method: 'POST', json })
    if (!ok) return tell('thief', 'has nothing left to use: that pocket was emptied.')
    const outcome = outcomeOf(body)
    if (outcome === 'rotated') {
      this.#rotatedAt = Date.now()
      this.tick()
    }
    tell('thief', thiefSentences[outcome](this.#grace))
    if (outcome === 'reused') {
      tell(
        'server',
        'ended the session for both. Your access token lives out its minutes; your next refresh is refused.',
      )
    }
  }

  #reset() {
    this.#pocket = ''
    this.#over = false
    story.replaceChildren()
    this.#show()
  }

  #show() {
    steal.hidden = this.#pocket !== ''
    steal.disabled = !this.#signedIn
    use.hidden = this.#pocket === ''
    refresh.hidden = this.#pocket === ''
    refresh.disabled = !this.#signedIn
  }
}

/**
 * @param {Who} who
 * @param {string} sentence
 */
function tell(who, sentence) {
  const names = { you: 'You', thief: 'The thief', server: 'The server' }
  story.append(make('li', `told ${who}`, make('strong', '', names[who]), ` ${sentence}`))
}

/**
 * @param {Record<string, unknown>} body
 * @returns {ThiefOutcome}
 */
function outcomeOf({ event, status }) {
  if (status === 200) return event === 'replayed' ? 'replayed' : 'rotated'
  return event === 'reused' ? 'reused' : 'over'
}

/** @type {Readonly<Record<ThiefOutcome, (grace: number) => string>>} */
const thiefSentences = Object.freeze({
  rotated: (grace) =>
    `was first and got the next token. Yours is the old one now: refresh more than ${grace} s from now, and the server knows.`,
  replayed: (grace) =>
    `came within ${grace} s of you and was given the same successor. You both hold it; the next to be second is caught.`,
  reused: () => 'came second. The token had been used before, so that there must be two of it: 401 reused.',
  over: () => 'tried again and got 401: that session is over, for good.',
})
