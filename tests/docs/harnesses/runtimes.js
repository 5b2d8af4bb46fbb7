import { publishedKeys } from './published-keys.js'

/** @import { Harness } from '../support/programs.js' */

/** @type {Readonly<Record<string, Harness>>} */
export const runtimeHarnesses = Object.freeze({
  // What a Worker exports is called here as its host would call it.
  'worker-verifier': {
    in: 'node',
    edit: (text) => text.replace('export default', 'const worker ='),
    before: publishedKeys,
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
