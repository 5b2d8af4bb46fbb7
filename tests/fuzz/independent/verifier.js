// A verifier of its own, written from RFC 7515, RFC 7519 and what the documents of holoband promise, without a look at how
// holoband does it. It is made to be read, not to be fast; nothing but the fuzzer and its tests uses it.
import { decode } from './base64url.js'
import { readObject } from './json.js'
import { isAuthentic } from './signatures.js'

/** @import { Algorithm } from 'holoband' */
/** @import { IndependentKey } from './signatures.js' */

/**
 * @typedef {object} Policy
 * @property {readonly IndependentKey[]} keys
 * @property {readonly Algorithm[]} algorithms
 * @property {string | readonly string[] | null} issuer
 * @property {string | readonly string[] | null} audience
 * @property {string | readonly string[]} [typ]
 * @property {number | string} [tolerance]
 * @property {number | string} [maxAge]
 * @property {readonly string[]} [requiredClaims]
 * @property {boolean} [acceptTokensWithoutExpiry]
 * @property {number} [maxTokenBytes]
 * @property {number} now
 */

/** Why a token is refused. @typedef {{ code: string, claim?: string, parameter?: string, part?: string }} Fault */

/** What the rules have found out so far. */
class Token {
  /** @type {Record<string, unknown>} */
  header = {}
  /** @type {Record<string, unknown>} */
  claims = {}
  /** @type {IndependentKey | undefined} */
  key

  /** @param {string} text */
  constructor(text) {
    this.text = text
    this.segments = text.split('.')
  }

  /** @param {number} index */
  segment(index) {
    return this.segments[index] ?? ''
  }

  /** @param {string} name */
  claim(name) {
    return Object.hasOwn(this.claims, name) ? this.claims[name] : undefined
  }

  /** @param {string} name */
  parameter(name) {
    return Object.hasOwn(this.header, name) ? this.header[name] : undefined
  }
}

/** @typedef {(token: Token, policy: Policy) => Fault | undefined} Rule */

/** @type {Rule} */
function size({ text }, { maxTokenBytes = 8192 }) {
  if (text === '') return { code: 'ERR_TOKEN_EMPTY' }
  if (Buffer.byteLength(text) > maxTokenBytes) return { code: 'ERR_TOKEN_TOO_LARGE' }
}

/** @type {Rule} */
function segments(token) {
  if (token.segments.length !== 3) return { code: 'ERR_TOKEN_SEGMENTS' }
}

/** @type {Rule} */
function header(token) {
  const read = objectOf(token.segment(0), 'header')
  if ('code' in read) return read
  token.header = read.object
  if (token.parameter('crit') !== undefined) return { code: 'ERR_CRIT_UNSUPPORTED', parameter: 'crit' }
  // The default of RFC 7797, which changes nothing.
  if (![undefined, true].some((each) => each === token.parameter('b64'))) {
    return { code: 'ERR_B64_UNSUPPORTED', parameter: 'b64' }
  }
  if (token.parameter('alg') === undefined) return { code: 'ERR_ALGORITHM_MISSING', parameter: 'alg' }
  const wrong = ['alg', 'kid', 'typ'].find((each) => !isAbsentOr(token.parameter(each), isString))
  if (wrong !== undefined) return { code: 'ERR_HEADER_TYPE', parameter: wrong }
}

/** @type {Rule} */
function algorithm(token, { algorithms }) {
  const allowed = algorithms.some((alg) => alg === token.parameter('alg'))
  if (!allowed) return { code: 'ERR_ALGORITHM_NOT_ALLOWED', parameter: 'alg' }
}

/**
 * The one key of the token's algorithm that the token names, be it by its thumbprint; else the one that was given no name,
 * which issuers call what they like. A token that names none may mean any.
 *
 * @type {Rule}
 */
function key(token, { keys }) {
  const kid = token.parameter('kid') || undefined
  const meant = (/** @type {IndependentKey} */ each) =>
    kid === undefined || kid === each.kid || kid === each.thumbprint
  const possible = keys.filter((each) => meant(each) || each.kid === undefined)
  const fitting = possible.filter((each) => each.alg === token.parameter('alg'))
  const named = fitting.filter(meant)
  const chosen = named.length > 0 ? named : fitting
  if (chosen.length > 1) return { code: 'ERR_KEY_AMBIGUOUS' }
  token.key = chosen[0]
  if (token.key !== undefined) return
  if (possible.length > 0) return { code: 'ERR_ALGORITHM_KEY_MISMATCH', parameter: 'alg' }
  return { code: 'ERR_KEY_NOT_FOUND' }
}

/** @type {Rule} */
function signature(token) {
  if (token.segment(2) === '') return { code: 'ERR_SIGNATURE_MISSING', part: 'signature' }
  const decoded = decode(token.segment(2))
  if ('fault' in decoded) return { code: decoded.fault, part: 'signature' }
  const message = Buffer.from(`${token.segment(0)}.${token.segment(1)}`)
  if (token.key !== undefined && isAuthentic(token.key, message, decoded.bytes)) return
  return { code: 'ERR_SIGNATURE_INVALID', part: 'signature' }
}

/** @type {Rule} */
function typ(token, policy) {
  const given = token.parameter('typ')
  if (given === undefined && policy.typ === undefined) return
  const accepted = listOf(policy.typ ?? 'JWT').map(mediaType)
  if (!isString(given) || !accepted.includes(mediaType(given)))
    return { code: 'ERR_TYP_NOT_ALLOWED', parameter: 'typ' }
}

/**
 * Media types ignore case, and `application/` may be left out (RFC 7515 section 4.1.9).
 *
 * @param {string} type
 */
function mediaType(type) {
  const lower = type.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}

/** The types of RFC 7519 section 4.1. @type {Readonly<Record<string, (value: unknown) => boolean>>} */
const claimTypes = {
  iss: isString,
  sub: isString,
  aud: (value) => isString(value) || (Array.isArray(value) && value.every(isString)),
  exp: isTime,
  nbf: isTime,
  iat: isTime,
  jti: isString,
}

/** @type {Rule} */
function payload(token) {
  const read = objectOf(token.segment(1), 'payload')
  if ('code' in read) return read
  token.claims = read.object
}

/**
 * The rule of a claim, which begins with its type.
 *
 * @param {string} claim
 * @param {Rule} [rule]
 * @returns {Rule}
 */
function ofClaim(claim, rule = () => undefined) {
  return (token, policy) => {
    const isRight = claimTypes[claim] ?? (() => true)
    return isAbsentOr(token.claim(claim), isRight) ? rule(token, policy) : { code: 'ERR_CLAIM_TYPE', claim }
  }
}

/** @type {Rule} */
function exp(token, { now, acceptTokensWithoutExpiry = false, ...policy }) {
  const end = token.claim('exp')
  if (end === undefined && acceptTokensWithoutExpiry) return
  if (end === undefined) return { code: 'ERR_CLAIM_MISSING', claim: 'exp' }
  if (now >= Number(end) + toleranceOf(policy)) return { code: 'ERR_TOKEN_EXPIRED', claim: 'exp' }
}

/** @type {Rule} */
function nbf(token, { now, ...policy }) {
  const start = token.claim('nbf')
  if (start === undefined) return
  if (Number(start) > now + toleranceOf(policy)) return { code: 'ERR_TOKEN_NOT_ACTIVE', claim: 'nbf' }
}

/** @type {Rule} */
function iat(token, { now, maxAge, ...policy }) {
  if (maxAge === undefined) return
  const issued = token.claim('iat')
  if (issued === undefined) return { code: 'ERR_CLAIM_MISSING', claim: 'iat' }
  if (Number(issued) > now + toleranceOf(policy)) return { code: 'ERR_TOKEN_FROM_FUTURE', claim: 'iat' }
  // In the very second that its age is reached, as with `exp`.
  if (now - Number(issued) >= seconds(maxAge) + toleranceOf(policy))
    return { code: 'ERR_TOKEN_TOO_OLD', claim: 'iat' }
}

/** @type {Rule} */
function iss(token, { issuer }) {
  if (issuer === null) return
  const given = token.claim('iss')
  if (given === undefined) return { code: 'ERR_CLAIM_MISSING', claim: 'iss' }
  if (!listOf(issuer).some((each) => each === given)) return { code: 'ERR_ISSUER_MISMATCH', claim: 'iss' }
}

/** @type {Rule} */
function aud(token, { audience }) {
  if (audience === null) return
  const given = token.claim('aud')
  if (given === undefined) return { code: 'ERR_CLAIM_MISSING', claim: 'aud' }
  const meant = Array.isArray(given) ? given : [given]
  if (!listOf(audience).some((each) => meant.includes(each))) {
    return { code: 'ERR_AUDIENCE_MISMATCH', claim: 'aud' }
  }
}

/** @type {Rule} */
function required(token, { requiredClaims = [] }) {
  const claim = requiredClaims.find((each) => (token.claim(each) ?? null) === null)
  if (claim !== undefined) return { code: 'ERR_CLAIM_MISSING', claim }
}

/** All rules, in the order in which they are told. @type {Readonly<Record<string, Rule>>} */
export const rules = {
  size,
  segments,
  header,
  algorithm,
  key,
  signature,
  typ,
  payload,
  exp: ofClaim('exp', exp),
  nbf: ofClaim('nbf', nbf),
  iat: ofClaim('iat', iat),
  iss: ofClaim('iss', iss),
  aud: ofClaim('aud', aud),
  'required-claims': required,
  sub: ofClaim('sub'),
  jti: ofClaim('jti'),
}

/**
 * @param {string} text
 * @param {Policy} policy
 * @param {readonly Rule[]} [applied]
 * @returns {{ fault: Fault } | { header: Record<string, unknown>, claims: Record<string, unknown> }}
 */
export function judge(text, policy, applied = Object.values(rules)) {
  const token = new Token(text)
  for (const rule of applied) {
    const fault = rule(token, policy)
    if (fault !== undefined) return { fault }
  }
  return { header: token.header, claims: token.claims }
}

/**
 * @param {string} segment
 * @param {'header' | 'payload'} part
 * @returns {{ object: Record<string, unknown> } | Fault}
 */
function objectOf(segment, part) {
  const decoded = decode(segment)
  if ('fault' in decoded) return { code: decoded.fault, part }
  const read = readObject(decoded.bytes)
  return 'fault' in read ? { code: read.fault, part } : read
}

/** @param {unknown} value @param {(value: unknown) => boolean} isRight */
const isAbsentOr = (value, isRight) => value === undefined || isRight(value)

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isString(value) {
  return typeof value === 'string'
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === 'number' && value >= 0
}

/** @param {string | readonly string[]} value */
const listOf = (value) => (typeof value === 'string' ? [value] : value)

/** @param {{ tolerance?: number | string }} policy */
const toleranceOf = ({ tolerance = 0 }) => seconds(tolerance)

const units = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])

/** @param {number | string} duration */
function seconds(duration) {
  if (typeof duration === 'number') return duration
  return Number(duration.slice(0, -1)) * (units.get(duration.slice(-1)) ?? Number.NaN)
}
