// Writes docs/errors.md from the one list of outcomes.

/** @typedef {import('./error-codes.js').ErrorRow} ErrorRow */

/**
 * How a server answers an outcome: with this status, and a reason for programs where there is one.
 *
 * @typedef {{ status: number, reason?: string }} Answer
 *
 * @typedef {object} ReferenceParts
 * @property {string} text   error_codes.def, whose comments name the sections and explain the reasons
 * @property {readonly ErrorRow[]} rows
 * @property {Readonly<Record<string, string>>} advice  by code
 * @property {(code: string) => Answer | undefined} answerOf
 */

const intro = `<!-- Generated from src/holoband/error_codes.def by scripts/generate.js. Do not edit. -->

# Errors

Every refusal and every failure is a \`HolobandError\` with a \`code\` from this page, or a result of \`check\` with that code.
Codes are stable: they are never renamed or reused. The text is for people and may be reworded. Neither holds a byte of a
token, a key or a password. What a program does wrong by type (a number for a string, a missing argument) is a \`TypeError\`
with the code \`ERR_INVALID_ARG_TYPE\`.

\`\`\`js
import { createVerifier, generateSecret, HolobandError, secretKey } from 'holoband'

const verifier = createVerifier({
  keys: secretKey(generateSecret()),
  algorithms: ['HS256'],
  issuer: null,
  audience: null,
})

try {
  verifier.verify('a.b.c')
} catch (error) {
  if (!(error instanceof HolobandError)) throw error
  console.log(error.code) // ERR_BASE64URL_LENGTH
  console.log(error.reason) // malformed
  console.log(error.part) // header
}
\`\`\`

Where a token breaks several rules, the first one in the order of \`src/holoband/rules.def\` is told; \`verifier.explain(token)\`
tells of all of them. The signature is judged before any claim, so \`ERR_TOKEN_EXPIRED\` is only ever said of an authentic
token.

## Reasons

\`error.reason\` groups the codes by what a caller does about them.
`

const httpIntro = `
## What servers answer

The auth handler and the guard of \`holoband/session\` answer with the status that stands beside a code; the body has the
\`code\` too. A status of 401 comes with \`WWW-Authenticate\` (RFC 6750 section 3), and with the \`reason\` that is given here,
which is coarser than \`error.reason\`: a client refreshes on \`expired\` and on nothing else. A code without a status is not
the fault of a request: the guard throws it, and the handler tells \`onError\` and answers 500.
`

const abouts = Object.freeze({
  part: '`error.part` names the part of the token.',
  parameter: '`error.parameter` names the header parameter.',
  claim: '`error.claim` names the claim.',
  option: '`error.option` names the option, or the member of a JWK.',
})

/** @param {ReferenceParts} parts */
export function errorReference(parts) {
  assertAdvice(parts)
  const reasons = reasonsOf(parts.text).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`)
  const table = ['| reason | |', '|---|---|', ...reasons].join('\n')
  const byCode = new Map(parts.rows.map((row) => [row.code, row]))
  const sections = sectionsOf(parts.text).map(({ title, codes }) => {
    const entries = codes.map((code) => entry(/** @type {ErrorRow} */ (byCode.get(code)), parts))
    return `## ${title}\n\n${entries.join('\n')}`
  })
  return `${intro}\n${table}\n${httpIntro}\n${sections.join('\n')}`
}

/**
 * @param {ErrorRow} row
 * @param {ReferenceParts} parts
 */
function entry({ code, reason, about, message }, { advice, answerOf }) {
  const answer = answerOf(code)
  const told = answer?.reason === undefined ? '' : ` with \`reason="${answer.reason}"\``
  const facts = [
    `Reason \`${reason}\`.`,
    ...(answer === undefined ? [] : [`HTTP ${answer.status}${told}.`]),
    ...(about in abouts ? [abouts[/** @type {keyof typeof abouts} */ (about)]] : []),
  ]
  return `### ${code}\n\n**${message}**\n${facts.join(' ')}\n\n${advice[code]}\n`
}

/** @param {ReferenceParts} parts */
function assertAdvice({ rows, advice }) {
  const codes = new Set(rows.map(({ code }) => code).filter((code) => code !== 'OK'))
  for (const code of codes) {
    if (!Object.hasOwn(advice, code))
      throw new Error(`scripts/lib/error-advice.js says nothing about ${code}`)
  }
  for (const code of Object.keys(advice)) {
    if (!codes.has(code)) throw new Error(`scripts/lib/error-advice.js has ${code}, which is no outcome`)
  }
}

/**
 * The reasons and what they mean, as the comment at the beginning of the list explains them.
 *
 * @param {string} text  error_codes.def
 */
export function reasonsOf(text) {
  return [...text.matchAll(/^\/\/ {11}(\w+) {2,}(.+)$/gm)].map(([, reason = '', meaning = '']) => [
    reason,
    meaning,
  ])
}

/**
 * The sections of the list: a comment right above rows is their title.
 *
 * @param {string} text  error_codes.def
 * @returns {{ title: string, codes: string[] }[]}
 */
export function sectionsOf(text) {
  /** @type {{ title: string, codes: string[] }[]} */
  const sections = []
  let comment = ''
  for (const line of text.split('\n')) {
    const code = /^HOLOBAND_ERROR\(\w+, "(?<code>ERR_\w+)"/.exec(line)?.groups?.code
    if (code !== undefined) {
      if (comment !== '') sections.push({ title: comment, codes: [] })
      const section = sections.at(-1)
      if (section === undefined) throw new Error(`error_codes.def has ${code} before the first title`)
      section.codes.push(code)
    }
    comment = line.startsWith('// ') ? line.slice(3) : ''
  }
  return sections
}
