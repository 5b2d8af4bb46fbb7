import jsonwebtoken from 'jsonwebtoken'

/** @type {import('../contestants.js').Start} */
export function start({ secret, issuer, audience }) {
  return (token) => {
    const claims = jsonwebtoken.verify(token, secret, { algorithms: ['HS256'], issuer, audience })
    if (typeof claims === 'string') throw new TypeError('claims are an object')
    return claims
  }
}
