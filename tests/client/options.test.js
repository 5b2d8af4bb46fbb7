// Options that are wrong are told at once, and by name.
import { describe, expect, test } from '@jest/globals'
import { createAuthClient, createAuthFetch, HolobandError } from 'holoband/client'
import { soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

/** @param {() => unknown} call */
const thrownBy = (call) => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** @type {[string, unknown, string][]} */
const wrong = [
  ['refreshURL', '/auth/refresh', 'ERR_OPTION_UNKNOWN'],
  ['timeout', 5, 'ERR_OPTION_UNKNOWN'],
  ['toString', () => '', 'ERR_OPTION_UNKNOWN'],
  ['refreshUrl', 5, 'ERR_OPTION_TYPE'],
  ['refreshUrl', new URL('https://app.example/auth/refresh'), 'ERR_OPTION_TYPE'],
  ['fetch', 'fetch', 'ERR_OPTION_TYPE'],
  ['fetch', null, 'ERR_OPTION_TYPE'],
  ['isExpired', true, 'ERR_OPTION_TYPE'],
  ['now', 5, 'ERR_OPTION_TYPE'],
  ['refreshTimeout', '10', 'ERR_OPTION_TYPE'],
  ['refreshTimeout', -1, 'ERR_OPTION_RANGE'],
  ['refreshTimeout', Number.NaN, 'ERR_OPTION_RANGE'],
  ['refreshTimeout', Number.POSITIVE_INFINITY, 'ERR_OPTION_RANGE'],
  ['lockTimeout', null, 'ERR_OPTION_TYPE'],
  ['lockTimeout', -5, 'ERR_OPTION_RANGE'],
  ['refreshAhead', '30s', 'ERR_OPTION_TYPE'],
  ['refreshAhead', -30, 'ERR_OPTION_RANGE'],
  ['environment', null, 'ERR_OPTION_TYPE'],
  ['environment', 'page', 'ERR_OPTION_TYPE'],
]

describe('createAuthFetch refuses', () => {
  test.each(wrong)('%s: %j', (option, value, code) => {
    const error = thrownBy(() => createAuthFetch({ [option]: value }))
    expect(error).toBeInstanceOf(HolobandError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'HolobandError', code, option, reason: 'misconfigured' })
    expect(/** @type {Error} */ (error).message).toContain(option)
  })

  test('before it has opened anything', () => {
    const { environment } = given.browser.openPage()
    thrownBy(() => createAuthFetch({ environment, lockTimeout: -1 }))
    expect(given.browser.channels.open.size).toBe(0)
  })
})

describe('createAuthClient refuses', () => {
  test.each(wrong)('%s: %j', (option, value, code) => {
    expect(thrownBy(() => createAuthClient({ [option]: value }))).toMatchObject({ code, option })
  })
})

test('an option that is undefined is one that is not given', async () => {
  const options = /** @type {object} */ ({ refreshUrl: undefined, refreshAhead: undefined, now: undefined })
  const { authFetch } = given.world.openTab(options)
  given.server.expire()
  expect((await soon(authFetch('/api'))).status).toBe(200)
})

test('options may be left out altogether, at the price of the page’s own', () => {
  const authFetch = createAuthFetch()
  expect(typeof authFetch).toBe('function')
  authFetch.dispose()
})

test('options are read once: what is changed in them later changes nothing', async () => {
  const options = { refreshUrl: '/auth/refresh' }
  const { authFetch } = given.world.openTab(options)
  options.refreshUrl = '/elsewhere'
  await soon(authFetch.refresh())
  expect(given.server.log.map(({ path }) => path)).toEqual(['/auth/refresh'])
})
