// Keys of somebody else, fetched by a function that the test hands over: no suite goes to a network.
import { issuerOf, now, verifierOf } from './setting.js'

/** @import { Key } from 'holoband' */
/** @import { Library, Suite } from './check.js' */

const address = 'https://auth.example/.well-known/jwks.json'

/**
 * A server that publishes keys, and a verifier of what they sign.
 *
 * @param {Library} lib
 */
function setting(lib) {
  /** @type {{ url: string, init: RequestInit | undefined }[]} */
  const calls = []
  /** @type {Key[]} */
  const published = [lib.generateKey('ES256')]
  let isUp = true
  const remote = lib.createRemoteKeySet(address, {
    now: () => now,
    cooldown: 0.001,
    fetch: async (input, init) => {
      calls.push({ url: String(input), init })
      if (!isUp) throw new TypeError('the server is away')
      return new Response(JSON.stringify(lib.publicJwks(published)), {
        headers: { 'content-type': 'application/jwk-set+json' },
      })
    },
  })
  const verifier = verifierOf(lib, { keys: remote, algorithms: ['ES256'] })
  const tokenOf = (/** @type {Key | undefined} */ key) =>
    issuerOf(lib, { key: key ?? lib.generateKey('ES256') }).issue({ sub: '7' })
  const fail = () => {
    isUp = false
  }
  return { remote, verifier, published, calls, tokenOf, fail }
}

/** @type {Suite} */
export const remote = {
  'remote keys are fetched for the first token, once, from their address alone': async (t, lib) => {
    const { verifier, published, calls, tokenOf, remote: set } = setting(lib)
    t.equal(calls.length, 0)
    const token = tokenOf(published[0])
    const answers = await Promise.all([verifier.verifyAsync(token), verifier.verifyAsync(token)])
    t.equal(
      answers.map(({ claims }) => claims.sub),
      ['7', '7'],
    )
    // Where requests must not wait for each other's fetches, each of two has its own.
    t.ok(calls.length === 1 || navigator.userAgent === 'Cloudflare-Workers', `${calls.length} fetches`)
    t.ok(calls.every(({ url, init }) => url === address && init?.redirect === 'manual'))
    t.equal(verifier.verify(token).claims.sub, '7', 'and then without waiting')
    t.equal(set.fetchedAt, now)
    set.dispose()
  },

  'a token before the first fetch is refused where nothing can wait': (t, lib) => {
    const { verifier, published, tokenOf, remote: set } = setting(lib)
    t.refused(lib, 'ERR_KEY_SET_NOT_LOADED', () => verifier.verify(tokenOf(published[0])))
    set.dispose()
  },

  'a new key is fetched for the first token that names it': async (t, lib) => {
    const { verifier, published, tokenOf, remote: set } = setting(lib)
    await set.load()
    const key = lib.generateKey('ES256')
    published.push(key)
    t.equal((await verifier.verifyAsync(tokenOf(key))).header.kid, key.kid)
    const result = await verifier.checkAsync(tokenOf(undefined))
    t.equal(result.ok ? 'accepted' : result.code, 'ERR_KEY_NOT_FOUND')
    set.dispose()
  },

  'keys that were fetched outlive their server, and a failed start says why': async (t, lib) => {
    const { verifier, published, tokenOf, fail, remote: set } = setting(lib)
    await set.load()
    fail()
    t.equal((await verifier.verifyAsync(tokenOf(published[0]))).claims.sub, '7')
    set.dispose()
    const other = setting(lib)
    other.fail()
    await t.rejected(lib, 'ERR_KEY_SET_FETCH_FAILED', other.remote.load())
    t.equal(other.remote.failure?.code, 'ERR_KEY_SET_FETCH_FAILED')
    other.remote.dispose()
  },

  'an address that others could answer for is refused': (t, lib) => {
    for (const url of ['http://auth.example/jwks', 'https://user:pass@auth.example/', 'file:///jwks', 'x'])
      t.refused(lib, 'ERR_KEY_SET_URL', () => lib.createRemoteKeySet(url), url)
  },
}
