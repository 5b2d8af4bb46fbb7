import { publishedKeys } from './published-keys.js'

/** @import { Harness } from '../support/programs.js' */

/** @type {Readonly<Record<string, Harness>>} */
export const readmeHarnesses = Object.freeze({
  // The server listens for ever; here it listens anywhere, is asked three times, and ends.
  'login-server': {
    in: 'node',
    edit: (text) => text.replace('.listen(8080)', '.listen(0, ask)').replace("'sessions.db'", "':memory:'"),
    after: `
      async function ask() {
        const url = 'http://127.0.0.1:' + this.address().port
        const stranger = await fetch(url + '/')
        const login = await fetch(url + '/auth/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'https://app.example' },
          body: JSON.stringify({ username: 'ada', password: 'correct horse battery staple' }),
        })
        const cookie = login.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
        const guest = await fetch(url + '/', { headers: { cookie } })
        console.log(stranger.status, login.status, guest.status, await guest.text())
        process.exit()
      }`,
    prints: ['401 200 200 {"hello":"1"}'],
  },
  'page-client': {
    in: 'page',
    outcome: '[auth.session.status, response.status]',
    expected: ['signed-in', 200],
  },
  'page-module': { in: 'page', outcome: 'typeof createRemoteKeySet', expected: 'function' },
  'remote-keys': {
    in: 'node',
    before: publishedKeys,
    after: 'console.log(claims.sub)',
    prints: ['123'],
  },
})
