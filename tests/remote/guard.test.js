import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAsyncGuard, createCookiePolicy, createGuard } from 'holoband/session'
import { advance, makeKey, quiet, setting, stopTime, tokenOf, watch } from './support.js'

/** @import { AsyncGuardOptions } from 'holoband/session' */

stopTime()

const origin = 'https://api.example'

/**
 * @param {Record<string, string>} headers
 * @param {string} [method]
 */
const request = (headers, method = 'GET') => new Request(`${origin}/me`, { method, headers })

/** @param {string} token */
const bearer = (token) => request({ authorization: `Bearer ${token}` })

function guarded() {
  const { key, server, remote, verifier } = setting()
  const sessions = { verifyAccess: (/** @type {string} */ token) => verifier.verifyAsync(token) }
  return { key, server, remote, verifier, guard: createAsyncGuard({ sessions }) }
}

describe('an asynchronous guard', () => {
  test('admits a token of a remote key, and fetches the keys for the first one', async () => {
    const { key, server, guard } = guarded()
    const admission = await guard(bearer(tokenOf(key)))
    assert.ok(admission.ok)
    assert.deepEqual(
      [admission.claims.sub, admission.header.kid, admission.via],
      ['user-42', 'first', 'bearer'],
    )
    const cookie = await guard(request({ cookie: `__Host-access=${tokenOf(key)}` }))
    assert.equal(cookie.ok && cookie.via, 'cookie')
    assert.equal(server.calls.length, 1)
  })

  test('waits for a key that was just published', async () => {
    const { key, server, remote, guard } = guarded()
    await remote.load()
    const second = makeKey('second')
    server.publish(key, second)
    const admission = watch(guard(bearer(tokenOf(second))))
    await quiet()
    assert.equal(admission.state, 'pending')
    await advance(5)
    assert.equal(admission.value?.ok, true)
  })

  test('refuses as the other guard does', async () => {
    const { key, remote, verifier, guard } = guarded()
    await remote.load()
    const other = createGuard({ sessions: { verifyAccess: (token) => verifier.verify(token) } })
    const cookie = { cookie: `__Host-access=${tokenOf(key)}` }
    for (const [asked, scope, status, code] of /** @type {const} */ ([
      [request({}), undefined, 401, 'ERR_CREDENTIALS_MISSING'],
      [bearer(tokenOf(key, { exp: 5 })), undefined, 401, 'ERR_TOKEN_EXPIRED'],
      [bearer(tokenOf(makeKey('first'))), undefined, 401, 'ERR_SIGNATURE_INVALID'],
      [bearer('x y'), undefined, 400, 'ERR_AUTHORIZATION_INVALID'],
      [request(cookie, 'POST'), undefined, 403, 'ERR_CROSS_SITE_REQUEST'],
      [request({ cookie: '__Host-access=1; __Host-access=2' }), undefined, 401, 'ERR_CREDENTIALS_DUPLICATE'],
      [bearer(tokenOf(key, { scope: 'a' })), 'b', 403, 'ERR_SCOPE_INSUFFICIENT'],
    ])) {
      const requirements = scope === undefined ? {} : { scope }
      const [one, two] = [await guard(asked, requirements), other(asked, requirements)]
      assert.ok(!one.ok && !two.ok, code)
      assert.equal(one.response.status, status)
      assert.deepEqual(
        [one.response.status, [...one.response.headers], await one.response.text()],
        [two.response.status, [...two.response.headers], await two.response.clone().text()],
      )
      assert.equal((await two.response.json()).code, code)
      const cleared = code === 'ERR_CREDENTIALS_DUPLICATE' ? createCookiePolicy().clear() : []
      assert.deepEqual(one.response.headers.getSetCookie(), cleared)
    }
    const good = await guard(bearer(tokenOf(key, { scope: 'a b' })), { scope: 'b' })
    assert.equal(good.ok, true)
  })

  test('rejects where the keys cannot be had: that is no fault of the token', async () => {
    const { key, server, guard } = guarded()
    server.fail()
    await assert.rejects(guard(bearer(tokenOf(key))), { code: 'ERR_KEY_SET_FETCH_FAILED' })
  })

  test('rejects, and admits nobody, when the program is at fault', async () => {
    const { key, guard } = guarded()
    const misspelt = /** @type {{ scope?: string }} */ ({ scopes: 'admin' })
    await assert.rejects(guard(bearer(tokenOf(key)), misspelt), { code: 'ERR_OPTION_UNKNOWN' })
    for (const options of [{}, undefined, { sessions: Promise.resolve({}) }, { sessions: {}, cookies: {} }]) {
      const given = /** @type {AsyncGuardOptions} */ (/** @type {unknown} */ (options))
      assert.throws(() => createAsyncGuard(given), { code: 'ERR_INVALID_ARG_TYPE' })
    }
  })
})
