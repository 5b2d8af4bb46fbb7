// Sessions on the memory store, and the auth handler as an app calls it.
import { ada, cookiesOf, post, setting } from './session-setting.js'
import { origin } from './setting.js'

/** @import { Suite } from './check.js' */

const grace = 30

/** @param {unknown} context  Hono's, whose type does not know what the guard sets */
function subjectOf(context) {
  const { get } = /** @type {{ get(name: 'auth'): { claims: { sub?: string } } }} */ (context)
  return get('auth').claims.sub
}

/** @type {Suite} */
export const sessions = {
  'a session is started, rotated, and verified without its store': async (t, lib) => {
    const { sessions: guard, clock } = setting(lib)
    const first = await guard.start('7')
    t.equal(guard.verifyAccess(first.accessToken).claims.sub, '7')
    clock.advance(900)
    t.refused(lib, 'ERR_TOKEN_EXPIRED', () => guard.verifyAccess(first.accessToken))
    const second = await guard.refresh(first.refreshToken)
    t.ok(second.refreshToken !== first.refreshToken)
    t.equal(guard.verifyAccess(second.accessToken).claims.sid, first.claims.sid)
  },

  'a refresh token says nothing as an access token, nor the reverse': async (t, lib) => {
    const { sessions: guard } = setting(lib)
    const { accessToken, refreshToken } = await guard.start('7')
    t.refused(lib, 'ERR_TYP_NOT_ALLOWED', () => guard.verifyAccess(refreshToken))
    t.refused(lib, 'ERR_TYP_NOT_ALLOWED', () => guard.verifyRefresh(accessToken))
  },

  'a token that is used again within the grace has the same successor, byte for byte': async (t, lib) => {
    const { sessions: guard, clock } = setting(lib)
    const { refreshToken } = await guard.start('7')
    const [one, two] = await Promise.all([guard.refresh(refreshToken), guard.refresh(refreshToken)])
    clock.advance(grace)
    const three = await guard.refresh(refreshToken)
    t.equal([two.refreshToken, three.refreshToken], [one.refreshToken, one.refreshToken])
  },

  'a stolen token that is used again after the grace ends the session': async (t, lib) => {
    const { sessions: guard, clock, events } = setting(lib)
    const { refreshToken } = await guard.start('7')
    const thief = await guard.refresh(refreshToken)
    clock.advance(grace + 1)
    await t.rejected(lib, 'ERR_REFRESH_TOKEN_REUSED', guard.refresh(refreshToken))
    await t.rejected(lib, 'ERR_SESSION_REVOKED', guard.refresh(thief.refreshToken))
    t.equal(await guard.list('7'), [])
    t.equal(events.filter(({ type }) => type === 'reused').length, 1)
  },

  'a broken token ends nothing, because anybody can send one': async (t, lib) => {
    const { sessions: guard } = setting(lib)
    const { refreshToken } = await guard.start('7')
    await guard.refresh(`${refreshToken}=`).then(
      () => t.ok(false, 'a broken token was taken'),
      (error) => t.equal(error.reason, 'malformed'),
    )
    await guard.refresh(refreshToken)
  },

  'logging out ends one session, and a ban all of a subject': async (t, lib) => {
    const { sessions: guard } = setting(lib)
    const [one, two, other] = [await guard.start('7'), await guard.start('7'), await guard.start('8')]
    await guard.end({ sub: '7', sid: one.claims.sid })
    t.equal((await guard.list('7')).length, 1)
    await guard.ban('7')
    await t.rejected(lib, 'ERR_SESSION_REVOKED', guard.refresh(two.refreshToken))
    await t.rejected(lib, 'ERR_SUBJECT_REFUSED', guard.start('7'))
    await guard.refresh(other.refreshToken)
    await guard.unban('7')
    await guard.start('7')
  },

  'the handler gives an app its tokens in JSON, and the guard takes them': async (t, lib) => {
    const { handler, sessions: guard } = setting(lib)
    const app = { 'holoband-transport': 'bearer' }
    const login = await handler(post('/login', { json: ada, headers: app }))
    const tokens = await login.json()
    t.equal([tokens.token_type, tokens.expires_in, cookiesOf(login)], ['Bearer', 900, ''])
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const admission = lib.createGuard({ sessions: guard })(new Request(`${origin}/api`, { headers }))
    t.equal(admission.ok && [admission.via, admission.claims.sub], ['bearer', '7'])
    const nobody = lib.createGuard({ sessions: guard })(new Request(`${origin}/api`))
    t.ok(!nobody.ok)
    t.equal(nobody.ok || [nobody.response.status, nobody.response.headers.get('www-authenticate')], [
      401,
      'Bearer',
    ])
    const json = { refresh_token: tokens.refresh_token }
    const refreshed = await handler(post('/refresh', { json, headers: app }))
    t.ok((await refreshed.json()).refresh_token !== tokens.refresh_token)
  },

  'a login that is tried too often is refused for a while': async (t, lib) => {
    const { sessions: guard } = setting(lib)
    const rateLimit = lib.createRateLimit({ store: guard.store, login: { perUsername: 2 } })
    const authenticate = () => null
    const handler = lib.createAuthHandler({ sessions: guard, bearer: true, authenticate, rateLimit })
    const headers = { 'holoband-transport': 'bearer' }
    const statuses = []
    for (let attempt = 0; attempt < 4; attempt++) {
      statuses.push((await handler(post('/login', { json: ada, headers }))).status)
    }
    t.equal(statuses, [401, 401, 429, 429])
  },

  'an app of Hono signs a user in, and lets only that user through': async (t, lib) => {
    const { handler, sessions: guard } = setting(lib)
    const app = new lib.Hono()
    app.use('*', lib.honoAuth(handler))
    app.get('/api', lib.honoGuard(lib.createGuard({ sessions: guard })), (c) => c.text(String(subjectOf(c))))
    const login = await app.fetch(post('/login', { json: ada, headers: { 'holoband-transport': 'bearer' } }))
    const { access_token: token } = await login.json()
    const admitted = await app.fetch(
      new Request(`${origin}/api`, { headers: { authorization: `Bearer ${token}` } }),
    )
    t.equal([admitted.status, await admitted.text()], [200, '7'])
    t.equal((await app.fetch(new Request(`${origin}/api`))).status, 401)
    t.equal((await app.fetch(new Request(`${origin}/elsewhere`))).status, 404)
  },

  'cookies are read and written by the same strict rules': (t, lib) => {
    const header = '__Host-a=1; b=x=y; =nothing; c'
    t.equal(lib.parseCookies(header).get('__Host-a'), '1')
    t.equal(lib.parseCookies(header).get('b'), 'x=y')
    const cookie = lib.serializeCookie({ name: 'a', value: 'b', attributes: { path: '/', secure: true } })
    t.equal(cookie, 'a=b; Path=/; Secure')
    t.refused(lib, 'ERR_COOKIE_INVALID', () =>
      lib.serializeCookie({ name: 'a', value: 'b\r\nset-cookie: c' }),
    )
  },
}
