import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { HolobandError as ClientError, createAuthClient, createAuthFetch } from 'holoband/client'

/** @import { ErrorCode } from 'holoband' */

const environment = { location: { href: 'https://app.example/' } }

/** Answers a refresh, and says of everything else that it came with a token that had expired. */
async function expiredFetch(/** @type {string | URL | Request} */ target) {
  const challenge = { 'www-authenticate': 'Bearer error="invalid_token", reason="expired"' }
  return target instanceof Request
    ? new Response('{}', { status: 401, headers: challenge })
    : new Response('{}')
}

async function sendStream() {
  /** @type {RequestInit & { duplex: 'half' }} */
  const init = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }
  await createAuthFetch({ fetch: expiredFetch, environment })('https://app.example/', init)
}

async function loginElsewhere() {
  const fetch = async () => new Response('<p>', { status: 404 })
  await createAuthClient({ fetch, environment }).login({ username: 'ada', password: 'x' })
}

/** @type {[code: ErrorCode, fail: () => Promise<unknown>, option?: string][]} */
const cases = [
  ['ERR_OPTION_UNKNOWN', async () => createAuthFetch(/** @type {object} */ ({ refresh: 5 })), 'refresh'],
  ['ERR_OPTION_TYPE', async () => createAuthFetch(/** @type {object} */ ({ now: '5' })), 'now'],
  ['ERR_OPTION_RANGE', async () => createAuthFetch({ refreshAhead: -1 }), 'refreshAhead'],
  ['ERR_BODY_NOT_REPLAYABLE', sendStream],
  ['ERR_RESPONSE_UNEXPECTED', loginElsewhere],
]

// The browser half has its own copies of these texts, because the whole list is larger than it is.
describe('an error of the browser half says what the list of outcomes says', () => {
  for (const [code, fail, option] of cases) {
    test(code, async () => {
      const listed = new HolobandError(code, option === undefined ? {} : { option })
      await assert.rejects(fail, (error) => {
        assert.ok(error instanceof ClientError && error instanceof HolobandError)
        assert.deepEqual([error.code, error.message, error.name], [code, listed.message, listed.name])
        return true
      })
    })
  }
})
