import { HolobandError, parseDuration } from '../index.js'
import { Problem } from './problem.js'
import { secondsOf } from './times.js'

/** @import { Algorithm } from '../index.js' */
/** @import { Arguments } from './arguments.js' */

/**
 * algorithms reads --alg. Which names there are is the library's to say: what is none is refused there.
 *
 * @param {Arguments} args
 */
export function algorithms(args) {
  return [...new Set(args.list('alg'))].map((name) => /** @type {Algorithm} */ (name))
}

/**
 * eitherOr reads a check that must be given or be left out on purpose: the values, or null.
 *
 * @param {Arguments} args
 * @param {string} option
 * @param {string} optOut
 * @returns {string[] | null}
 */
export function eitherOr(args, option, optOut) {
  const values = args.list(option)
  if (args.has(optOut)) {
    if (values.length === 0) return null
    throw new Problem('ERR_OPTION_CONFLICT', `--${option} and --${optOut} contradict each other.`)
  }
  if (values.length > 0) return [...values]
  throw new Problem('ERR_OPTION_MISSING', `Give --${option}, or --${optOut} to leave it out on purpose.`)
}

/**
 * duration reads a length of time: seconds, or a number with a unit.
 *
 * @param {Arguments} args
 * @param {string} option
 */
export function duration(args, option) {
  const text = args.text(option)
  if (text === undefined) return undefined
  try {
    return parseDuration(/^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : text)
  } catch (error) {
    throw error instanceof HolobandError
      ? new Problem(error.code, `--${option}: ${error.message}`, error)
      : error
  }
}

/**
 * clock reads --now, so that a verdict can be asked for another moment.
 *
 * @param {Arguments} args
 */
export function clock(args) {
  const text = args.text('now')
  if (text === undefined) return undefined
  // Twelve digits reach past the year 30000; thirteen are milliseconds, which would make every token expired.
  if (!/^[0-9]{1,12}(\.[0-9]+)?$/.test(text)) {
    throw new Problem(
      'ERR_OPTION_RANGE',
      '--now takes seconds since 1970-01-01 (not milliseconds), for example 1767225600.',
    )
  }
  const seconds = Number(text)
  return () => seconds
}

/**
 * time reads a moment: seconds since 1970, or a date and time of ISO 8601 with its zone.
 *
 * @param {Arguments} args
 * @param {string} option
 */
export function time(args, option) {
  const text = args.text(option)
  if (text === undefined) return undefined
  const seconds = secondsOf(text)
  if (seconds !== undefined) return seconds
  throw new Problem(
    'ERR_OPTION_RANGE',
    `--${option} takes seconds since 1970-01-01, or a time with its zone such as 2026-01-01T00:00:00Z.`,
  )
}

/**
 * whole reads a whole number.
 *
 * @param {Arguments} args
 * @param {string} option
 */
export function whole(args, option) {
  const text = args.text(option)
  if (text === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new Problem('ERR_OPTION_RANGE', `--${option} takes a whole number.`)
}

/**
 * one returns a single value as itself and several as the list they are.
 *
 * @template T
 * @param {T[]} values
 */
export function one(values) {
  return values.length === 1 && values[0] !== undefined ? values[0] : values
}

/**
 * noPositionals refuses arguments where a command takes none. They are not repeated: one may be a secret.
 *
 * @param {Arguments} args
 * @param {string} command
 */
export function noPositionals({ positionals }, command) {
  if (positionals.length === 0) return
  throw new Problem(
    'ERR_CLI_ARGUMENT',
    `${command} takes options only, and ${positionals.length} other argument(s) are given.`,
  )
}
