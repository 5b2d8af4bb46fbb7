// The app, as far as a terminal goes: node phone.js login|me|devices|logout
import process from 'node:process'
import { Client, ServerError } from './client.js'
import { createFileStorage } from './storage.js'

const {
  SERVER = 'http://localhost:8080',
  DEVICE = 'a phone',
  TOKENS = 'tokens.json',
  PASSWORD = '',
} = process.env

const reasons = /** @type {Readonly<Record<string, string>>} */ ({
  reused:
    'Somebody else has used your session, and so it has ended. Sign in again, and change your password.',
  revoked: 'Your session was ended on another device.',
  expired_session: 'You have not been here for long. Please sign in again.',
})

const client = new Client({
  url: SERVER,
  device: DEVICE,
  storage: createFileStorage(TOKENS),
  onSignedOut: (reason) => console.error(reasons[reason] ?? 'Please sign in again.'),
})

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const commands = {
  login: async () => {
    await client.login('ada', PASSWORD)
    console.log('Signed in.')
  },
  me: () => show('/api/me'),
  devices: () => show('/api/devices'),
  logout: async () => {
    await client.logout()
    console.log('Signed out.')
  },
}

const [command = ''] = process.argv.slice(2)
try {
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (run === undefined) throw new ServerError(0, { message: 'Usage: node phone.js login|me|devices|logout' })
  await run()
} catch (error) {
  // Of fetch's own errors the cause says what happened.
  const { message, cause } = /** @type {Error} */ (error)
  console.error(cause instanceof Error ? cause.message : message)
  process.exitCode = 1
}

/** @param {string} path */
async function show(path) {
  const response = await client.fetch(path)
  if (!response.ok) throw new ServerError(response.status, await response.json())
  console.log(JSON.stringify(await response.json()))
}
