// Reads the one list of outcomes and writes it as a JavaScript module.

/** @typedef {{ name: string, code: string, reason: string, about: string, message: string }} ErrorRow */

const row =
  /^HOLOBAND_ERROR\(\s*(?<name>k\w+),\s*"(?<code>[A-Z][A-Z0-9_]*)",\s*(?<reason>[a-z_]+),\s*(?<about>[a-z_]+),\s*(?<message>"(?:[^"\\]|\\["\\])*")\)$/

/**
 * @param {string} text  error_codes.def
 * @returns {ErrorRow[]}
 */
export function parseErrorCodes(text) {
  const rows = withoutPreprocessor(text).map(parseRow)
  for (const key of /** @type {const} */ (['name', 'code', 'message'])) assertUnique(rows, key)
  if (rows[0]?.name !== 'kOk') throw new Error('error_codes.def must begin with kOk, which is 0')
  return rows
}

/**
 * The calls of the macro, one a line.
 * @param {string} text
 */
function withoutPreprocessor(text) {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('//') && !line.startsWith('#'))
}

/** @param {string} line */
function parseRow(line) {
  const found = row.exec(line)?.groups
  if (!found) throw new Error(`error_codes.def has a line that is no HOLOBAND_ERROR: ${line}`)
  const { name = '', code = '', reason = '', about = '', message = '""' } = found
  return { name, code, reason, about, message: JSON.parse(message) }
}

/**
 * @param {ErrorRow[]} rows
 * @param {'name' | 'code' | 'message'} key
 */
function assertUnique(rows, key) {
  const seen = new Set()
  for (const { [key]: value } of rows) {
    if (seen.has(value)) throw new Error(`error_codes.def has the ${key} ${value} twice`)
    seen.add(value)
  }
}

/** @param {ErrorRow[]} rows */
export function errorCodesModule(rows) {
  const union = (/** @type {(row: ErrorRow) => string} */ pick) =>
    [...new Set(rows.map(pick))].map(quote).join(' | ')
  return [
    '// Generated from src/holoband/error_codes.def by scripts/generate.js. Do not edit.',
    '',
    ...typeLines(
      'The code of an outcome: stable, and meant for programs.',
      union((entry) => entry.code),
      'ErrorCode',
    ),
    ...typeLines(
      'What a caller does about an outcome.',
      union((entry) => entry.reason),
      'ErrorReason',
    ),
    ...typeLines(
      'What the name that comes with a failure is a name of.',
      union((entry) => entry.about),
      'ErrorSubject',
    ),
    '/**',
    ' * One row per outcome; the index is the number that the core answers with.',
    ' *',
    ' * @type {ReadonlyArray<Readonly<{ code: ErrorCode, reason: ErrorReason, about: ErrorSubject, message: string }>>}',
    ' */',
    'export const errorTable = Object.freeze([',
    ...rows.map((entry) => `  Object.freeze(${rowText(entry)}),`),
    '])',
    '',
  ].join('\n')
}

/**
 * @param {string} meaning
 * @param {string} union
 * @param {string} name
 */
function typeLines(meaning, union, name) {
  return ['/**', ` * ${meaning}`, ' *', ` * @typedef {${union}} ${name}`, ' */', '']
}

/** @param {ErrorRow} entry */
function rowText({ code, reason, about, message }) {
  return `{ code: ${quote(code)}, reason: ${quote(reason)}, about: ${quote(about)}, message: ${quote(message)} }`
}

/** @param {string} text */
function quote(text) {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
