// A program for Deno that takes part in a race: it refreshes one session many times at once, or makes it first. It prints
// the refresh tokens that it got and what happened to the session.
import { secretKey } from 'holoband'
import { createSessions } from 'holoband/session'
import { createDenoKvStore } from 'holoband/stores/deno-kv'
import { runtime } from './kv.js'

const [file = '', token = '', attempts = '0'] = runtime.args
/** @type {string[]} */
const events = []
const kv = await runtime.openKv(file)
const sessions = createSessions({
  key: secretKey(new Uint8Array(32).fill(7)),
  issuer: 'https://auth.example',
  audience: 'https://api.example',
  store: createDenoKvStore(kv),
  storeTimeout: '30s',
  onEvent: ({ type }) => events.push(type),
})
const issued = await (token === ''
  ? Promise.all([sessions.start('anna')])
  : Promise.all(Array.from({ length: Number(attempts) }, () => sessions.refresh(token))))
console.log(JSON.stringify({ tokens: issued.map(({ refreshToken }) => refreshToken), events }))
kv.close()
