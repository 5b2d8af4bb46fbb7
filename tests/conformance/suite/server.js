// The auth handler with cookies, as the server of a site calls it.
import { ada, cookiesOf, post, setting } from './session-setting.js'

/** @import { Suite } from './check.js' */

/** @type {Suite} */
export const server = {
  'the handler logs in with two cookies, refreshes them and clears them': async (t, lib) => {
    const { handler, clock } = setting(lib)
    const login = await handler(post('/login', { json: ada }))
    t.equal([login.status, login.headers.getSetCookie().length], [200, 2])
    for (const cookie of login.headers.getSetCookie()) {
      t.ok(/^__Host-(access|refresh)=[^;]+; .*Secure; HttpOnly; SameSite=Strict$/.test(cookie), cookie)
    }
    t.equal(login.headers.get('cache-control'), 'no-store')
    t.equal((await login.json()).claims.sub, '7')
    clock.advance(900)
    const refreshed = await handler(post('/refresh', { cookie: cookiesOf(login) }))
    t.equal([refreshed.status, refreshed.headers.getSetCookie().length], [200, 2])
    t.ok(cookiesOf(refreshed) !== cookiesOf(login))
    const logout = await handler(post('/logout', { cookie: cookiesOf(refreshed) }))
    t.ok(logout.headers.getSetCookie().every((cookie) => cookie.includes('Max-Age=0')))
    const late = await handler(post('/refresh', { cookie: cookiesOf(refreshed) }))
    t.equal([late.status, (await late.json()).code], [401, 'ERR_SESSION_REVOKED'])
  },

  'the handler refuses a wrong password and another site': async (t, lib) => {
    const { handler } = setting(lib)
    const wrong = await handler(post('/login', { json: { ...ada, password: 'wrong' } }))
    t.equal([wrong.status, (await wrong.json()).code], [401, 'ERR_CREDENTIALS_INVALID'])
    const login = await handler(post('/login', { json: ada }))
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const forged = await handler(post('/refresh', { cookie: cookiesOf(login), headers }))
    t.equal([forged.status, forged.headers.getSetCookie()], [403, []])
  },
}
