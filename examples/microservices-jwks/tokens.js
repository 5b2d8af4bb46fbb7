import { createIssuer, publicJwks } from 'holoband'
import { createRateLimit } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { readBasic } from './clients.js'
import { publishedAt, signerAt } from './key-ring.js'

/** @import { Connection } from 'holoband/session' */
/** @import { createClients } from './clients.js' */
/** @import { RingKey } from './key-ring.js' */

/** A form of this endpoint has three short fields. */
const maxFormBytes = 4096

/**
 * createTokenService answers `POST /token` with access tokens (RFC 6749 section 4.4, RFC 9068), and
 * `GET /.well-known/jwks.json` with the keys that verify them.
 *
 * @param {object} options
 * @param {string} options.issuer
 * @param {() => readonly RingKey[]} options.ring    as it is now: it changes when keys are rotated
 * @param {ReturnType<typeof createClients>} options.clients
 * @param {number} options.ttl         seconds
 * @param {number} options.jwksMaxAge  seconds
 * @returns {(request: Request, connection?: Connection) => Promise<Response>}
 */
export function createTokenService({ issuer, ring, clients, ttl, jwksMaxAge }) {
  const sign = createSigner({ issuer, ring, ttl })
  const limit = createRateLimit({ store: createMemoryStore() })

  /** @param {Request} request @param {Connection} connection */
  async function grant(request, connection) {
    const header = request.headers.get('authorization')
    const attempt = { action: /** @type {const} */ ('login'), username: readBasic(header).id, request }
    const { allowed, retryAfter = 60, succeeded } = await limit({ ...attempt, ...connection })
    if (!allowed) return refuse(429, 'temporarily_unavailable', { 'retry-after': `${retryAfter}` })
    const client = clients.authenticate(header)
    if (client === null) return refuse(401, 'invalid_client', { 'www-authenticate': 'Basic realm="token"' })
    await succeeded?.()
    const form = await readForm(request)
    if (form === undefined) return refuse(400, 'invalid_request')
    if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type')
    // Which service the token is for (RFC 8707): one that is good everywhere is worth stealing from the weakest.
    const resource = form.get('resource') ?? ''
    const scope = Object.hasOwn(client.scopes, resource) ? client.scopes[resource] : undefined
    if (scope === undefined) return refuse(400, 'invalid_target')
    const access_token = sign({ sub: client.id, client_id: client.id, scope }, resource)
    return noStore({ access_token, token_type: 'Bearer', expires_in: ttl, scope })
  }

  return async (request, connection = {}) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/token' && request.method === 'POST') return grant(request, connection)
    if (pathname === '/.well-known/jwks.json' && request.method === 'GET') {
      const keys = publishedAt(ring(), Date.now() / 1000).map(({ key }) => key)
      return Response.json(publicJwks(keys), {
        headers: { 'cache-control': `public, max-age=${jwksMaxAge}` },
      })
    }
    return Response.json({ message: 'There is nothing here.' }, { status: 404 })
  }
}

/**
 * createSigner returns the function that signs with whichever key has its turn. An issuer is kept for as long as its key
 * signs, one for each service.
 *
 * @param {{ issuer: string, ring: () => readonly RingKey[], ttl: number }} options
 */
function createSigner({ issuer, ring, ttl }) {
  let kid = ''
  /** @type {Map<string, ReturnType<typeof createIssuer>>} */
  const issuers = new Map()
  /** @param {Record<string, unknown>} claims @param {string} audience */
  return (claims, audience) => {
    const signer = signerAt(ring(), Date.now() / 1000)
    if (signer.kid !== kid) {
      kid = signer.kid
      issuers.clear()
    }
    const known =
      issuers.get(audience) ?? createIssuer({ key: signer.key, issuer, audience, ttl, typ: 'at+jwt' })
    issuers.set(audience, known)
    return known.issue({ ...claims, jti: crypto.randomUUID() })
  }
}

/**
 * readForm reads the fields of a form, or returns undefined where they are none, or too many bytes.
 *
 * @param {Request} request
 */
async function readForm({ headers, body }) {
  const [type] = (headers.get('content-type') ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded' || body === null) return undefined
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (body))) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > maxFormBytes) return undefined
  }
  return new URLSearchParams(text)
}

/**
 * @param {number} status
 * @param {string} error  of RFC 6749 section 5.2
 * @param {Record<string, string>} [headers]
 */
function refuse(status, error, headers = {}) {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** @param {Record<string, unknown>} body */
function noStore(body) {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}
