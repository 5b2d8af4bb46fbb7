import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { generateKey } from 'holoband'
import { createClients } from './clients.js'
import { loadRing, saveRing, saveState } from './key-file.js'
import { begin, isRotating, rotate } from './key-ring.js'
import { listen, main } from './listen.js'
import { readPort, readSeconds, SettingError } from './settings.js'
import { createTokenService } from './tokens.js'

/** @import { Policy, RingKey } from './key-ring.js' */
/** @import { Environment } from './settings.js' */

const algorithm = 'Ed25519'

/** How often it is looked whether keys are due, in milliseconds. */
const interval = 60_000

/** What the services of this example are called in the `aud` of their tokens. */
const scopes = Object.freeze({
  'https://orders.example': 'orders:read orders:write',
  'https://stock.example': 'stock:read',
})

await main(async () => {
  const settings = readSettings(process.env)
  const { policy, port, origin, secret, rotateEvery } = settings
  const keys = await openKeys(settings.file, policy)
  const clients = createClients([{ id: 'shop', secret: secret ?? announceSecret(), scopes }])
  const parts = { issuer: origin, clients, ring: keys.ring, ttl: policy.ttl, jwksMaxAge: policy.jwksMaxAge }
  const timer = setInterval(() => keys.rotateIfOlderThan(rotateEvery).catch(console.error), interval)
  // An operator's word that a key is due, whatever its age: kill -USR2.
  process.on('SIGUSR2', () => keys.rotateIfOlderThan(0).catch(console.error))
  await listen(createTokenService(parts), {
    port,
    origin,
    name: 'The issuer',
    close: () => clearInterval(timer),
  })
})

/** @param {Environment} env */
function readSettings(env) {
  const port = readPort(env.PORT ?? '8080')
  const secret = env.CLIENT_SECRET
  if (secret !== undefined && secret.length < 43)
    throw new SettingError('CLIENT_SECRET is too short: "npx holoband keygen" makes a good one.')
  return {
    port,
    origin: env.ISSUER ?? `http://localhost:${port}`,
    file: env.KEYS_FILE ?? 'keys.json',
    secret,
    rotateEvery: readSeconds(env, 'ROTATE_EVERY', '30d'),
    policy: {
      ttl: readSeconds(env, 'TOKEN_TTL', '5m'),
      jwksMaxAge: readSeconds(env, 'JWKS_MAX_AGE', '5m'),
      margin: readSeconds(env, 'MARGIN', '1m'),
      tolerance: readSeconds(env, 'TOLERANCE', '5s'),
    },
  }
}

/**
 * openKeys loads the keys of this issuer, or makes the first.
 *
 * @param {string} file
 * @param {Policy} policy
 */
async function openKeys(file, policy) {
  let ring = (await loadRing(file)) ?? (await save(begin(generateKey(algorithm), Date.now() / 1000, policy)))

  /** @param {RingKey[]} next */
  async function save(next) {
    await saveRing(file, next)
    await saveState(`${file.replace(/\.json$/, '')}.state.json`, next, policy)
    return next
  }

  return {
    ring: () => ring,
    /** @param {number} seconds */
    async rotateIfOlderThan(seconds) {
      const now = Date.now() / 1000
      const newest = ring.at(-1)
      if (isRotating(ring, now) || now - (newest?.activatedAt ?? now) < seconds) return
      // Published only once it is saved.
      ring = await save(rotate(ring, generateKey(algorithm), now, policy))
      const [next, old] = [ring.at(-1), newest]
      console.log(`Key ${next?.kid} is published and will sign in place of ${old?.kid}.`)
    },
  }
}

/** A client of this run, for a first look. */
function announceSecret() {
  const secret = randomBytes(32).toString('base64url')
  console.warn(`CLIENT_SECRET is not set: in this run the secret of the client "shop" is ${secret}`)
  return secret
}
