// Keys: in, out, together, and new.
import { issuerOf, keyOf, verifierOf } from './setting.js'
import { vectors } from './vectors.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Suite } from './check.js' */

const asymmetric = vectors.filter(({ jwk }) => jwk.kty !== 'oct')

/** @type {Suite} */
export const keys = {
  'a thumbprint is that of RFC 7638, for every kind of key': (t, lib) => {
    for (const { alg, jwk, kid } of asymmetric) {
      const key = lib.importJwk(jwk, { alg })
      t.equal([key.thumbprint, key.kid, key.publicKey().thumbprint], [kid, kid, kid], alg)
    }
  },

  'a private key goes out as a JWK and comes in again, the same': (t, lib) => {
    for (const { alg, jwk, kid } of asymmetric) {
      const key = lib.importJwk(jwk, { alg })
      const secret = lib.exportJwkWithPrivateKey(key)
      for (const [name, value] of Object.entries(jwk)) t.equal(secret[name], value, `${alg} ${name}`)
      t.equal(lib.importJwk(secret).thumbprint, kid, alg)
      const open = lib.exportJwk(key)
      for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv']) t.ok(!(name in open), alg)
      t.equal([open.kid, open.alg, open.use], [kid, alg, 'sig'])
      t.equal(lib.importJwk(open).type, 'public')
    }
  },

  'a private key goes out as a PEM and comes in again, the same': (t, lib) => {
    for (const { alg, jwk, kid } of asymmetric) {
      const key = lib.importJwk(jwk, { alg })
      const open = lib.exportPem(key)
      const secret = lib.exportPemWithPrivateKey(key)
      t.ok(open.startsWith('-----BEGIN PUBLIC KEY-----\n'), alg)
      t.ok(secret.startsWith('-----BEGIN PRIVATE KEY-----\n'), alg)
      t.equal([lib.importPem(open, alg).thumbprint, lib.importPem(open, alg).type], [kid, 'public'], alg)
      t.equal([lib.importPem(secret, alg).thumbprint, lib.importPem(secret, alg).type], [kid, 'private'], alg)
    }
  },

  'a new key of every kind signs, and its public half verifies': (t, lib) => {
    for (const { alg } of vectors.filter((vector) => !/^[RP]S/.test(vector.alg))) {
      const key = lib.generateKey(alg, { kid: `new-${alg}` })
      t.equal([key.alg, key.kid], [alg, `new-${alg}`])
      const judge = key.type === 'secret' ? key : key.publicKey()
      const token = issuerOf(lib, { key }).issue({ sub: '7' })
      t.equal(verifierOf(lib, { keys: judge, algorithms: [alg] }).verify(token).claims.sub, '7', alg)
    }
  },

  'a new RSA key is as long as it is asked to be': (t, lib) => {
    const key = lib.generateKey('PS256')
    t.equal(lib.exportJwk(key).n?.length, 342)
    const jws = lib.signJws('x', { key })
    lib.verifyJws(jws, { keys: key.publicKey(), algorithms: ['PS256'] })
    t.refused(lib, 'ERR_OPTION_RANGE', () => lib.generateKey('RS256', { modulusLength: 1024 }))
  },

  'two secrets, two keys and two salts are never the same': (t, lib) => {
    t.equal([lib.generateSecret().length, lib.generateSecret('HS512').length], [32, 64])
    const secrets = Array.from({ length: 20 }, () => String(lib.generateSecret()))
    t.equal(new Set(secrets).size, 20)
    const prints = Array.from({ length: 5 }, () => lib.generateKey('Ed25519').thumbprint)
    t.equal(new Set(prints).size, 5)
  },

  'a secret is as long as its hash, and is no text or key by mistake': (t, lib) => {
    t.refused(lib, 'ERR_SECRET_TOO_SHORT', () => lib.secretKey(new Uint8Array(31).fill(1)))
    t.refused(lib, 'ERR_SECRET_TOO_SHORT', () => lib.secretKey(new Uint8Array(63).fill(1), { alg: 'HS512' }))
    const jwk = JSON.stringify(lib.exportJwk(lib.generateKey('ES256')))
    t.refused(lib, 'ERR_SECRET_IS_KEY_MATERIAL', () => lib.secretKey({ utf8: jwk }))
    const pem = lib.exportPem(lib.generateKey('ES256'))
    t.refused(lib, 'ERR_SECRET_IS_KEY_MATERIAL', () => lib.secretKey({ utf8: pem }))
    try {
      lib.secretKey(/** @type {never} */ ('a bare string that might be anything at all'))
      t.ok(false, 'a bare string was taken')
    } catch (error) {
      t.ok(error instanceof TypeError && !(error instanceof lib.HolobandError))
    }
  },

  'what is private does not come out of what is public, or of a secret that was brought here': (t, lib) => {
    const open = lib.generateKey('ES256').publicKey()
    t.refused(lib, 'ERR_KEY_NOT_PRIVATE', () => lib.exportJwkWithPrivateKey(open))
    t.refused(lib, 'ERR_KEY_NOT_PRIVATE', () => lib.exportPemWithPrivateKey(open))
    t.refused(lib, 'ERR_KEY_NOT_PRIVATE', () => issuerOf(lib, { key: open }))
    t.refused(lib, 'ERR_KEY_SYMMETRIC', () => lib.exportJwk(keyOf(lib)))
    t.refused(lib, 'ERR_KEY_NOT_EXPORTABLE', () => lib.exportJwkWithPrivateKey(keyOf(lib)))
  },

  'a key set finds the key by its name, and one bad key does not spoil it': (t, lib) => {
    const [first, second] = [lib.generateKey('ES256'), lib.generateKey('Ed25519')]
    const jwks = lib.publicJwks([first, second])
    const set = lib.keySet({
      keys: [{ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }, ...(jwks.keys ?? [])],
    })
    t.equal([set.keys.length, set.skipped.length, set.skipped[0]?.index], [2, 1, 0])
    const algorithms = /** @type {Algorithm[]} */ (['ES256', 'Ed25519'])
    const verifier = verifierOf(lib, { keys: set, algorithms })
    for (const key of [first, second]) {
      t.equal(verifier.verify(issuerOf(lib, { key }).issue({ sub: '7' })).header.kid, key.kid)
    }
    const stranger = issuerOf(lib, { key: lib.generateKey('ES256') }).issue({ sub: '7' })
    t.refused(lib, 'ERR_KEY_NOT_FOUND', () => verifier.verify(stranger))
    t.refused(lib, 'ERR_KEY_SET_EMPTY', () => lib.keySet({ keys: [] }))
  },
}
