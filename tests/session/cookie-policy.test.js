import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCookiePolicy } from 'holoband/session'

/** @import { CookiePolicyOptions } from 'holoband/session' */

/** @param {string} [cookie] */
const headers = (cookie) => new Headers(cookie === undefined ? {} : { cookie })

const tokens = { accessToken: 'aa.bb.cc', refreshToken: 'dd.ee.ff', maxAge: 604800 }

describe('createCookiePolicy', () => {
  test('sets both cookies with exactly the attributes of the contract', () => {
    assert.deepEqual(createCookiePolicy().set(tokens), [
      '__Host-access=aa.bb.cc; Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict',
      '__Host-refresh=dd.ee.ff; Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict',
    ])
  })

  test('clears under the same name, path and attributes, or the browser would keep the old cookie', () => {
    assert.deepEqual(createCookiePolicy().clear(), [
      '__Host-access=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict',
      '__Host-refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict',
    ])
  })

  test('reads back what it set', () => {
    const policy = createCookiePolicy()
    const sent = policy.set(tokens).map((cookie) => cookie.split(';')[0])
    assert.deepEqual(policy.read(headers(sent.join('; '))), {
      access: tokens.accessToken,
      refresh: tokens.refreshToken,
      repeated: false,
    })
  })

  test('reads a request without cookies, or with only one of them', () => {
    const policy = createCookiePolicy()
    const none = { access: undefined, refresh: undefined, repeated: false }
    assert.deepEqual(policy.read(headers()), none)
    assert.deepEqual(policy.read(headers('access=1; __host-access=2; __Host-Access=3')), none)
    assert.deepEqual(policy.read(headers('__Host-refresh=r')), { ...none, refresh: 'r' })
  })

  // Cookie tossing: another path or subdomain sets a cookie of the same name, and its order is the attacker's to choose.
  test('gives neither token when one of the names came twice', () => {
    const policy = createCookiePolicy()
    const refused = { access: undefined, refresh: undefined, repeated: true }
    for (const cookie of [
      '__Host-access=1; __Host-access=2; __Host-refresh=r',
      '__Host-access=1; __Host-refresh=r; __Host-refresh=s',
      '__Host-access=1; __Host-access=1',
      '__Host-access=1; __Host-access="quoted',
    ]) {
      assert.deepEqual(policy.read(headers(cookie)), refused, cookie)
    }
  })

  test('minds no repetition of other names', () => {
    const { access } = createCookiePolicy().read(headers('theme=1; theme=2; __Host-access=a'))
    assert.equal(access, 'a')
  })

  test('drops Secure and the prefix together for local development', () => {
    const policy = createCookiePolicy({ allowInsecureCookiesForLocalDevelopment: true })
    assert.deepEqual(policy.set(tokens), [
      'access=aa.bb.cc; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict',
      'refresh=dd.ee.ff; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict',
    ])
    assert.equal(policy.read(headers('__Host-access=1; access=2')).access, '2')
  })

  test('takes names and SameSite from its options', () => {
    const policy = createCookiePolicy({ accessName: '__Host-a', refreshName: '__Secure-r', sameSite: 'None' })
    assert.deepEqual(policy.clear(), [
      '__Host-a=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None',
      '__Secure-r=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None',
    ])
  })

  test('refuses at construction what no browser would keep', () => {
    /** @type {[CookiePolicyOptions, string][]} */
    const wrong = [
      [{ accessName: 'a b' }, 'ERR_COOKIE_INVALID'],
      [{ refreshName: '' }, 'ERR_COOKIE_INVALID'],
      [{ accessName: 'same', refreshName: 'same' }, 'ERR_OPTION_CONFLICT'],
      [{ allowInsecureCookiesForLocalDevelopment: true, accessName: '__Host-a' }, 'ERR_COOKIE_INVALID'],
      [{ allowInsecureCookiesForLocalDevelopment: true, refreshName: '__Secure-r' }, 'ERR_COOKIE_INVALID'],
      [{ allowInsecureCookiesForLocalDevelopment: true, sameSite: 'None' }, 'ERR_COOKIE_INVALID'],
    ]
    for (const [options, code] of wrong) assert.throws(() => createCookiePolicy(options), { code }, code)
  })

  test('refuses options that do not exist or have another type', () => {
    for (const [options, code] of [
      [{ secure: false }, 'ERR_OPTION_UNKNOWN'],
      [{ allowInsecureCookies: true }, 'ERR_OPTION_UNKNOWN'],
      [{ allowInsecureCookiesForLocalDevelopment: 'false' }, 'ERR_INVALID_ARG_TYPE'],
      [{ accessName: 1 }, 'ERR_INVALID_ARG_TYPE'],
      [null, 'ERR_INVALID_ARG_TYPE'],
      ['', 'ERR_INVALID_ARG_TYPE'],
    ]) {
      assert.throws(() => createCookiePolicy(/** @type {CookiePolicyOptions} */ (options)), { code })
    }
  })

  test('refuses to set a token that a browser would drop', () => {
    const accessToken = 'x'.repeat(4096)
    assert.throws(() => createCookiePolicy().set({ ...tokens, accessToken }), {
      code: 'ERR_COOKIE_TOO_LARGE',
    })
  })

  test('cannot be changed once it is made', () => {
    assert.ok(Object.isFrozen(createCookiePolicy()))
  })
})
