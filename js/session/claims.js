import { HolobandError } from '../errors.js'
import { checkFunction, invalidType } from './options.js'

/** @import { Claims } from '../verifier.js' */

/**
 * The session that an access token is issued for.
 *
 * @typedef {object} SessionAbout
 * @property {string} sid  the session's identifier
 * @property {string} device     '' where nobody said
 * @property {number} createdAt  when the subject proved who they are; seconds since 1970, UTC
 *
 * @callback ClaimsSource  asked whenever an access token is issued, so that a change arrives within one lifetime
 * @param {string} subject
 * @param {SessionAbout} session
 * @returns {Claims | null | Promise<Claims | null>} null: the subject may not go on, and the session ends
 */

/** What a session sets itself; a caller's claim of the same name would be believed to be the session's. */
const reserved = ['iss', 'aud', 'sub', 'sid', 'auth_time', 'iat', 'nbf', 'exp']

/**
 * createClaimsReader returns the function that gives the claims of a session's next access token, or null where its
 * subject may not go on. What goes wrong in it is the program's, and never looks like a verdict on a token.
 *
 * @param {ClaimsSource | undefined} source
 * @returns {(subject: string, session: SessionAbout) => Promise<Claims | null>}
 */
export function createClaimsReader(source) {
  if (source === undefined) return async () => ({})
  checkFunction(source, 'claims')
  return async (subject, session) => {
    const claims = await ask(source, subject, session)
    if (claims === null) return null
    if (typeof claims !== 'object' || Array.isArray(claims))
      throw invalidType('what claims returns', 'an object or null')
    const claim = reserved.find((name) => Object.hasOwn(claims, name))
    if (claim === undefined) return claims
    const cause = new HolobandError('ERR_CLAIM_CONFLICT', { claim })
    throw new HolobandError('ERR_SESSION_CLAIMS', { cause })
  }
}

/**
 * @param {ClaimsSource} source
 * @param {string} subject
 * @param {SessionAbout} session
 */
async function ask(source, subject, session) {
  try {
    return await source(subject, Object.freeze(session))
  } catch (cause) {
    if (!(cause instanceof HolobandError)) throw cause
    if (cause.code === 'ERR_SUBJECT_REFUSED') return null
    throw new HolobandError('ERR_SESSION_CLAIMS', { cause })
  }
}
