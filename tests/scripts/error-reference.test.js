import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { errorAdvice } from '../../scripts/lib/error-advice.js'
import { answerTo } from '../../scripts/lib/error-answers.js'
import { parseErrorCodes } from '../../scripts/lib/error-codes.js'
import { errorReference, reasonsOf, sectionsOf } from '../../scripts/lib/error-reference.js'

const list = readFileSync(new URL('../../src/holoband/error_codes.def', import.meta.url), 'utf8')
const rows = parseErrorCodes(list)
const codes = rows.map(({ code }) => code).filter((code) => code !== 'OK')

const text = `//   reason  what a caller does about it:
//           malformed      not a token
//           expired        its time is over
//   about   a part, or
//           an option

HOLOBAND_ERROR(kOk, "OK", ok, nothing, "Fine.")

// First (RFC 1)
HOLOBAND_ERROR(kBad, "ERR_BAD", malformed, part, "It is bad.")

HOLOBAND_ERROR(kWorse, "ERR_WORSE", malformed, nothing, "It is worse.")
// Second
HOLOBAND_ERROR(kLate, "ERR_LATE", expired, claim, "It is late.")
`
const parts = {
  text,
  rows: parseErrorCodes(text),
  advice: { ERR_BAD: 'Mend it.', ERR_WORSE: 'Throw it away.', ERR_LATE: 'Hurry.' },
  /** @param {string} code */
  answerOf: (code) => (code === 'ERR_LATE' ? { status: 401, reason: 'expired' } : undefined),
}

test('the sections are the comments right above rows, and hold the codes below them', () => {
  assert.deepEqual(sectionsOf(text), [
    { title: 'First (RFC 1)', codes: ['ERR_BAD', 'ERR_WORSE'] },
    { title: 'Second', codes: ['ERR_LATE'] },
  ])
})

test('the reasons are those that the list explains, and nothing else in its first comment', () => {
  assert.deepEqual(reasonsOf(text), [
    ['malformed', 'not a token'],
    ['expired', 'its time is over'],
  ])
})

test('a code stands in its section with its text, its reason, its answer, what it is about, and what to do', () => {
  const page = errorReference(parts)
  const expected = `## Second

### ERR_LATE

**It is late.**
Reason \`expired\`. HTTP 401 with \`reason="expired"\`. \`error.claim\` names the claim.

Hurry.
`
  assert.ok(page.includes(expected), page)
  assert.ok(page.includes('**It is worse.**\nReason `malformed`.\n\nThrow it away.'), page)
  assert.match(page, /^<!-- Generated from /)
})

test('a code without advice stops the generator', () => {
  const { ERR_BAD: _, ...advice } = parts.advice
  assert.throws(() => errorReference({ ...parts, advice }), /says nothing about ERR_BAD/)
})

test('advice of a code that is gone stops the generator', () => {
  const advice = { ...parts.advice, ERR_OLD: 'Do it.' }
  assert.throws(() => errorReference({ ...parts, advice }), /ERR_OLD, which is no outcome/)
})

test('a code before the first title stops the generator', () => {
  const untitled = text.replace('// First (RFC 1)\n', '')
  assert.throws(() => sectionsOf(untitled), /ERR_BAD before the first title/)
})

test('the real list has every code in one section, and explains every reason', () => {
  const inSections = sectionsOf(list).flatMap((section) => section.codes)
  assert.deepEqual(inSections, codes)
  const reasons = new Set(rows.map(({ reason }) => reason).filter((reason) => reason !== 'ok'))
  assert.deepEqual(new Set(reasonsOf(list).map(([reason]) => reason)), reasons)
})

test('advice is a sentence', () => {
  for (const [code, advice] of Object.entries(errorAdvice)) assert.match(advice, /^[A-Z`].*\.$/s, code)
})

for (const [code, answer] of /** @type {const} */ ([
  ['ERR_TOKEN_EXPIRED', { status: 401, reason: 'expired' }],
  ['ERR_SIGNATURE_INVALID', { status: 401, reason: 'malformed' }],
  ['ERR_SESSION_REVOKED', { status: 401, reason: 'revoked' }],
  ['ERR_REFRESH_TOKEN_REUSED', { status: 401, reason: 'reused' }],
  ['ERR_CREDENTIALS_MISSING', { status: 401 }],
  ['ERR_CREDENTIALS_INVALID', { status: 401 }],
  ['ERR_AUTHENTICATION_STALE', { status: 401 }],
  ['ERR_AUTHORIZATION_INVALID', { status: 400 }],
  ['ERR_SCOPE_INSUFFICIENT', { status: 403 }],
  ['ERR_CROSS_SITE_REQUEST', { status: 403 }],
  ['ERR_RATE_LIMITED', { status: 429 }],
  ['ERR_STORE_UNAVAILABLE', { status: 503 }],
  ['ERR_SERVER_FAILED', { status: 500 }],
  ['ERR_OPTION_MISSING', undefined],
  ['ERR_KEY_SET_NOT_LOADED', undefined],
  ['ERR_BODY_NOT_REPLAYABLE', undefined],
])) {
  test(`${code} is answered with ${answer === undefined ? 'nothing of its own' : answer.status}`, async () => {
    assert.deepEqual(await answerTo(code), answer)
  })
}

test('an outcome has an answer exactly where it is a verdict on a request or the state of the server', async () => {
  const of = new Map(rows.map(({ code, reason }) => [code, reason]))
  const unanswered = []
  for (const code of codes) if ((await answerTo(code)) === undefined) unanswered.push(of.get(code))
  assert.deepEqual(new Set(unanswered), new Set(['misconfigured', 'unavailable', 'expired']))
})
