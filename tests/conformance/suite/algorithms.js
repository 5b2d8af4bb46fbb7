// Every JWS algorithm: what others signed, what is signed here, and what nobody may pass off as it.
import { audience, base64url, issuer, issuerOf, now, tampered, verifierOf } from './setting.js'
import { chains, claims, link, links, vectors } from './vectors.js'

/** @import { Case, Library, Suite } from './check.js' */
/** @import { Vector } from './vectors.js' */

/** Those whose signature is a function of the key and the text alone (RFC 7518 sections 3.2 and 3.3, RFC 8032). */
const isDeterministic = (/** @type {Vector} */ { alg }) => /^(HS|RS|Ed)/.test(alg)

/**
 * @param {string} alg
 * @returns {alg is 'HS256' | 'HS384' | 'HS512'}
 */
const isMac = (alg) => alg.startsWith('HS')

/** @param {Vector} vector */
function signedElsewhere({ alg, kid, signature }) {
  return `${base64url(JSON.stringify({ alg, kid }))}.${base64url(JSON.stringify(claims))}.${signature}`
}

/**
 * @param {Library} lib
 * @param {Vector} vector
 */
function keysOf(lib, { alg, jwk }) {
  const key = lib.importJwk(jwk, { alg })
  return { key, judge: key.type === 'secret' ? key : key.publicKey() }
}

/**
 * Another key of the same kind.
 *
 * @param {Library} lib
 * @param {Vector} vector
 */
function otherKey(lib, { alg }) {
  // A new RSA key takes seconds, so that this one's owner is somebody else.
  return lib.importJwk(
    /^[RP]S/.test(alg) ? strangersRsa : lib.exportJwkWithPrivateKey(lib.generateKey(alg)),
    {
      alg,
    },
  )
}

// RFC 7515 appendix A.2.1, the public half.
const strangersRsa = {
  kty: 'RSA',
  n: [
    'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR',
    'T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB',
    'dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia',
    'GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  ].join(''),
  e: 'AQAB',
}

/** @param {Vector} vector @returns {[string, Case][]} */
const casesFor = (vector) => [
  [
    `${vector.alg}: a signature of another library is verified, and any change of it refused`,
    (t, lib) => {
      const { judge } = keysOf(lib, vector)
      const options = { keys: judge, algorithms: [vector.alg] }
      const jws = signedElsewhere(vector)
      t.equal(JSON.parse(new TextDecoder().decode(lib.verifyJws(jws, options).payload)), claims)
      t.refused(lib, 'ERR_SIGNATURE_INVALID', () => lib.verifyJws(tampered(jws), options))
      const [header, , signature] = jws.split('.')
      const forged = `${header}.${base64url('{"sub":"mallory"}')}.${signature}`
      t.refused(lib, 'ERR_SIGNATURE_INVALID', () => lib.verifyJws(forged, options))
    },
  ],
  [
    `${vector.alg}: what is signed here is verified, and is to the byte what it has to be`,
    (t, lib) => {
      const { key, judge } = keysOf(lib, vector)
      const jws = lib.signJws(JSON.stringify(claims), { key })
      const elsewhere = signedElsewhere(vector)
      if (isDeterministic(vector)) t.equal(jws, elsewhere)
      else t.equal([jws.length, jws.split('.')[0]], [elsewhere.length, elsewhere.split('.')[0]])
      lib.verifyJws(jws, { keys: judge, algorithms: [vector.alg] })
      const token = issuerOf(lib, { key }).issue(claims)
      const verified = verifierOf(lib, { keys: judge, algorithms: [vector.alg] }).verify(token)
      t.equal(verified.claims, { iss: issuer, aud: audience, iat: now, exp: now + 900, ...claims })
      t.equal(verified.header.alg, vector.alg)
    },
  ],
  [
    `${vector.alg}: another key, a missing signature and another algorithm are refused`,
    (t, lib) => {
      const { key } = keysOf(lib, vector)
      const token = issuerOf(lib, { key }).issue(claims)
      const other = otherKey(lib, vector)
      const { kid } = key
      // A key of another name is not even asked, so that it is given none.
      const judge =
        kid === undefined ? other : lib.importJwk({ ...publicOf(lib, other), kid }, { alg: vector.alg })
      const verifier = verifierOf(lib, { keys: judge, algorithms: [vector.alg] })
      t.refused(lib, 'ERR_SIGNATURE_INVALID', () => verifier.verify(token))
      const [header, payload] = token.split('.')
      t.refused(lib, 'ERR_SIGNATURE_MISSING', () => verifier.verify(`${header}.${payload}.`))
      const unsigned = `${base64url('{"alg":"none"}')}.${payload}.`
      t.refused(lib, 'ERR_ALGORITHM_NOT_ALLOWED', () => verifier.verify(unsigned))
      const alg = vector.alg === 'HS256' ? 'HS512' : 'HS256'
      const confused = `${base64url(JSON.stringify({ alg }))}.${payload}.AAAA`
      const lenient = verifierOf(lib, { keys: judge, algorithms: [vector.alg, alg] })
      t.refused(lib, 'ERR_ALGORITHM_KEY_MISMATCH', () => lenient.verify(confused))
    },
  ],
]

/**
 * @param {Library} lib
 * @param {import('holoband').Key} key
 */
const publicOf = (lib, key) => lib.exportJwk(key)

/** @type {Suite} */
export const algorithms = {
  ...Object.fromEntries(vectors.flatMap(casesFor)),

  'a MAC is right whatever the length of the message': (t, lib) => {
    for (const vector of vectors) {
      const { alg } = vector
      if (!isMac(alg)) continue
      const { key } = keysOf(lib, vector)
      let signature = chains.first
      for (let size = 0; size < links; size++) {
        const { payload, typ } = link(size, signature)
        const jws = lib.signJws(payload, { key, typ })
        lib.verifyJws(jws, { keys: key, algorithms: [alg] })
        signature = jws.slice(jws.lastIndexOf('.') + 1)
      }
      t.equal(signature, chains[alg])
    }
  },

  'an algorithm that is none of the list does not exist': (t, lib) => {
    for (const alg of ['none', 'None', 'HS1', 'RS1', 'hs256', ''])
      t.refused(lib, 'ERR_ALGORITHM_UNKNOWN', () =>
        lib.secretKey(new Uint8Array(64).fill(7), { alg: /** @type {never} */ (alg) }),
      )
  },

  'a payload of any bytes is signed and comes back': (t, lib) => {
    const key = lib.generateKey('ES256')
    const payload = Uint8Array.from({ length: 256 }, (_, index) => index)
    const jws = lib.signJws(payload, { key, typ: 'webhook+jws', header: { cty: 'application/octet-stream' } })
    const verified = lib.verifyJws(jws, { keys: key.publicKey(), algorithms: ['ES256'] })
    t.equal([...verified.payload], [...payload])
    t.equal(verified.header.typ, 'webhook+jws')
  },
}
