import { HolobandError } from '../errors.js'
import { errorTable } from './error-codes.js'

/** @typedef {import('../errors.js').ErrorDetails} ErrorDetails */

/**
 * Turns what C++ answered into the details of an error: the list of codes says what the name is a name of.
 *
 * @param {number} status a row of the table
 * @param {string} detail a name, or an empty string
 * @returns {ErrorDetails}
 */
export function detailsOf(status, detail) {
  const about = rowOf(status).about
  return detail === '' || about === 'nothing' ? {} : { [about]: detail }
}

/** @param {number} status */
export function rowOf(status) {
  const row = errorTable[status]
  if (row === undefined) throw new RangeError('the core answered with a status that is not in the table')
  return row
}

/**
 * @param {number} status a row of the table, not 0
 * @param {string} detail
 */
export function errorOf(status, detail) {
  return new HolobandError(rowOf(status).code, detailsOf(status, detail))
}

/**
 * Passes a reply on, or throws what it reports.
 *
 * @template {{ code: number, detail?: string }} Answer
 * @param {Answer} reply
 * @returns {Answer}
 */
export function checked(reply) {
  if (reply.code !== 0) throw errorOf(reply.code, reply.detail ?? '')
  return reply
}
