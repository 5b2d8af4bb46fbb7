import { importJWK, jwtVerify, SignJWT } from 'jose'
import { audience, issuer, ttl } from '../workload.js'

/** @import { Material, Peer } from './peer.js' */

const known = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA', 'ML-DSA-44']

/** @param {Material} material */
const publicKey = ({ publicJwk, alg }) => importJWK(publicJwk, alg)

/** @type {Peer} */
export const peer = {
  signers: ({ alg, privateJwk }) =>
    known.includes(alg)
      ? [
          {
            name: 'jose',
            asynchronous: true,
            async make() {
              const key = await importJWK(privateJwk, alg)
              return (claims) =>
                new SignJWT(claims)
                  .setProtectedHeader({ alg, typ: 'JWT' })
                  .setIssuer(issuer)
                  .setAudience(audience)
                  .setIssuedAt()
                  .setExpirationTime(`${ttl}s`)
                  .sign(key)
            },
          },
        ]
      : [],
  verifiers: (material) =>
    known.includes(material.alg)
      ? [
          {
            name: 'jose',
            asynchronous: true,
            async make() {
              const key = await publicKey(material)
              const checks = { issuer, audience, algorithms: [material.alg] }
              return async (token) => (await jwtVerify(token, key, checks)).payload
            },
          },
        ]
      : [],
  keyed: (materials) => [
    {
      name: 'jose',
      asynchronous: true,
      async make() {
        /** @type {Map<string, Awaited<ReturnType<typeof publicKey>>>} */
        const keys = new Map()
        for (const material of materials) keys.set(material.kid, await publicKey(material))
        const checks = { issuer, audience, algorithms: ['HS256'] }
        /** @type {import('jose').JWTVerifyGetKey} */
        const getKey = ({ kid }) => keyNamed(keys, kid)
        return async (token) => (await jwtVerify(token, getKey, checks)).payload
      },
    },
  ],
}

/**
 * @template T
 * @param {Map<string, T>} keys
 * @param {string | undefined} kid
 */
function keyNamed(keys, kid) {
  const key = keys.get(kid ?? '')
  if (key === undefined) throw new Error('no such key')
  return key
}
