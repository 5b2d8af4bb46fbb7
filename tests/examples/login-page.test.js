import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createCaller } from '../../examples/login-server/public/calls.js'

const expired = { status: 401, body: { error: 'invalid_token', reason: 'expired' } }
const good = { status: 200, body: { claims: { name: 'ada' } } }

/** @type {string[]} what was sent, in order */
let sent
/** @type {Record<string, { status: number, body: object }[]>} the answers to come, by path */
let answers
/** @type {typeof fetch} */
let original

beforeEach(() => {
  sent = []
  answers = {}
  original = globalThis.fetch
  globalThis.fetch = async (path, init) => {
    sent.push(`${init?.method ?? 'GET'} ${path}${init?.body ?? ''}`)
    await Promise.resolve()
    const { status, body } = answers[String(path)]?.shift() ?? good
    return Response.json(body, { status })
  }
})
afterEach(() => {
  globalThis.fetch = original
})

function createLogged() {
  /** @type {string[]} */
  const log = []
  let refreshes = 0
  const call = createCaller({
    onCall: ({ method, path, status, meaning }) => log.push(`${method} ${path} ${status} ${meaning}`.trim()),
    onRefresh: async () => {
      refreshes++
    },
  })
  return { call, log, refreshed: () => refreshes }
}

describe('the calls of the page', () => {
  test('refresh once and try once more when the access token has expired', async () => {
    const { call, log, refreshed } = createLogged()
    answers['/api/note'] = [expired]
    const response = await call('/api/note', { method: 'POST', json: { text: 'hello' } })
    assert.equal(response.status, 200)
    assert.deepEqual(sent, [
      'POST /api/note{"text":"hello"}',
      'POST /auth/refresh',
      'POST /api/note{"text":"hello"}',
    ])
    assert.deepEqual(log, ['POST /api/note 401 expired', 'POST /auth/refresh 200', 'POST /api/note 200'])
    assert.equal(refreshed(), 1)
  })

  test('share one refresh when several expire at the same time', async () => {
    const { call, refreshed } = createLogged()
    const paths = ['/api/a', '/api/b', '/api/c']
    for (const path of paths) answers[path] = [expired]
    const responses = await Promise.all(paths.map((path) => call(path)))
    assert.deepEqual(
      responses.map(({ status }) => status),
      [200, 200, 200],
    )
    assert.equal(sent.filter((line) => line.includes('/auth/refresh')).length, 1)
    assert.equal(refreshed(), 1)
  })

  test('refresh again the next time', async () => {
    const { call, refreshed } = createLogged()
    for (let round = 0; round < 2; round++) {
      answers['/api/me'] = [expired]
      await call('/api/me')
    }
    assert.equal(refreshed(), 2)
  })

  test('refresh on no other refusal', async () => {
    const { call, refreshed } = createLogged()
    for (const refusal of [
      { status: 401, body: { error: 'login_required' } },
      { status: 401, body: { error: 'invalid_token', reason: 'malformed' } },
      { status: 401, body: { error: 'invalid_token', reason: 'revoked' } },
      { status: 401, body: { error: 'invalid_token', reason: 'expired_session' } },
      { status: 403, body: { error: 'insufficient_scope', reason: 'expired' } },
      { status: 500, body: {} },
    ]) {
      answers['/api/me'] = [refusal]
      assert.equal((await call('/api/me')).status, refusal.status)
    }
    assert.equal(sent.length, 6)
    assert.equal(refreshed(), 0)
  })

  test('give back the first answer, readable still, when the refresh is refused', async () => {
    const { call, refreshed } = createLogged()
    answers['/api/me'] = [expired]
    answers['/auth/refresh'] = [{ status: 401, body: { reason: 'revoked' } }]
    const response = await call('/api/me')
    assert.equal(response.status, 401)
    assert.equal((await response.json()).reason, 'expired')
    assert.equal(sent.length, 2)
    assert.equal(refreshed(), 0)
  })

  test('do not loop when the second try is refused too', async () => {
    const { call } = createLogged()
    answers['/api/me'] = [expired, expired]
    assert.equal((await call('/api/me')).status, 401)
    assert.equal(sent.length, 3)
  })

  test('fail as fetch does when the server is gone, and recover', async () => {
    const { call } = createLogged()
    const working = globalThis.fetch
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))
    await assert.rejects(call('/api/me'), TypeError)
    globalThis.fetch = working
    assert.equal((await call('/api/me')).status, 200)
  })
})
