import { isBroken } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { checkFunction, checkOptions, invalidType } from './options.js'

/** @import { WaitUntil } from './later.js' */
/** @import { IssuedSession } from './types.js' */

/** @typedef {{ device: string, prepare: (issued: IssuedSession) => void, waitUntil: WaitUntil | undefined }} About */

const maxDeviceLength = 256
const maxReasonLength = 64

/** @param {unknown} subject */
export function checkSubject(subject) {
  // A number is not turned into a string: 7 and '7' would become one account.
  if (typeof subject !== 'string') throw invalidType('subject', 'a string')
  if (subject === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'subject' })
  if (isBroken(subject)) throw new HolobandError('ERR_OPTION_RANGE', { option: 'subject' })
  return subject
}

/**
 * readAbout reads what comes with a login or a refresh.
 *
 * @param {unknown} given
 * @param {string} where
 * @returns {About}
 */
export function readAbout(given = {}, where) {
  checkOptions(given, ['device', 'prepare', 'waitUntil'], where)
  const {
    device = '',
    prepare = () => {},
    waitUntil,
  } = /** @type {{ device?: unknown, prepare?: About['prepare'], waitUntil?: WaitUntil }} */ (given)
  if (typeof device !== 'string') throw invalidType('device', 'a string')
  checkFunction(prepare, 'prepare')
  if (waitUntil !== undefined) checkFunction(waitUntil, 'waitUntil')
  return { device: oneLine(device), prepare, waitUntil }
}

/**
 * oneLine makes a client's own words, such as its User-Agent header, into text that every store can hold and every page
 * can show.
 *
 * @param {string} device
 */
function oneLine(device) {
  return (
    device
      // One more than is kept, so that no pair is taken for a half of one that is about to be cut.
      .slice(0, maxDeviceLength + 1)
      .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')
      .slice(0, maxDeviceLength)
      .replace(/\p{Surrogate}/u, '')
  )
}

/**
 * @param {unknown} given
 * @param {'end' | 'endAll' | 'ban'} where
 * @param {string} usual
 * @returns {{ how: { reason: string, except?: string }, waitUntil: WaitUntil | undefined }}
 */
export function readEnd(given = {}, where, usual) {
  checkOptions(given, ['reason', 'waitUntil', ...(where === 'endAll' ? ['except'] : [])], where)
  const {
    reason = usual,
    except,
    waitUntil,
  } = /** @type {{ reason?: unknown, except?: unknown, waitUntil?: WaitUntil }} */ (given)
  if (typeof reason !== 'string') throw invalidType('reason', 'a string')
  if (reason.length > maxReasonLength || /[\p{Cc}\p{Surrogate}]/u.test(reason))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'reason' })
  if (waitUntil !== undefined) checkFunction(waitUntil, 'waitUntil')
  if (except === undefined) return { how: { reason }, waitUntil }
  if (typeof except !== 'string') throw invalidType('except', 'a string')
  return { how: { reason, except }, waitUntil }
}
