import { createIssuer, exportJwk, generateKey } from 'holoband'

/** @import { Policy } from './policy.js' */

const issuer = 'https://auth.example'
const audience = 'https://api.example'

/** Ways to treat a good token, by name. @type {Readonly<Record<string, (token: string) => string>>} */
const treatments = Object.freeze({
  'A good one': (token) => token,
  'Payload changed': (token) => changed(token, 1, { role: 'admin' }),
  'alg: none': (token) => `${changed(token, 0, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
  'Cut off': (token) => token.slice(0, -8),
})

export const exampleNames = Object.freeze([...Object.keys(treatments), 'Expired'])

/**
 * makeExample makes a token with a key that is made for it, and the policy of somebody who trusts that key.
 *
 * @param {string} name
 * @returns {{ token: string, policy: Policy }}
 */
export function makeExample(name) {
  const key = generateKey('Ed25519')
  const now = Math.floor(Date.now() / 1000)
  const claims = { sub: '42', name: 'grace', role: 'user', iat: now }
  const exp = name === 'Expired' ? now - 60 : now + 900
  const times = name === 'Expired' ? { iat: now - 960, exp } : { exp }
  const good = createIssuer({ key, issuer, audience, ttl: null }).issue({ ...claims, ...times })
  const keyText = JSON.stringify(exportJwk(key), null, 2)
  const treat = treatments[name] ?? ((token) => token)
  return { token: treat(good), policy: { kind: 'jwk', keyText, alg: '', issuer, audience, typ: '' } }
}

/**
 * @param {string} token
 * @param {number} part
 * @param {Record<string, unknown>} members
 */
function changed(token, part, members) {
  const parts = token.split('.')
  const text = atob((parts[part] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
  const encoded = btoa(JSON.stringify({ ...JSON.parse(text), ...members }))
  parts[part] = encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return parts.join('.')
}
