import { argumentError, checkOptions } from './core/arguments.js'
import { checked } from './core/failure.js'
import { calls, core } from './core/instance.js'

/**
 * What a password hash costs (RFC 9106 section 3.1). What is left out is the recommendation: 19456 KiB, 2 passes, 1 lane.
 *
 * @typedef {object} PasswordCost
 * @property {number} [memoryKib] KiB of memory
 * @property {number} [passes]  how often the memory is gone over
 * @property {number} [lanes]  how many parts of it could be filled at once
 */

/**
 * Hashes a password with Argon2id and a fresh salt, as a PHC string that holds all that verifying needs. It takes tens
 * of milliseconds, on purpose.
 *
 * @param {string | Uint8Array} password a string is taken as UTF-8
 * @param {PasswordCost} [cost]
 * @returns {string}
 * @throws {HolobandError} `ERR_PASSWORD_TOO_LONG`, `ERR_PASSWORD_HASH_COST`, `ERR_RANDOM_UNAVAILABLE`,
 *   `ERR_OUT_OF_MEMORY`
 */
export function hashPassword(password, cost = {}) {
  // First, because what is wrong with the cost would leave the password where it was written.
  const full = fullCost(cost)
  writePassword(password)
  return checked(calls().hashPassword(full)).hash
}

/**
 * Tells whether a password is the one that was hashed. The comparison takes the same time wherever they differ.
 *
 * Where there is no such user, pass `null` or `undefined` for the hash instead of answering at once: it is false after
 * the same work, so that nobody learns from the time which names exist.
 *
 * @param {string | Uint8Array} password a string is taken as UTF-8
 * @param {string | null | undefined} phc what `hashPassword` returned; none for a user who does not exist
 * @param {PasswordCost} [cost] what the hashes of the users who do exist cost, where it is not the recommendation
 * @returns {boolean}
 * @throws {HolobandError} `ERR_PASSWORD_TOO_LONG`, `ERR_PASSWORD_HASH_MALFORMED`, `ERR_PASSWORD_HASH_COST`,
 *   `ERR_OUT_OF_MEMORY`
 */
export function verifyPassword(password, phc, cost = {}) {
  const full = fullCost(cost)
  if (phc === null || phc === undefined) {
    writePassword(password)
    checked(calls().hashPassword(full))
    return false
  }
  assertPhc(phc)
  writePassword(password)
  return checked(calls().verifyPassword(phc)).yes
}

/**
 * Tells whether a hash was made at another cost than a new one would be, so that it can be renewed at the next login.
 *
 * @param {string} phc what `hashPassword` returned
 * @param {PasswordCost} [cost] of a new hash
 * @returns {boolean}
 * @throws {HolobandError} `ERR_PASSWORD_HASH_MALFORMED`, `ERR_PASSWORD_HASH_COST`
 */
export function needsRehash(phc, cost = {}) {
  assertPhc(phc)
  return checked(calls().passwordNeedsRehash(phc, fullCost(cost))).yes
}

/** @param {PasswordCost} cost */
function fullCost(cost) {
  const usual = calls().defaultPasswordCost()
  checkOptions(cost, Object.keys(usual), 'a password cost')
  const full = { ...usual, ...cost }
  for (const value of Object.values(full)) {
    if (typeof value !== 'number') throw argumentError('the members of a password cost are numbers')
  }
  return full
}

/** More than the core accepts, in UTF-16 code units or bytes, so that what is cut here is too long for it all the same. */
const tooLong = 8192

/** @param {unknown} password */
function writePassword(password) {
  if (typeof password !== 'string' && !(password instanceof Uint8Array)) {
    throw argumentError('a password is a string or a Uint8Array')
  }
  core().memory.writeSecret(
    typeof password === 'string' ? password.slice(0, tooLong) : password.subarray(0, tooLong),
  )
}

/** @param {unknown} phc */
function assertPhc(phc) {
  if (typeof phc !== 'string') throw argumentError('a password hash is a string')
}
