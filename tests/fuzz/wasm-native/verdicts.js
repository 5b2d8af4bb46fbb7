// Tokens, issuing, durations, password hashes and refresh decisions.
import { isDeepStrictEqual } from 'node:util'
import { createIssuer, createVerifier, importJwk, needsRehash, parseDuration, verifyJws } from 'holoband'
import * as internals from '../../../dist/internals.js'
import { caseFrom } from '../independent/cases.js'
import { createPool } from '../independent/keys.js'
import { comparedResults, outcomeOf, utf8 } from './experiment.js'
import { keyFrom, published } from './keys.js'

/** @import { Choices } from '../agreement/choices.js' */
/** @import { Experiment, Setup } from './experiment.js' */

/** @type {ReturnType<typeof createPool> | undefined} */
let pool

/** Numbers that JSON has no text for are no numbers to either side. @param {unknown} options */
const textOf = (options) =>
  JSON.stringify(options, (_name, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )

/** @param {string} text of an answer */
const parsed = (text = '') => JSON.parse(Buffer.from(text, 'latin1').toString())

/** A token and a policy, with every rule's finding. @type {Setup} */
export function tokenVerdict(choices) {
  pool ??= createPool()
  const { keys, options, crypto, cached, token } = caseFrom(choices, pool)
  const { now, ...rest } = { ...options, ...(cached ? { cache: { max: 2 } } : {}) }
  const times = cached ? 3 : 1
  /** @type {string | undefined} */
  let rules
  const ours = outcomeOf(() => {
    const verifier = createVerifier({ ...rest, crypto, keys: keys.map((key) => key.ours), now: () => now })
    try {
      const report = verifier.explain(token)
      rules = report.rules
        .map(({ rule, outcome, code, detail = '' }) => findingText(rule, outcome, code, detail))
        .join('')
      for (let more = times; more > 1; more--) verifier.check(token)
      return verifier.verify(token)
    } finally {
      verifier.dispose()
    }
  })
  return {
    requests: [
      [
        'verify',
        textOf(rest),
        String(now),
        String(times),
        token,
        ...keys.map(({ jwk }) => JSON.stringify(jwk)),
      ],
    ],
    compare([answer = []]) {
      const verdict = comparedResults('token', ours, answer, (value, [header, claims]) => {
        if (!isDeepStrictEqual(value.header, parsed(header))) return 'header'
        return isDeepStrictEqual(value.claims, parsed(claims)) ? undefined : 'claims'
      })
      // Only of a policy that is refused there are none.
      const theirs = answer.length > 2 ? String(answer.at(-1)) : undefined
      const isSame = rules === theirs || verdict.disagreement !== undefined
      return isSame ? verdict : { ...verdict, disagreement: 'token: other findings' }
    },
  }
}

/**
 * @param {string} rule
 * @param {string} outcome
 * @param {string | undefined} code
 * @param {string} detail
 */
function findingText(rule, outcome, code, detail) {
  return `${rule} ${outcome}${code === undefined ? '' : ` ${code} ${detail}`}\n`
}

/** Payloads that are no claims, in every spelling of base64url. @type {Setup} */
export function jwsVerdict(choices) {
  pool ??= createPool()
  const { keys, options, token } = caseFrom(choices, pool)
  const { algorithms, maxTokenBytes } = options
  const given = { algorithms, ...(maxTokenBytes === undefined ? {} : { maxTokenBytes }) }
  const ours = outcomeOf(() => verifyJws(token, { ...given, keys: keys.map((key) => key.ours) }))
  return {
    requests: [['jws', textOf(given), token, ...keys.map(({ jwk }) => JSON.stringify(jwk))]],
    compare: ([answer = []]) =>
      comparedResults('jws', ours, answer, (value, [header, payload]) => {
        if (!isDeepStrictEqual(value.header, parsed(header))) return 'header'
        return Buffer.from(value.payload).toString('latin1') === payload ? undefined : 'payload'
      }),
  }
}

/** @type {Setup} */
export function issuing(choices) {
  const jwk = keyFrom(
    choices,
    choices.pick(/** @type {const} */ (['HS256', 'HS256', 'HS512', 'ES256', 'Ed25519'])),
  )
  const given = choices.oneIn(16) ? published(jwk) : jwk
  const options = {
    issuer: choices.pick(['https://auth.example', null, '', 'é"\\']),
    audience: choices.pick(['https://api.example', null, ['a', 'b'], [], ['a', '']]),
    ttl: choices.pick([900, '15m', null, 0, 0.5, -1, 1e300, 2 ** 31]),
    ...choices.pick([
      {},
      {},
      { typ: null },
      { typ: 'at+jwt' },
      { typ: '' },
      { issueTokensWithoutExpiry: true },
      { maxTokenBytes: 128 },
    ]),
  }
  const now = choices.pick([1_800_000_000, 0, 1_800_000_000.5, 2 ** 53, 1e21, 1e-7, -1, 123.456])
  const claims = claimsFrom(choices)
  const ours = outcomeOf(() => {
    const key = importJwk(given)
    const issuer = createIssuer({
      .../** @type {{ issuer: string, audience: string, ttl: number }} */ (options),
      key,
      now: () => now,
    })
    key.dispose()
    try {
      return issuer.issue(claims)
    } finally {
      issuer.dispose()
    }
  })
  return {
    requests: [['issue', JSON.stringify(given), textOf(options), JSON.stringify(claims), String(now)]],
    compare: ([answer = []]) =>
      comparedResults('issue', ours, answer, (token, [theirs]) => (token === theirs ? undefined : 'token')),
  }
}

/** @param {Choices} choices */
function claimsFrom(choices) {
  /** @type {Record<string, unknown>} */
  const claims = {}
  for (let count = choices.number(6); count > 0; count--) {
    const name = choices.pick([
      'sub',
      'role',
      'exp',
      'iat',
      'nbf',
      'jti',
      'iss',
      'aud',
      'é',
      '',
      'a"b',
      '\u0000',
      'toString',
    ])
    claims[name] = valueFrom(choices, 3)
  }
  return claims
}

/**
 * @param {Choices} choices
 * @param {number} levels
 * @returns {unknown}
 */
function valueFrom(choices, levels) {
  if (levels > 0 && choices.oneIn(4)) {
    return Array.from({ length: choices.number(4) }, () => valueFrom(choices, levels - 1))
  }
  if (levels > 0 && choices.oneIn(6)) return { a: valueFrom(choices, levels - 1), '\u2028': null }
  return choices.pick([
    'user-42',
    1_800_000_900,
    0,
    -1,
    0.1,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    2 ** 53 + 2,
    123456789.12345679,
    true,
    false,
    null,
    '',
    'é漢🎟',
    '"\\\n\u0001\u007f\u2028',
    'x'.repeat(100),
    'x'.repeat(9000),
  ])
}

/** @type {Setup} */
export function duration(choices) {
  const text = Array.from({ length: choices.number(7) }, () =>
    choices.pick(['1', '0', '5', '9', '999999', 's', 'm', 'h', 'd', 'w', ' ', '-', '.', 'S', 'é', '\u0000']),
  ).join('')
  const ours = outcomeOf(() => parseDuration(text))
  return {
    requests: [['duration', text]],
    compare([answer = []]) {
      const known = String(answer[0]) === 'ok' ? answer : [Buffer.from('ERR_DURATION_INVALID')]
      return comparedResults('duration', ours, known, (value, [theirs]) =>
        value === Number(theirs) ? undefined : 'number of seconds',
      )
    },
  }
}

/** @type {Setup} */
export function passwordHash(choices) {
  const parts = ['$argon2id', '$v=19', '$m=19456,t=2,p=1', '$AAAAAAAAAAAAAAAAAAAAAA', `$${'A'.repeat(43)}`]
  for (let count = choices.number(3); count > 0; count--) {
    const index = choices.number(parts.length)
    parts[index] = choices.pick([
      parts[index] ?? '',
      '',
      '$v=16',
      '$m=19457,t=2,p=1',
      '$m=19456,t=3,p=1',
      '$m=019456,t=2,p=1',
      '$m=4294967296,t=2,p=1',
      '$m=8,t=1,p=1',
      '$m=7,t=1,p=1',
      '$m=262145,t=2,p=1',
      '$t=2,m=19456,p=1',
      '$argon2i',
      '$AAAA',
      '$AAAAAAAAAAAAAAAAAAAAAB',
      `$${'A'.repeat(86)}`,
      '$',
    ])
  }
  const at = choices.number(100)
  const text = parts.join('')
  const phc = choices.oneIn(3)
    ? text.slice(0, at) + choices.pick(['', '=', '$', ' ', 'é', '0', ',']) + text.slice(at + 1)
    : text
  const ours = outcomeOf(() => (needsRehash(phc) ? 'yes' : 'no'))
  return {
    requests: [['rehash', phc]],
    compare: ([answer = []]) =>
      comparedResults('rehash', ours, answer, (value, [theirs]) => (value === theirs ? undefined : 'answer')),
  }
}

const statuses = ['active', 'ended', 'compromised']

/** The state machine of sessions, on rows that are sound and on others. @type {Setup} */
export function refresh(choices) {
  const start = 1_800_000_000
  const instant = () =>
    start + choices.pick([0, 1, 29, 30, 31, 300, 301, 3600, 604_800, 2_592_000, -1, 0.5, -start, 9e15])
  const generation = choices.pick([1, 0, 2, 7, 2 ** 53 - 1, 2 ** 53 - 2, 1000])
  const row = {
    id: choices.pick(['session', 'session', 'other', '']),
    subject: choices.pick(['user-42', 'user-42', 'é', '']),
    status: choices.pick(['active', 'active', ...statuses]),
    generation,
    rotatedAt: start,
    createdAt: start - choices.pick([0, 60, -1, 3600]),
    idleExpiresAt: choices.oneIn(4) ? instant() : start + 604_800,
    absoluteExpiresAt: choices.oneIn(4) ? instant() : start + 2_592_000,
  }
  if (choices.oneIn(16)) row.rotatedAt = instant()
  const presented = {
    id: 'session',
    subject: choices.pick(['user-42', 'user-42', 'user-43']),
    generation: Math.max(0, generation + choices.pick([0, -1, -2, 1, -7])),
    expiresAt: start + choices.pick([604_800, 0, 10, 1e12, 31]),
  }
  const options = choices.pick([
    {},
    { grace: 0 },
    { grace: 300 },
    { accessTtl: '1h', accessTtlJitter: 0 },
    { idleTtl: 600 },
    { grace: 301 },
    { accessTtl: 0.5 },
    { idleTtl: '5w' },
    { accessTtlJitter: 0.06 },
  ])
  return decision(options, presented, choices.oneIn(16) ? undefined : row, instant())
}

/**
 * @param {object} options
 * @param {{ id: string, subject: string, generation: number, expiresAt: number }} presented
 * @param {{ id: string, subject: string, status: string, generation: number, rotatedAt: number, createdAt: number, idleExpiresAt: number, absoluteExpiresAt: number } | undefined} row
 * @param {number} now
 * @returns {Experiment}
 */
function decision(options, presented, row, now) {
  const ours = outcomeOf(() => {
    const policy = answered(internals.calls().createSessionPolicy(textOf(options)))
    try {
      const known = row === undefined ? '' : JSON.stringify(row)
      const reply = answered(
        internals.calls().decideRefresh(policy.handle, JSON.stringify(presented), known, now),
      )
      const { verdict, row: next } = JSON.parse(reply.text)
      return [
        verdict,
        ...rowTexts(next),
        String(internals.calls().accessExpiresAt(policy.handle, JSON.stringify(next), now)),
      ]
    } finally {
      internals.core().glue._holoband_release(policy.handle)
    }
  })
  const token = [presented.id, presented.subject, String(presented.generation), String(presented.expiresAt)]
  return {
    requests: [
      ['refresh', textOf(options), String(now), ...token, ...(row === undefined ? [] : rowTexts(row))],
    ],
    compare: ([answer = []]) =>
      comparedResults(
        'refresh',
        ours,
        answer,
        (value, texts) =>
          isDeepStrictEqual(value.map(comparable), texts.map(comparable)) ? undefined : 'decision',
        'error' in ours ? '' : ours.value[0],
      ),
  }
}

/** Numbers are the same number, whoever wrote them. @param {string} text */
function comparable(text) {
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : utf8(text)
}

/** @param {{ id: string, subject: string, status: string, generation: number, rotatedAt: number, createdAt: number, idleExpiresAt: number, absoluteExpiresAt: number }} row */
function rowTexts({
  id,
  subject,
  status,
  generation,
  rotatedAt,
  createdAt,
  idleExpiresAt,
  absoluteExpiresAt,
}) {
  const numbers = [
    statuses.indexOf(status),
    generation,
    rotatedAt,
    createdAt,
    idleExpiresAt,
    absoluteExpiresAt,
  ]
  return [id, subject, ...numbers.map(String)]
}

/**
 * @template {{ code: number, detail: string }} Reply
 * @param {Reply} reply
 */
function answered(reply) {
  if (reply.code !== 0) throw internals.errorOf(reply.code, reply.detail)
  return reply
}
