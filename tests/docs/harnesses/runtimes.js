/** @import { Harness } from '../support/programs.js' */

/** @type {Readonly<Record<string, Harness>>} */
export const runtimeHarnesses = Object.freeze({
  // What a Worker exports is called here as its host would call it.
  'worker-verifier': {
    in: 'node',
    edit: (text) => text.replace('export default', 'const worker ='),
    before: `
      import { createIssuer, generateKey, publicJwks } from 'holoband'
      const theirs = generateKey('ES256')
      const token = createIssuer({
        key: theirs, issuer: 'https://auth.example', audience: 'https://api.example', ttl: 60,
      }).issue({ sub: '123' })
      globalThis.fetch = async () => Response.json(publicJwks(theirs))`,
    after: `
      const headers = { authorization: 'Bearer ' + token }
      const stranger = await worker.fetch(new Request('https://api.example/'))
      const guest = await worker.fetch(new Request('https://api.example/', { headers }))
      console.log(stranger.status, await guest.text())`,
    prints: ['401 {"hello":"123"}'],
  },
  'page-verifier': { in: 'page', outcome: "verifier.check('').code", expected: 'ERR_TOKEN_EMPTY' },
  // The programs run inside the package, which is not in node_modules there.
  'host-module': { in: 'node', edit: (text) => text.replace("'node_modules/holoband/", "'../../") },
})
