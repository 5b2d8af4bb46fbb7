// The browser half, which programs of any runtime may import: it refreshes once, and retries once.
import { origin } from './setting.js'

/** @import { Suite } from './check.js' */

/** @type {Suite} */
export const client = {
  'the client refreshes once for any number of expired answers, and asks again': async (
    t,
    { client: half },
  ) => {
    let refreshes = 0
    const authFetch = half.createAuthFetch({
      refreshUrl: `${origin}/auth/refresh`,
      fetch: async (input) => {
        const { url } = new Request(input)
        if (url.endsWith('/refresh')) {
          refreshes++
          return Response.json({ claims: { sub: '7', exp: 4e9 } })
        }
        if (refreshes > 0) return Response.json({ ok: true })
        const challenge = 'Bearer error="invalid_token", reason="expired"'
        return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
      },
    })
    const answers = await Promise.all([1, 2, 3].map((item) => authFetch(`${origin}/api/${item}`)))
    t.equal(
      answers.map(({ status }) => status),
      [200, 200, 200],
    )
    t.equal(refreshes, 1)
  },

  'the client and the server have one class of errors': (t, { client: half, HolobandError }) => {
    try {
      half.createAuthFetch(/** @type {never} */ ({ nothing: 1 }))
      t.ok(false, 'an option that does not exist was taken')
    } catch (error) {
      t.ok(error instanceof HolobandError && error instanceof half.HolobandError)
    }
  },
}
