import { isRefresh } from './timeline.js'

/** @import { Chapter, Row } from './timeline.js' */

/**
 * captionOf says what happened in a chapter, and why, from what was on the wire.
 *
 * @param {Pick<Chapter, 'rows'>} chapter
 * @returns {string}
 */
export function captionOf({ rows }) {
  const refreshes = rows.filter(isRefresh)
  const requests = rows.filter((row) => !isRefresh(row))
  const expired = requests.filter(({ tries }) => tries[0]?.reason === 'expired')
  const sentences = [
    expired.length > 0 ? expiredSentence(requests, expired, refreshes) : '',
    expired.length === 0 && requests.length > 0 ? plainSentence(requests) : '',
    ...refreshSentences(refreshes, expired.length > 0),
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/**
 * @param {readonly Row[]} requests
 * @param {readonly Row[]} expired
 * @param {readonly Row[]} refreshes
 */
function expiredSentence(requests, expired, refreshes) {
  const tabs = new Set(requests.map(({ tab }) => tab)).size
  const where = tabs > 1 ? ` in ${tabs} tabs` : ''
  const good = refreshes.filter(({ tries }) => statusOf(tries) === 200).length
  const retried = expired.filter(({ tries }) => tries.length > 1)
  const answered = retried.filter(({ tries }) => (statusOf(tries) ?? 500) < 400).length
  const told = `${count(expired.length, 'request')}${where} got 401 expired.`
  if (retried.length === 0) return told
  const once = expired.length === 1 ? 'it was sent once more' : 'each was sent once more'
  const all = answered === retried.length ? (answered === 1 ? 'and answered' : 'and all were answered') : ''
  const outcome = all || `and ${answered} of ${retried.length} were answered`
  const causes = ['A refresh had just been made', 'One refresh was enough']
  const cause = causes[good] ?? `${good} refreshes went out`
  return `${told} ${cause}; ${once}, ${outcome}.`
}

/** @param {readonly Row[]} requests */
function plainSentence(requests) {
  const lost = requests.filter(({ tries }) => tries.length > 0 && statusOf(tries) === undefined).length
  if (lost > 0) {
    return `${count(lost, 'request')} failed for want of a network. That is no sign-out: the session goes on.`
  }
  const [only] = requests
  if (requests.length > 1 || only === undefined) return manySentence(requests)
  return singleSentences[only.path]?.(statusOf(only.tries)) ?? apiSentence(statusOf(only.tries))
}

/** @param {readonly Row[]} requests */
function manySentence(requests) {
  const good = requests.filter(({ tries }) => (statusOf(tries) ?? 500) < 400).length
  if (good < requests.length) return `${good} of ${requests.length} requests were answered well.`
  const waited = requests.some(({ from, tries }) => (tries[0]?.from ?? from) - from > 50)
  return waited
    ? `${requests.length} requests waited for the refresh that was under way, and needed no second try.`
    : `${requests.length} requests, all answered: the signature is all that the server looked at.`
}

/** @type {Readonly<Record<string, (status: number | undefined) => string>>} */
const singleSentences = Object.freeze({
  '/auth/login': (status) =>
    status === 200
      ? 'The password was right: two cookies came back, which no script can read.'
      : 'No session was begun, and no cookie set.',
  '/auth/logout': () => 'The session ended on the server, and both cookies are gone.',
  '/auth/session': (status) =>
    status === 200 ? 'The page asked who is signed in.' : 'The page asked who is signed in: nobody.',
  '/demo/expire': () =>
    'The access cookie now holds a token that is over. The next request is told so, unless a refresh comes first.',
  '/demo/steal': () => 'Somebody else now has a copy of the refresh token. Nothing shows it yet.',
  '/demo/use-stolen': () => 'The thief presented the stolen refresh token, from another machine.',
  '/api/sessions': () => 'The list comes from the store; the right to see it from the signature.',
  '/api/sessions/end': () => 'That session can never refresh again.',
  '/api/sessions/end-all': () => 'Every session of this account has ended.',
})

/** @param {number | undefined} status */
function apiSentence(status) {
  if (status === 403) return 'The token is good, but does not carry the scope that this needs.'
  if (status === 401) return 'Nobody is signed in, so there was nothing to refresh.'
  if (status === 429) return 'The server asks to slow down.'
  if (status !== undefined && status >= 400) return 'The server said no, and not because of the token.'
  return 'Answered at the first try: the token was good, and no store was asked.'
}

/**
 * @param {readonly Row[]} refreshes
 * @param {boolean} asked  whether a 401 was the reason
 */
function refreshSentences(refreshes, asked) {
  return refreshes.map(({ tries }) => {
    const status = statusOf(tries)
    const reason = tries.at(-1)?.reason ?? ''
    if (status === 200) return asked ? '' : 'The token was renewed, and no request had to fail for it.'
    if (status === 401) return refused[reason] ?? 'The refresh was refused: the session is over.'
    if (status === undefined) return 'The refresh did not get through; it is tried again later.'
    return `The refresh was answered by ${status}: no sign-out, it is tried again later.`
  })
}

/** @type {Readonly<Record<string, string>>} */
const refused = Object.freeze({
  reused: 'The refresh token had been used before: that is a theft, and the server ended the session.',
  revoked: 'The refresh was refused: the session had been ended.',
  expired_session: 'The refresh was refused: the session had reached its end.',
})

/** @param {Row['tries']} tries */
function statusOf(tries) {
  return tries.at(-1)?.status
}

/**
 * @param {number} number
 * @param {string} thing
 */
function count(number, thing) {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
