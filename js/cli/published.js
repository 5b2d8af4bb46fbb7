import { HolobandError, importJwk } from '../index.js'
import { keySetFromText } from '../key-set.js'
import { exchange } from '../remote/exchange.js'
import { readRemoteOptions } from '../remote/options.js'
import { given } from './given.js'
import { readFile, textOf } from './input.js'
import { Problem } from './problem.js'
import { isInsecure, isUrl, reasonOf } from './remote.js'

/** @import { Algorithm, SkippedKey } from '../index.js' */
/** @import { Arguments } from './arguments.js' */
/** @import { Finding, FindingCode } from './key-plan.js' */

/** @typedef {Record<string, unknown>} Jwk */

// What verifiers take where Cache-Control says nothing, in seconds.
const USUALLY_FRESH = 600

/**
 * readPublished reads a JWK set as it is published: from a file, or from a URL by the rules of a remote key set. The
 * text itself is wanted, because a key set does not show what is wrong with it. Of a URL it is known how long caches keep
 * it.
 *
 * @param {string} source
 * @param {Arguments} args
 * @returns {Promise<{ text: string, maxAge?: number | undefined }>}
 */
export async function readPublished(source, args) {
  const subject = 'The published set'
  if (!isUrl(source)) return { text: textOf((await readFile(source, 'jwks')).bytes, subject) }
  const options = readRemoteOptions(source, {
    allowInsecureLoopbackForLocalDevelopment: isInsecure(args),
  })
  try {
    const { bytes, maxAge } = await exchange(options, new AbortController())
    return { text: textOf(bytes, subject), maxAge: maxAge ?? USUALLY_FRESH }
  } catch (error) {
    if (error instanceof Problem) throw error
    const { message } = new HolobandError('ERR_KEY_SET_FETCH_FAILED')
    throw new Problem(
      'ERR_KEY_SET_FETCH_FAILED',
      `${message} (${reasonOf(error) ?? 'no reason was given'})`,
      error,
    )
  }
}

/**
 * examineSet finds what is wrong with a published set in itself, and tells which keys are in it.
 *
 * @param {string} text
 * @returns {{ findings: Finding[], kids: Set<string> }}
 */
export function examineSet(text) {
  const judged = judge(text)
  if ('failure' in judged) return { findings: [judged.failure], kids: new Set() }
  // The core has found that the text has one reading, so that JSON.parse cannot choose another.
  /** @type {{ keys: unknown[] }} */
  const { keys } = JSON.parse(text)
  const jwks = keys.map((key) => /** @type {Jwk} */ (typeof key === 'object' && key !== null ? key : {}))
  const kids = jwks.map(kidOf).filter((kid) => kid !== undefined)
  const skipped = new Map(judged.skipped.map((key) => [key.index, key]))
  const findings = jwks.flatMap((jwk, index) => examineKey(jwk, index, skipped.get(index)))
  return { findings: [...findings, ...sharedNames(kids)], kids: new Set(kids) }
}

/**
 * judge lets the core read the text. That its keys cannot be used together is no reason not to look at each of them.
 *
 * @param {string} text
 * @returns {{ skipped: readonly SkippedKey[] } | { failure: Finding }}
 */
function judge(text) {
  try {
    const set = keySetFromText(text, {})
    const { skipped } = set
    set.dispose()
    return { skipped }
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    const { code, message } = error
    if (code === 'ERR_KEY_SET_MIXED') return { skipped: [] }
    if (code === 'ERR_KEY_SET_EMPTY' && JSON.parse(text).keys.length > 0) return { skipped: [] }
    return { failure: { code, message: `The published text is no JWK set that can be used. ${message}` } }
  }
}

// The members that hold what only the owner of a key may know (RFC 7518 section 6, RFC 8037 section 2, and ML-DSA's).
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv']

/**
 * @param {Jwk} jwk
 * @param {number} index
 * @param {SkippedKey | undefined} skipped
 * @returns {Finding[]}
 */
function examineKey(jwk, index, skipped) {
  const place = `Key ${index + 1} of the published set`
  const kid = kidOf(jwk)
  const found = (/** @type {FindingCode} */ code, /** @type {string} */ what) => ({
    code,
    ...given({ kid }),
    message: `${place} ${what}`,
  })
  if (jwk.kty === 'oct' || Object.hasOwn(jwk, 'k')) {
    return [
      found(
        'ERR_KEY_SYMMETRIC',
        'is a secret: everybody can sign with it. Take it out and never use it again.',
      ),
    ]
  }
  /** @type {Finding[]} */
  const findings = []
  if (privateMembers.some((name) => Object.hasOwn(jwk, name))) {
    findings.push(
      found(
        'ERR_KEY_PRIVATE_PUBLISHED',
        'has its private part with it: everybody can sign with it. Take it out and never use it again.',
      ),
    )
  }
  if (kid === undefined)
    findings.push(found('ERR_KEYS_KID_MISSING', 'has no kid, by which tokens could name it.'))
  if (jwk.alg === undefined) {
    findings.push(found('ERR_ALGORITHM_MISSING', 'names no alg: verifiers differ in what they take it for.'))
  }
  const refusal = refusalOf(jwk, skipped)
  if (refusal === undefined) return findings
  return [...findings, found(refusal.code, `is used by no verifier. ${refusal.message}`)]
}

/** What an RSA key without alg is tried as, to find what else is wrong with it. @type {Algorithm} */
const stand = 'RS256'

/**
 * @param {Jwk} jwk
 * @param {SkippedKey | undefined} skipped
 */
function refusalOf(jwk, skipped) {
  if (skipped !== undefined && skipped.code !== 'ERR_ALGORITHM_MISSING') {
    // Of two that share a kid the finding is about both.
    if (skipped.code === 'ERR_KEY_AMBIGUOUS') return undefined
    return new HolobandError(skipped.code, given({ option: skipped.member }))
  }
  try {
    const options = jwk.kty === 'RSA' && jwk.alg === undefined ? { alg: stand } : {}
    importJwk(jwk, options).dispose()
    return undefined
  } catch (error) {
    if (error instanceof HolobandError) return error
    throw error
  }
}

/** @param {Jwk} jwk */
function kidOf({ kid }) {
  return typeof kid === 'string' && kid !== '' ? kid : undefined
}

/**
 * @param {readonly string[]} kids
 * @returns {Finding[]}
 */
function sharedNames(kids) {
  const shared = new Set(kids.filter((kid, index) => kids.indexOf(kid) !== index))
  const message = 'Two keys of the published set have this kid, so that no token can name one of them.'
  return [...shared].map((kid) => ({ code: /** @type {const} */ ('ERR_KEYS_KID_SHARED'), kid, message }))
}
