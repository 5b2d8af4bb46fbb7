import { createIssuer } from '../../index.js'
import { claimsOptions, readClaims } from '../claims.js'
import { given } from '../given.js'
import { toKey, toKeySet } from '../key.js'
import { keyOptions, readKeyMaterial } from '../key-source.js'
import { Problem } from '../problem.js'
import { isUrl } from '../remote.js'
import { algorithms, clock, duration, eitherOr, noPositionals, one } from '../values.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const sign = {
  name: 'sign',
  summary: 'issue a token',
  usage: '--key-file FILE --iss ISSUER --aud AUDIENCE --ttl DURATION',
  about: [
    'Signs claims and prints the token. The claims come from --claims, --claims-file or standard input; with --sub ' +
      'alone nothing else is read. The times iat and exp, and iss and aud, are set for you.',
    'A private key signs as a secret does: a JWK, a PEM, or the active key of a JWK set. Its public half is enough to ' +
      'verify.',
    'A token says who issued it, for whom, and until when. Leaving one of these out takes its own option.',
  ],
  options: {
    ...keyOptions,
    jwks: {
      type: 'string',
      value: 'FILE',
      text: 'The file of a JWK set with private keys, of which the active one signs.',
    },
    active: {
      type: 'string',
      value: 'ID',
      text: 'The key identifier of the active key of a set. Unless given: the first that can sign.',
    },
    alg: {
      type: 'string',
      value: 'ALG',
      text:
        'The algorithm. A secret is for HS256 unless given; a PEM of an RSA key needs it, and one of a curve says it ' +
        'itself, as does a JWK that names its own.',
    },
    ...claimsOptions,
    iss: { type: 'string', value: 'ISSUER', text: 'Who issues the token (claim iss).' },
    'no-issuer': { type: 'boolean', text: 'Leave the issuer out, on purpose.' },
    aud: { type: 'string', multiple: true, value: 'AUDIENCE', text: 'For whom the token is (claim aud).' },
    'no-audience': { type: 'boolean', text: 'Leave the audience out, on purpose.' },
    ttl: {
      type: 'string',
      value: 'DURATION',
      text: 'How long the token is good: seconds, or 90s, 15m, 12h, 7d, 2w. Not needed if the claims have an exp.',
    },
    'issue-tokens-without-expiry': {
      type: 'boolean',
      text: 'Issue a token that never ends. Nobody can take it back.',
    },
    typ: {
      type: 'string',
      value: 'TYPE',
      text: 'The token type (header typ), for example at+jwt. Unless given: JWT.',
    },
    now: { type: 'string', value: 'SECONDS', text: 'Issue as of this time: seconds since 1970-01-01 UTC.' },
  },
  examples: [
    {
      text: 'A token for user 123, good for 15 minutes:',
      command: [
        'holoband sign --key-file session.key --sub 123 \\',
        '--iss https://auth.example --aud https://api.example --ttl 15m',
      ],
    },
    {
      text: 'More claims from standard input, and the key from the environment:',
      command: [
        `echo '{"sub":"123","role":"admin"}' |`,
        'holoband sign --key-env SESSION_KEY --no-issuer --no-audience --ttl 1h',
      ],
    },
  ],
  statuses: ['the token was issued', null],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  noPositionals(args, 'sign')
  const issuer = eitherOr(args, 'iss', 'no-issuer')
  const audience = eitherOr(args, 'aud', 'no-audience')
  const ttl = duration(args, 'ttl')
  const forever = args.has('issue-tokens-without-expiry')
  if (ttl !== undefined && forever) {
    throw new Problem('ERR_OPTION_CONFLICT', '--ttl and --issue-tokens-without-expiry contradict each other.')
  }
  const options = given({
    typ: args.text('typ'),
    now: clock(args),
    issueTokensWithoutExpiry: forever ? true : undefined,
  })
  const key = await readSigningKey(args, context)
  const claims = await readClaims(args, context)
  if (ttl === undefined && !forever && !Object.hasOwn(claims, 'exp')) {
    throw new Problem(
      'ERR_OPTION_MISSING',
      'Give --ttl, or --issue-tokens-without-expiry for a token that never ends.',
    )
  }
  const token = createIssuer({
    key,
    issuer: issuer === null ? null : (issuer[0] ?? null),
    audience: audience === null ? null : one(audience),
    ttl: ttl ?? null,
    ...options,
  }).issue(claims)
  return { status: 0, document: { ok: true, token }, text: token }
}

/**
 * @param {Arguments} args
 * @param {Context} context
 */
async function readSigningKey(args, context) {
  const active = args.text('active')
  const accepted = algorithms(args)
  if (isUrl(args.text('jwks') ?? '')) {
    throw new Problem('ERR_OPTION_CONFLICT', 'What a URL publishes does not sign; --jwks takes a file here.')
  }
  const material = await readKeyMaterial(args, context)
  if (material.format === 'jwks') return toKeySet(material, { algorithms: accepted, active }, context)
  if (active !== undefined) {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      '--active chooses among the keys of a JWK set, and one key is given.',
    )
  }
  return toKey(material, accepted[0], context)
}
