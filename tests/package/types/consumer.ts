// A program as users write it, compiled as an ES module and as CommonJS under every way to resolve modules, and run.
import type { Claims, ErrorCode, Issuer, Key, KeySet, Verifier, VerifierOptions } from 'holoband'
import {
  createIssuer,
  createRemoteKeySet,
  createVerifier,
  decodeUnverified,
  generateKey,
  HolobandError,
  init,
  keySet,
  publicJwks,
} from 'holoband'
import type { AuthClient, AuthFetch, ClientSession } from 'holoband/client'
import { createAuthClient, createAuthFetch } from 'holoband/client'
import { useSession } from 'holoband/client/react'
import { expressAuth, expressGuard } from 'holoband/express'
import { fastifyAuth } from 'holoband/fastify'
import { honoAuth, honoGuard } from 'holoband/hono'
import { inlineModule } from 'holoband/inline'
import { koaAuth, koaGuard } from 'holoband/koa'
import { toNodeListener } from 'holoband/node'
import type { AuthHandler, Guard, Sessions, Theft } from 'holoband/session'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import type { SessionRow, SessionStore } from 'holoband/stores/contract'
import { storeContract } from 'holoband/stores/contract'
import { createMemoryStore } from 'holoband/stores/memory'
import { createPostgresStore } from 'holoband/stores/postgres'
import { createRedisStore } from 'holoband/stores/redis'
import { createSqliteStore, openSqliteStore } from 'holoband/stores/sqlite'

const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
const options = { origin: 'https://auth.example' }

function tokens(): { claims: Claims; code: ErrorCode } {
  const key: Key = generateKey('HS256')
  const keys: KeySet = keySet([generateKey('ES256')])
  const issuer: Issuer = createIssuer({ key, ...names, ttl: '15m' })
  const policy: VerifierOptions = { keys: key, algorithms: ['HS256'], ...names }
  const verifier: Verifier = createVerifier(policy)
  const token: string = issuer.issue({ sub: 'ada', role: 'admin' })
  const { claims } = verifier.verify(token)
  const result = verifier.check(`${token}x`)
  if (result.ok) throw new Error(`nobody is ${result.claims.sub}`)
  const unverified: unknown = decodeUnverified(token).unverifiedClaims.sub
  if (unverified !== claims.sub || publicJwks(keys).keys.length !== 1) throw new Error('the types lie')
  issuer.dispose()
  return { claims, code: result.code }
}

function codeOf(action: () => unknown): ErrorCode | undefined {
  try {
    action()
  } catch (error) {
    // The class narrows, and its codes are a union.
    if (error instanceof HolobandError) return error.code
  }
  return undefined
}

function server(sessions: Sessions, store: SessionStore) {
  const handler: AuthHandler = createAuthHandler({
    sessions,
    authenticate: ({ username, password }) => (password === 'right' ? { subject: username } : null),
  })
  const guard: Guard = createGuard({ sessions })
  const rows: Promise<SessionRow[]> = store.list('ada')
  const middlewares: readonly ((...given: never[]) => unknown)[] = [
    expressAuth(handler, options),
    expressGuard(guard, { ...options, scope: 'read' }),
    fastifyAuth(handler, options),
    honoAuth(handler),
    honoGuard(guard, { scope: 'read' }),
    koaAuth(handler, options),
    koaGuard(guard, options),
    toNodeListener(handler, options),
  ]
  return { middlewares, rows }
}

function page(): readonly unknown[] {
  const renew: AuthFetch = createAuthFetch({ refreshUrl: 'https://auth.example/auth/refresh' })
  const render = (client: AuthClient): ClientSession => useSession(client)
  renew.dispose()
  return [createAuthClient, render]
}

export async function main(): Promise<string> {
  await init(inlineModule())
  const store = createMemoryStore()
  const onTheft = ({ sub, device }: Theft) => console.warn(sub, device)
  const sessions = createSessions({ key: generateKey('Ed25519'), ...names, store, onTheft })
  const started = await sessions.start('ada')
  const { claims } = await sessions.refresh(started.refreshToken)
  const { middlewares, rows } = server(sessions, store)
  const stores = [createSqliteStore, openSqliteStore, createRedisStore, createPostgresStore]
  const parts = [...stores, ...middlewares, ...page(), ...storeContract]
  const code = codeOf(() => createRemoteKeySet('http://auth.example/jwks.json'))
  return [claims.sub, tokens().code, code, (await rows).length, parts.length > 20].join(' ')
}

void main().then(console.log)
