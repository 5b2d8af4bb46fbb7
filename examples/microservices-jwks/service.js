import process from 'node:process'
import { createRemoteKeySet, createVerifier } from 'holoband'
import { createAsyncGuard } from 'holoband/session'
import { listen, main } from './listen.js'
import { readPort, readText, SettingError } from './settings.js'

/** @import { Environment } from './settings.js' */

await main(async () => {
  const settings = readSettings(process.env)
  const { port, audience, issuer, scope } = settings
  const keys = openKeys(settings)
  const verifier = createVerifier({
    keys,
    algorithms: ['Ed25519'],
    issuer,
    audience,
    // Nothing else that this issuer signs is an access token (RFC 9068 section 2.1).
    typ: 'at+jwt',
    requiredClaims: ['sub', 'client_id'],
    tolerance: '5s',
  })
  const guard = createAsyncGuard({ sessions: { verifyAccess: (token) => verifier.verifyAsync(token) } })
  const handler = createHandler({ guard, keys, audience, scope })
  const close = () => keys.dispose()
  await listen(handler, { port, origin: `http://localhost:${port}`, name: audience, close })
})

/** @param {Environment} env */
function readSettings(env) {
  return {
    port: readPort(env.PORT ?? '8081'),
    issuer: readText(env, 'ISSUER', 'https://auth.example'),
    audience: readText(env, 'AUDIENCE', 'https://orders.example'),
    scope: readText(env, 'SCOPE', 'orders:read'),
    insecure: env.ALLOW_INSECURE_LOOPBACK === '1',
  }
}

/**
 * openKeys says where the keys come from. Nothing in a token can change that.
 *
 * @param {{ issuer: string, insecure: boolean }} settings
 */
function openKeys({ issuer, insecure }) {
  try {
    return createRemoteKeySet(new URL('/.well-known/jwks.json', issuer), {
      // While the issuer is away the keys that are known go on being used, but not for ever.
      maxStale: '1d',
      allowInsecureLoopbackForLocalDevelopment: insecure,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new SettingError(`ISSUER: ${reason} ALLOW_INSECURE_LOOPBACK=1 allows http: to this machine.`)
  }
}

/**
 * @param {object} parts
 * @param {import('holoband/session').AsyncGuard} parts.guard
 * @param {import('holoband').RemoteKeySet} parts.keys
 * @param {string} parts.audience
 * @param {string} parts.scope
 * @returns {(request: Request) => Promise<Response>}
 */
function createHandler({ guard, keys, audience, scope }) {
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/health') return Response.json(healthOf(keys))
    try {
      const admission = await guard(request, { scope })
      if (!admission.ok) return admission.response
      const { claims, header } = admission
      return Response.json(
        { service: audience, client: claims.client_id, kid: header.kid },
        { headers: { 'cache-control': 'no-store' } },
      )
    } catch (error) {
      // The keys could not be fetched, which is no fault of the token: the client may try again.
      console.error(error instanceof Error && 'code' in error ? error.code : error)
      return Response.json({ message: 'Please try again.' }, { status: 503, headers: { 'retry-after': '5' } })
    }
  }
}

/** @param {import('holoband').RemoteKeySet} keys */
function healthOf({ keys, fetchedAt, failure }) {
  return { keys: keys.map(({ kid }) => kid), fetchedAt: fetchedAt ?? null, failure: failure?.code ?? null }
}
