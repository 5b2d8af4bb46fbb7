import { createIssuer } from '../../index.js'
import { claimsOptions, readClaims } from '../claims.js'
import { given } from '../given.js'
import { keyOptions, readKeyMaterial, toKey } from '../key.js'
import { Problem } from '../problem.js'
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
    'A token says who issued it, for whom, and until when. Leaving one of these out takes its own option.',
  ],
  options: {
    ...keyOptions,
    alg: {
      type: 'string',
      value: 'ALG',
      text: 'The algorithm: HS256 (unless given), HS384 or HS512. A JWK that names its own needs none.',
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
  const key = toKey(await readKeyMaterial(args, context), algorithms(args)[0])
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
