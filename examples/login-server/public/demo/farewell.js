/** @type {Readonly<Record<string, string>>} */
const sentences = Object.freeze({
  logout: 'You have signed out, in every tab of this browser.',
  revoked: 'The session was ended: from another device, everywhere at once, or by a ban.',
  reused:
    'Your refresh token was used by somebody else before you. Nobody can tell which of you is the thief, so the session ended for both.',
  expired_session: 'The session reached its end. That is all that happened.',
  malformed: 'The server does not know these cookies; it makes a new key whenever it starts.',
})

/**
 * farewellFor says why somebody is no longer signed in.
 *
 * @param {string} reason
 */
export function farewellFor(reason) {
  return Object.hasOwn(sentences, reason) ? (sentences[reason] ?? '') : ''
}
