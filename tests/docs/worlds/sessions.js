// What the programs of docs/sessions.md speak of: sessions on a store whose clock can be moved.
import { parseDuration, secretKey } from 'holoband'
import { createAuthHandler, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'

let seconds = 1_800_000_000
const now = () => seconds

/**
 * Lets time pass.
 *
 * @param {string} duration
 */
export function advance(duration) {
  seconds += parseDuration(duration)
}

export const key = secretKey(Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1))
export const store = createMemoryStore({ now })
export const clock = { now, accessTtlJitter: 0 }
export const sessions = createSessions({
  key,
  issuer: 'https://app.example',
  audience: 'https://app.example',
  store,
  ...clock,
})

const auth = createAuthHandler({
  sessions,
  bearer: true,
  authenticate: ({ username, password }) =>
    password === 'correct horse battery staple' ? { subject: username } : null,
})

/**
 * A network on which only the auth handler is.
 *
 * @param {string} url
 * @param {RequestInit} init
 */
export const fetchAuth = (url, init) => auth(new Request(url, init))
