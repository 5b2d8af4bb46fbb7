// The browser half has an error class of its own, and both know each other's errors.
import { expect, test } from '@jest/globals'
import { HolobandError as WholeError } from 'holoband'
import { createAuthFetch, HolobandError } from 'holoband/client'

/** @import { ErrorCode } from 'holoband' */

/** @param {Record<string, unknown>} options */
const thrownFor = (options) => {
  try {
    createAuthFetch(options)
  } catch (error) {
    return /** @type {HolobandError} */ (error)
  }
  throw new Error('nothing was thrown')
}

test('an error of either class is one of both', () => {
  const ours = thrownFor({ lockTimeout: -1 })
  const theirs = new WholeError('ERR_OPTION_RANGE', { option: 'lockTimeout' })
  for (const error of [ours, theirs]) {
    for (const errorClass of [HolobandError, WholeError, Error]) expect(error).toBeInstanceOf(errorClass)
  }
})

test.each([new Error('no'), null, undefined, 'ERR_OPTION_RANGE', { code: 'ERR_OPTION_RANGE' }])(
  '%p is one of neither',
  (value) => {
    expect(value instanceof HolobandError).toBe(false)
    expect(value instanceof WholeError).toBe(false)
  },
)

test.each(
  /** @type {[ErrorCode, string, unknown][]} */ ([
    ['ERR_OPTION_UNKNOWN', 'timeout', 5],
    ['ERR_OPTION_TYPE', 'lockTimeout', '5s'],
    ['ERR_OPTION_RANGE', 'lockTimeout', -1],
  ]),
)('both say the same of %s', (code, option, value) => {
  const ours = thrownFor({ [option]: value })
  const theirs = new WholeError(code, { option })
  expect({ ...ours, name: ours.name, message: ours.message }).toEqual({
    ...theirs,
    name: theirs.name,
    message: theirs.message,
  })
})
