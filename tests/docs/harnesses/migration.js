/** @import { Harness } from '../support/programs.js' */

const users = `
  const findUser = ({ username, password }) => (username === 'ada' && password === 'secret' ? { id: '7' } : null)`

/**
 * The server listens anywhere instead, is asked, and ends with the process.
 *
 * @param {string} text
 */
const anywhere = (text) =>
  text.replace('app.listen(8080)', 'app.listen(0, ask)').replace("'sessions.db'", "':memory:'")

/**
 * @param {string} path  of the login
 */
const asked = (path) => `
  async function ask() {
    const url = 'http://127.0.0.1:' + this.address().port
    const stranger = await fetch(url + '/me')
    const login = await fetch(url + '${path}', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://app.example' },
      body: JSON.stringify({ username: 'ada', password: 'secret' }),
    })
    const cookie = login.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
    const guest = await fetch(url + '/me', { headers: { cookie } })
    console.log(stranger.status, login.status, await guest.text())
    process.exit()
  }`

/** @type {Readonly<Record<string, Harness>>} */
export const migrationHarnesses = Object.freeze({
  'express-session': {
    in: 'node',
    before: `${users}\nprocess.env.SESSION_SECRET = 'a secret'`,
    edit: anywhere,
    after: asked('/login'),
    prints: ['401 204 {"id":"7"}'],
  },
  'express-holoband': {
    in: 'node',
    before: `${users}\nprocess.env.SECRET = 'A'.repeat(43)`,
    edit: anywhere,
    after: asked('/auth/login'),
    prints: ['401 200 {"id":"7"}'],
  },
  'express-takeover': {
    in: 'node',
    before: `
      import express from 'express'
      import session from 'express-session'
      import { sessions } from '../../tests/docs/worlds/sessions.js'
      const app = express()
      app.use(session({ secret: 'a secret', resave: false, saveUninitialized: false }))
      app.post('/login', (request, response) => {
        request.session.userId = '7'
        response.sendStatus(204)
      })`,
    after: `
      app.get('/', (request, response) => response.json({ old: request.session?.userId ?? null }))
      app.listen(0, async function () {
        const url = 'http://127.0.0.1:' + this.address().port
        const [set] = (await fetch(url + '/login', { method: 'POST' })).headers.getSetCookie()
        const cookie = set.split(';')[0]
        const page = await fetch(url, { headers: { cookie } })
        const names = page.headers.getSetCookie().map((text) => text.split('=')[0])
        console.log(names.join(' '), (await sessions.list('7')).length, await page.text())
        const again = await fetch(url, { headers: { cookie } })
        console.log(again.headers.getSetCookie().length, (await sessions.list('7')).length)
        process.exit()
      })`,
    prints: ['__Host-access __Host-refresh 1 {"old":null}', '0 1'],
  },
})
