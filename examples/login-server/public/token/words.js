import { moment, relative } from '../lib/time.js'

/** What the registered header parameters and claims are for (RFC 7515, RFC 7519, RFC 9068), in a sentence each. */

/** @type {Readonly<Record<string, string>>} */
const parameters = Object.freeze({
  alg: 'How it says it was signed. The verifier’s policy and key decide; this is only compared with them.',
  typ: 'What kind of token it is. A refresh token is refused where an access token is expected.',
  kid: 'Which of the issuer’s keys signed it. It chooses among keys the verifier has, and brings none.',
  cty: 'What the payload is.',
  crit: 'Extensions that must be understood. The verifier refuses every one.',
  jwk: 'A key that the token brings along. It is never used.',
  jku: 'An address of keys that the token brings along. It is never used.',
  x5u: 'An address of a certificate. It is never used.',
  x5c: 'A certificate that the token brings along. It is never used.',
})

/** @type {Readonly<Record<string, string>>} */
const claims = Object.freeze({
  iss: 'Who issued it.',
  aud: 'Whom it is meant for. Another service refuses it.',
  sub: 'Whom it is about: the user’s id.',
  sid: 'The session. Its refresh token carries the same.',
  jti: 'The token’s own id.',
  scope: 'What its bearer may do.',
  name: 'A name to show.',
  role: 'A role, for the application to judge.',
  roles: 'Roles, for the application to judge.',
  email: 'An address to show.',
  azp: 'Which client it was issued to.',
  client_id: 'Which client it was issued to.',
  nonce: 'Binds it to one login.',
  gen: 'The generation of a refresh token: how often its session was refreshed.',
})

/** @type {Readonly<Record<string, (time: string) => string>>} */
const times = Object.freeze({
  exp: (time) => `It ends ${time}. From then on nobody accepts it.`,
  nbf: (time) => `It begins ${time}. Before, nobody accepts it.`,
  iat: (time) => `It was issued ${time}.`,
  auth_time: (time) => `The password was checked ${time}. A refresh does not change that.`,
})

/** @param {string} name */
export function wordsForParameter(name) {
  return Object.hasOwn(parameters, name) ? (parameters[name] ?? '') : 'A parameter of the issuer’s own.'
}

/**
 * wordsForClaim says what a claim means, at this moment where it is a time.
 *
 * @param {string} name
 * @param {unknown} value
 * @param {number} now  seconds since 1970
 */
export function wordsForClaim(name, value, now) {
  const tell = Object.hasOwn(times, name) ? times[name] : undefined
  if (tell === undefined) {
    return Object.hasOwn(claims, name) ? (claims[name] ?? '') : 'A claim of the application’s own.'
  }
  if (typeof value !== 'number') return 'This ought to be a number of seconds.'
  if (name === 'exp' && value <= now) return `It ended ${relative(value, now)}. Nobody accepts it any more.`
  return tell(relative(value, now))
}

/**
 * titleFor is the moment behind a claim that is one.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function titleFor(name, value) {
  return Object.hasOwn(times, name) && typeof value === 'number' ? moment(value) : ''
}
