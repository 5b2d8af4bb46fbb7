import { coloursFor } from './colour.js'
import { printableJson, printableText } from './escape.js'
import { fileProblem, systemCode } from './input.js'
import { failureOf, sentenceOf } from './problem.js'

/** @import { Context, Outcome, Writable } from './types.js' */

/**
 * finish prints what a command came to, and gives the exit status. With --json everything, warnings included, is one
 * document on standard output, so that `2>&1` spoils nothing.
 *
 * @param {Context} context
 * @param {boolean} json
 * @param {Outcome} outcome
 */
export async function finish(context, json, { status, document, text, complaint }) {
  const { stdout, stderr, warnings, notes } = context
  if (json) {
    await print(stdout, `${printableJson(warnings.length > 0 ? { ...document, warnings } : document)}\n`)
    return status
  }
  const { bad, faint } = coloursFor(stderr, context.env)
  const warned = warnings.splice(0).map((line) => `${bad('Warning:')} ${printableText(line)}\n`)
  await say(stderr, warned.join(''))
  if (stderr.isTTY === true) {
    await say(stderr, notes.map((line) => `${faint(printableText(line))}\n`).join(''))
  }
  if (complaint !== undefined) await say(stderr, `${printableText(complaint)}\n`)
  if (text !== undefined) await print(stdout, `${text}\n`)
  return status
}

/**
 * fail prints what went wrong with the command line or the set-up, and gives the exit status of that.
 *
 * @param {Context} context
 * @param {boolean} json
 * @param {unknown} error
 * @param {string} hint where to read on
 */
export async function fail(context, json, error, hint) {
  const failure = failureOf(error)
  const complaint = `holoband: ${sentenceOf(failure)}\n${hint}`
  return finish(context, json, { status: 2, document: failure, complaint })
}

/**
 * print writes to standard output. A reader that has gone (`holoband … | head -1`) has what it wanted; a device that
 * is full leaves half a token, and must be known.
 *
 * @param {Writable} stdout
 * @param {string} text
 */
async function print(stdout, text) {
  try {
    await written(stdout, text)
  } catch (error) {
    if (systemCode(error) !== 'EPIPE') throw fileProblem(error, 'Standard output')
  }
}

/**
 * say writes to standard error. If that fails there is nobody left to tell.
 *
 * @param {Writable} stderr
 * @param {string} text
 */
async function say(stderr, text) {
  if (text !== '') await written(stderr, text).catch(() => {})
}

/**
 * @param {Writable} stream
 * @param {string} text
 * @returns {Promise<void>}
 */
function written(stream, text) {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
