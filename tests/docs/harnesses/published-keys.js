// Somebody else's keys. Their server is played by the global fetch, which a remote key set uses unless it is given another.
export const publishedKeys = `
      import { createIssuer, generateKey, publicJwks } from 'holoband'
      const theirs = generateKey('ES256')
      const token = createIssuer({
        key: theirs, issuer: 'https://auth.example', audience: 'https://api.example', ttl: 60,
      }).issue({ sub: '123' })
      globalThis.fetch = async () => Response.json(publicJwks(theirs))`
