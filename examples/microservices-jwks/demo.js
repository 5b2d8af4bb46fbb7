// An issuer and two services as processes of their own, and a rotation while a client keeps calling.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTally, createTokenSource, sendTraffic } from './traffic.js'

/** Short, so that there is something to see. */
const times = { TOKEN_TTL: '2s', JWKS_MAX_AGE: '1s', MARGIN: '1s', TOLERANCE: '0s' }

const [issuerPort, ...ports] = (process.env.PORTS ?? '8080,8081,8082').split(',')
const issuer = `http://localhost:${issuerPort}`
const secret = randomBytes(32).toString('base64url')
const folder = await mkdtemp(join(tmpdir(), 'microservices-jwks-'))
const services = [
  { audience: 'https://orders.example', SCOPE: 'orders:read' },
  { audience: 'https://stock.example', SCOPE: 'stock:read' },
].map((service, index) => ({
  ...service,
  port: ports[index] ?? '',
  url: `http://localhost:${ports[index]}/`,
}))

/** @type {import('node:child_process').ChildProcess[]} */
const children = []
try {
  const keys = { PORT: issuerPort, CLIENT_SECRET: secret, KEYS_FILE: join(folder, 'keys.json') }
  const issuing = await start('issuer.js', { ...times, ...keys })
  for (const { audience, SCOPE, port } of services)
    await start('service.js', {
      PORT: port,
      AUDIENCE: audience,
      SCOPE,
      ISSUER: issuer,
      ALLOW_INSECURE_LOOPBACK: '1',
    })
  await demonstrate(issuing)
} finally {
  for (const child of children) child.kill()
  await rm(folder, { recursive: true })
}

/** @param {import('node:child_process').ChildProcess} issuing */
async function demonstrate(issuing) {
  const stop = new AbortController()
  const tally = createTally()
  const { verified, failed } = tally
  const options = { signal: stop.signal, tally }
  const traffic = sendTraffic(services, createTokenSource({ issuer, id: 'shop', secret }), options)
  const kids = () => Object.keys(verified)
  await until(() => kids().length === 1)
  console.log(`before     ${await published()}`)
  issuing.kill('SIGUSR2')
  console.log(`published  ${await until(published, (set) => set.includes(' '))}`)
  await until(() => kids().length === 2)
  console.log(`activated  ${kids()[1]}`)
  console.log(`retired    ${await until(published, (set) => !set.includes(' '))}`)
  stop.abort()
  await traffic
  for (const [kid, count] of Object.entries(verified))
    console.log(`${count} requests verified with key ${kid}`)
  const failures = Object.keys(failed).length
  console.log(failures === 0 ? '0 requests failed' : `failed: ${JSON.stringify(failed)}`)
  process.exitCode = failures === 0 ? 0 : 1
}

/** The names of the published keys. */
async function published() {
  const response = await fetch(new URL('/.well-known/jwks.json', issuer))
  /** @type {{ keys: { kid: string }[] }} */
  const { keys } = await response.json()
  return keys.map(({ kid }) => kid).join(' ')
}

/**
 * until looks again and again, and gives what it has seen when that is as it should be.
 *
 * @template T
 * @param {() => T | Promise<T>} look
 * @param {(seen: T) => boolean} [isSo]
 */
async function until(look, isSo = Boolean) {
  const patience = AbortSignal.timeout(30_000)
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    await sleep(50, undefined, { signal: patience })
  }
}

/**
 * @param {string} file
 * @param {Record<string, string | undefined>} env
 */
async function start(file, env) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended.`)
  })
  await Promise.race([once(child.stdout, 'data'), ended])
  // Who ends it later is this program.
  ended.catch(() => {})
  return child
}
