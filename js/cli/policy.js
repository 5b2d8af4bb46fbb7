import { createVerifier } from '../index.js'
import { given } from './given.js'
import { toKey, toKeySet } from './key.js'
import { keyOptions, readKeyMaterial, sourceOf } from './key-source.js'
import { Problem } from './problem.js'
import { fetchKeys, isUrl, remoteOptions } from './remote.js'
import { tokenOptions } from './token.js'
import { algorithms, clock, duration, eitherOr, one } from './values.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */
/** @import { Verifier } from '../index.js' */

/** policyOptions are what verify and explain have in common: a key, a policy and a token. */
export const policyOptions = /** @type {const} */ ({
  ...keyOptions,
  ...remoteOptions,
  alg: {
    type: 'string',
    multiple: true,
    value: 'ALG',
    text: 'An algorithm to accept, such as HS256, ES256, Ed25519 or RS256. Needed unless the key is a JWK that names its own.',
  },
  iss: { type: 'string', multiple: true, value: 'ISSUER', text: 'An issuer to accept (claim iss).' },
  'no-issuer': { type: 'boolean', text: 'Accept any issuer, on purpose.' },
  aud: { type: 'string', multiple: true, value: 'AUDIENCE', text: 'An audience to accept (claim aud).' },
  'no-audience': { type: 'boolean', text: 'Accept any audience, on purpose.' },
  typ: {
    type: 'string',
    multiple: true,
    value: 'TYPE',
    text: 'A token type to accept (header typ), for example at+jwt. Unless given: none, or JWT.',
  },
  tolerance: {
    type: 'string',
    value: 'DURATION',
    text: 'How far clocks may differ: seconds, or 30s, 5m. Unless given: 0.',
  },
  'max-age': {
    type: 'string',
    value: 'DURATION',
    text: 'Refuse what was issued longer ago (claim iat): seconds, or 30s, 15m, 12h, 7d, 2w.',
  },
  require: { type: 'string', multiple: true, value: 'CLAIM', text: 'A claim that must be present.' },
  'accept-tokens-without-expiry': {
    type: 'boolean',
    text: 'Accept tokens that have no exp and so never end.',
  },
  now: { type: 'string', value: 'SECONDS', text: 'Judge as of this time: seconds since 1970-01-01 UTC.' },
  ...tokenOptions,
})

/**
 * withVerifier builds the library's verifier from the command line, and hands it on. It decides nothing itself: what is
 * not said is not passed on.
 *
 * @template T
 * @param {Arguments} args
 * @param {Context} context
 * @param {(verifier: Verifier) => Promise<T>} use
 */
export async function withVerifier(args, context, use) {
  const issuer = eitherOr(args, 'iss', 'no-issuer')
  const audience = eitherOr(args, 'aud', 'no-audience')
  const requiredClaims = args.list('require')
  const options = given({
    typ: args.has('typ') ? one([...args.list('typ')]) : undefined,
    tolerance: duration(args, 'tolerance'),
    maxAge: duration(args, 'max-age'),
    requiredClaims: requiredClaims.length > 0 ? [...requiredClaims] : undefined,
    acceptTokensWithoutExpiry: args.has('accept-tokens-without-expiry') ? true : undefined,
    now: clock(args),
  })
  const trusted = await readTrusted(args, context)
  try {
    const policy = {
      issuer: issuer === null ? null : one(issuer),
      audience: audience === null ? null : one(audience),
    }
    return await use(createVerifier({ ...trusted, ...policy, ...options }))
  } finally {
    // Keys that are fetched would go on being fetched, and keep the program from ending.
    trusted.keys.dispose()
  }
}

/**
 * readTrusted finds the keys and the algorithms that are accepted under them. A bare secret says nothing of its
 * algorithm, and a key has exactly one, so then --alg must be given, and once.
 *
 * @param {Arguments} args
 * @param {Context} context
 */
async function readTrusted(args, context) {
  const accepted = algorithms(args)
  const source = args.text('jwks')
  if (source !== undefined && isUrl(source) && sourceOf(args) === 'jwks') {
    needAlgorithm(accepted)
    return { keys: await fetchKeys(source, accepted, args, context), algorithms: accepted }
  }
  const material = await readKeyMaterial(args, context)
  if (material.format !== 'jwk') needAlgorithm(accepted)
  if (material.format === 'jwks') {
    return { keys: toKeySet(material, { algorithms: accepted }, context), algorithms: accepted }
  }
  if (accepted.length > 1 && material.format !== 'jwk') {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      'A secret or a PEM is used with one algorithm; several --alg need a JWK or a JWK set.',
    )
  }
  const key = toKey(material, accepted.length === 1 ? accepted[0] : undefined, context)
  return { keys: key, algorithms: accepted.length === 0 ? [key.alg] : accepted }
}

/** @param {readonly string[]} accepted */
function needAlgorithm(accepted) {
  if (accepted.length > 0) return
  throw new Problem(
    'ERR_OPTION_MISSING',
    'Give --alg: which algorithm to accept is the policy of who verifies, never the choice of the token.',
  )
}
