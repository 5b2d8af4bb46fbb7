// Every asymmetric algorithm, both ways, with libraries that share no code with this one for it: what they sign is taken
// here, what is signed here is taken there, and both refuse what was changed on the way. Keys cross as JWK and as PEM.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import * as crypto from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import { createVerifier as createFastVerifier, createSigner } from 'fast-jwt'
import {
  createIssuer,
  createVerifier,
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
  importJwk,
  importPem,
  signJws,
  verifyJws,
} from 'holoband'
import * as jose from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { generateKeyPair } from '../support/key-pair.js'
import { python, runPython } from '../support/python.js'

/** @import { Algorithm, Key } from 'holoband' */

const issuer = 'https://auth.example'
const audience = 'https://api.example'
const claims = Object.freeze({ sub: 'user-42', name: 'Zoë 漢字', list: [1, 2.5, null] })

const rsa = /** @type {const} */ (['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
const ec = /** @type {const} */ (['ES256', 'ES384', 'ES512', 'ES256K'])
const okp = /** @type {const} */ (['Ed25519', 'Ed448', 'EdDSA'])
const mlDsa = /** @type {const} */ (['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])

/** One key for each algorithm; the RSA algorithms share theirs, because it takes long to make. @type {Map<string, Key>} */
const keys = new Map()

/**
 * @param {Algorithm} alg
 * @returns {Key}
 */
function keyFor(alg) {
  const known = keys.get(alg)
  if (known) return known
  const made = rsa.some((name) => name === alg && name !== 'RS256')
    ? importPem(exportPemWithPrivateKey(keyFor('RS256')), alg)
    : generateKey(alg)
  keys.set(alg, made)
  return made
}

/** @param {Algorithm} alg */
function ours(alg) {
  const key = keyFor(alg)
  return {
    token: createIssuer({ key, issuer, audience, ttl: '15m' }).issue(claims),
    verifier: createVerifier({ keys: key.publicKey(), algorithms: [alg], issuer, audience }),
    publicPem: exportPem(key),
    privatePem: exportPemWithPrivateKey(key),
    publicJwk: exportJwk(key),
    privateJwk: exportJwkWithPrivateKey(key),
  }
}

/** @param {string} token */
function damaged(token) {
  const [header, payload = '', signature = ''] = token.split('.')
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  return [`${header}.${other}.${signature}`, `${header}.${payload}.${bytes.toString('base64url')}`]
}

/** @param {import('holoband').Verifier} verifier @param {string} token */
function assertTaken(verifier, token) {
  const { sub, name, list } = verifier.verify(token).claims
  assert.deepEqual({ sub, name, list }, claims)
  for (const bad of damaged(token)) {
    const result = verifier.check(bad)
    assert.equal(result.ok ? 'accepted' : result.code, 'ERR_SIGNATURE_INVALID')
  }
}

/** The claims as a whole token has them. */
function complete() {
  const iat = Math.floor(Date.now() / 1000)
  return { ...claims, iss: issuer, aud: audience, iat, exp: iat + 900 }
}

/**
 * How node:crypto, which is another build of another OpenSSL with assembly of its own, is asked for an algorithm.
 *
 * @param {Algorithm} alg
 * @param {crypto.KeyObject} key
 */
function nodeOptions(alg, key) {
  const hash = alg.startsWith('Ed') ? null : `sha${alg.slice(2, 5)}`
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = crypto.constants
  if (alg.startsWith('PS')) return { hash, key: { key, padding, saltLength } }
  if (alg.startsWith('ES')) return { hash, key: { key, dsaEncoding: /** @type {const} */ ('ieee-p1363') } }
  return { hash, key }
}

describe('node:crypto and holoband', () => {
  for (const alg of [...rsa, ...ec, ...okp]) {
    test(`${alg}: each takes what the other signs, with keys that crossed as PEM and as JWK`, () => {
      const { token, verifier, publicPem, privatePem, publicJwk, privateJwk } = ours(alg)
      const [header, payload, signature = ''] = token.split('.')
      const input = Buffer.from(`${header}.${payload}`)
      for (const key of [
        crypto.createPublicKey(publicPem),
        crypto.createPublicKey({ key: publicJwk, format: 'jwk' }),
      ]) {
        const { hash, key: withOptions } = nodeOptions(alg, key)
        assert.ok(crypto.verify(hash, input, withOptions, Buffer.from(signature, 'base64url')))
        assert.ok(
          !crypto.verify(hash, Buffer.from('other'), withOptions, Buffer.from(signature, 'base64url')),
        )
      }
      for (const key of [
        crypto.createPrivateKey(privatePem),
        crypto.createPrivateKey({ key: privateJwk, format: 'jwk' }),
      ]) {
        const head = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
        const body = Buffer.from(JSON.stringify(complete())).toString('base64url')
        const { hash, key: withOptions } = nodeOptions(alg, key)
        const made = crypto.sign(hash, Buffer.from(`${head}.${body}`), withOptions).toString('base64url')
        assertTaken(verifier, `${head}.${body}.${made}`)
      }
    })
  }

  for (const [alg, type, options] of /** @type {const} */ ([
    ['RS256', 'rsa', { modulusLength: 2048 }],
    ['PS384', 'rsa', { modulusLength: 3072 }],
    ['RS512', 'rsa', { modulusLength: 2056 }],
    ['ES256', 'ec', { namedCurve: 'P-256' }],
    ['ES384', 'ec', { namedCurve: 'P-384' }],
    ['ES512', 'ec', { namedCurve: 'P-521' }],
    ['ES256K', 'ec', { namedCurve: 'secp256k1' }],
    ['Ed25519', 'ed25519', {}],
    ['Ed448', 'ed448', {}],
  ])) {
    test(`${alg}: a key that node:crypto makes is read from each of its forms, and is the same key`, () => {
      const { publicKey, privateKey } = generateKeyPair(type, options)
      const forms = /** @type {('pkcs8' | 'pkcs1' | 'sec1')[]} */ (
        type === 'rsa' ? ['pkcs8', 'pkcs1'] : type === 'ec' ? ['pkcs8', 'sec1'] : ['pkcs8']
      )
      const encrypted = {
        format: /** @type {const} */ ('pem'),
        cipher: 'aes-256-cbc',
        passphrase: 'open sesame',
      }
      const privates = [
        ...forms.map((form) => importPem(String(privateKey.export({ format: 'pem', type: form })), alg)),
        importPem(String(privateKey.export({ ...encrypted, type: 'pkcs8' })), alg, {
          passphrase: 'open sesame',
        }),
        importJwk(privateKey.export({ format: 'jwk' }), { alg }),
      ]
      const publics = [
        importPem(String(publicKey.export({ format: 'pem', type: 'spki' })), alg),
        importJwk(publicKey.export({ format: 'jwk' }), { alg }),
        ...(type === 'rsa'
          ? [importPem(String(publicKey.export({ format: 'pem', type: 'pkcs1' })), alg)]
          : []),
      ]
      assert.equal(new Set([...privates, ...publics].map((key) => key.thumbprint)).size, 1)
      for (const key of privates) {
        assert.equal(key.type, 'private')
        const jws = signJws('a webhook', { key })
        for (const other of publics) {
          assert.equal(other.type, 'public')
          assert.equal(
            String(Buffer.from(verifyJws(jws, { keys: other, algorithms: [alg] }).payload)),
            'a webhook',
          )
        }
      }
      const again = crypto.createPrivateKey(exportPemWithPrivateKey(/** @type {Key} */ (privates[0])))
      assert.ok(again.equals(privateKey))
      assert.ok(crypto.createPublicKey(exportPem(/** @type {Key} */ (publics[0]))).equals(publicKey))
    })
  }

  // RFC 6979: the nonce comes from the key and the message, so the same token is signed the same way every time.
  for (const alg of [...ec, ...okp, 'RS256']) {
    test(`${alg} signs the same bytes the same way every time`, () => {
      const key = keyFor(/** @type {Algorithm} */ (alg))
      assert.equal(signJws('the same', { key }), signJws('the same', { key }))
    })
  }

  test('thousands of random messages agree, whatever their length', () => {
    for (const alg of /** @type {const} */ (['ES256', 'ES384', 'ES512', 'Ed25519', 'RS256', 'PS256'])) {
      const key = keyFor(alg)
      const { hash, key: withOptions } = nodeOptions(alg, crypto.createPublicKey(exportPem(key)))
      const rounds = alg.startsWith('ES') || alg === 'Ed25519' ? 400 : 40
      for (let round = 0; round < rounds; round++) {
        const jws = signJws(crypto.randomBytes(round % 97), { key })
        const end = jws.lastIndexOf('.')
        const signature = Buffer.from(jws.slice(end + 1), 'base64url')
        assert.ok(
          crypto.verify(hash, Buffer.from(jws.slice(0, end)), withOptions, signature),
          `${alg} ${round}`,
        )
      }
    }
  })

  test('random keys of the fast curves agree, so that no rare carry goes unseen', () => {
    for (const [alg, namedCurve] of /** @type {const} */ ([
      ['ES256', 'P-256'],
      ['ES384', 'P-384'],
      ['ES512', 'P-521'],
    ])) {
      for (let round = 0; round < 60; round++) {
        const { privateKey, publicKey } = generateKeyPair('ec', { namedCurve })
        const mine = importJwk(privateKey.export({ format: 'jwk' }))
        assert.deepEqual(
          { x: exportJwk(mine).x, y: exportJwk(mine).y },
          { x: publicKey.export({ format: 'jwk' }).x, y: publicKey.export({ format: 'jwk' }).y },
        )
        const jws = signJws('message', { key: mine })
        const end = jws.lastIndexOf('.')
        const { hash, key } = nodeOptions(alg, publicKey)
        assert.ok(
          crypto.verify(
            hash,
            Buffer.from(jws.slice(0, end)),
            key,
            Buffer.from(jws.slice(end + 1), 'base64url'),
          ),
        )
        mine.dispose()
      }
    }
  })
})

describe('@noble/post-quantum and holoband', () => {
  const peers = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 }
  for (const alg of mlDsa) {
    test(`${alg}: each makes the same key from a seed, and takes what the other signs`, () => {
      const { token, verifier, publicJwk, privateJwk } = ours(alg)
      const pair = peers[alg].keygen(Buffer.from(privateJwk.priv ?? '', 'base64url'))
      assert.equal(Buffer.from(pair.publicKey).toString('base64url'), publicJwk.pub)
      const [header, payload, signature = ''] = token.split('.')
      const input = new Uint8Array(Buffer.from(`${header}.${payload}`))
      assert.ok(peers[alg].verify(new Uint8Array(Buffer.from(signature, 'base64url')), input, pair.publicKey))
      const head = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
      const body = Buffer.from(JSON.stringify(complete())).toString('base64url')
      const made = peers[alg].sign(new Uint8Array(Buffer.from(`${head}.${body}`)), pair.secretKey)
      assertTaken(verifier, `${head}.${body}.${Buffer.from(made).toString('base64url')}`)
      const seed = importJwk({ kty: 'AKP', alg, priv: privateJwk.priv, pub: publicJwk.pub })
      assert.equal(seed.thumbprint, keyFor(alg).thumbprint)
    })
  }
})

describe('jose and holoband', () => {
  for (const alg of [...rsa, 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA']) {
    test(`${alg}: each takes what the other signs, and both have the same thumbprint`, async () => {
      const { token, verifier, publicJwk, privateJwk } = ours(/** @type {Algorithm} */ (alg))
      const publicKey = await jose.importJWK(publicJwk, alg)
      const { payload } = await jose.jwtVerify(token, publicKey, { issuer, audience, algorithms: [alg] })
      assert.deepEqual(payload.list, claims.list)
      for (const bad of damaged(token)) await assert.rejects(jose.jwtVerify(bad, publicKey))
      const made = await new jose.SignJWT(complete())
        .setProtectedHeader({ alg, typ: 'JWT' })
        .sign(await jose.importJWK(privateJwk, alg))
      assertTaken(verifier, made)
      assert.equal(
        await jose.calculateJwkThumbprint(publicJwk),
        keyFor(/** @type {Algorithm} */ (alg)).thumbprint,
      )
    })
  }
})

describe('fast-jwt, jsonwebtoken and holoband', () => {
  for (const alg of /** @type {const} */ ([...rsa, 'ES256', 'ES384', 'ES512'])) {
    test(`${alg}: each takes what the others sign`, () => {
      const { token, verifier, publicPem, privatePem } = ours(alg)
      const options = { allowedIss: issuer, allowedAud: audience, algorithms: [alg], cache: false }
      const fast = createFastVerifier({ key: publicPem, ...options })
      assert.equal(fast(token).sub, claims.sub)
      const classic = jsonwebtoken.verify(token, publicPem, { algorithms: [alg], issuer, audience })
      assert.equal(typeof classic === 'object' && classic.sub, claims.sub)
      for (const bad of damaged(token)) {
        assert.throws(() => fast(bad))
        assert.throws(() => jsonwebtoken.verify(bad, publicPem, { algorithms: [alg] }))
      }
      assertTaken(verifier, createSigner({ key: privatePem, algorithm: alg })(complete()))
      assertTaken(verifier, jsonwebtoken.sign(complete(), privatePem, { algorithm: alg }))
    })
  }

  test('EdDSA: fast-jwt takes it under its old name, and signs it so', () => {
    const { token, verifier, publicPem, privatePem } = ours('EdDSA')
    assert.equal(
      createFastVerifier({ key: publicPem, algorithms: ['EdDSA'], cache: false })(token).sub,
      claims.sub,
    )
    assertTaken(verifier, createSigner({ key: privatePem, algorithm: 'EdDSA' })(complete()))
  })
})

describe('PyJWT and holoband', { skip: python === undefined ? 'there is no PyJWT here' : false }, () => {
  const program = `
import json, sys
import jwt
r = json.load(sys.stdin)
out = {"claims": [jwt.decode(t, r["public"], algorithms=[r["alg"]], audience=r["audience"]) for t in r["good"]], "bad": 0}
for t in r["bad"]:
    try:
        jwt.decode(t, r["public"], algorithms=[r["alg"]], audience=r["audience"])
    except jwt.PyJWTError:
        out["bad"] += 1
token = jwt.encode(r["payload"], r["private"], algorithm=r["alg"])
out["token"] = token.decode() if isinstance(token, bytes) else token
json.dump(out, sys.stdout)
`
  for (const alg of /** @type {const} */ ([...rsa, ...ec, 'EdDSA'])) {
    test(`${alg}: each takes what the other signs`, async () => {
      const { token, verifier, publicPem, privatePem } = ours(alg)
      const bad = damaged(token)
      const request = {
        alg,
        audience,
        public: publicPem,
        private: privatePem,
        good: [token],
        bad,
        payload: complete(),
      }
      const answer = /** @type {{ claims: { sub: string }[], bad: number, token: string }} */ (
        /** @type {unknown} */ (await runPython(program, request))
      )
      assert.equal(answer.claims[0]?.sub, claims.sub)
      assert.equal(answer.bad, bad.length)
      assertTaken(verifier, answer.token)
    })
  }
})

describe('the openssl command line and holoband', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-openssl-'))
  const file = (/** @type {string} */ name) => path.join(folder, name)
  const openssl = (/** @type {string[]} */ ...args) =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  before(() => openssl('version'))
  after(() => rmSync(folder, { recursive: true }))

  test('reads the keys that are exported here, and says of what kind they are', () => {
    for (const [alg, text] of /** @type {const} */ ([
      ['RS256', /Private-Key: \(2048 bit/],
      ['ES256', /prime256v1/],
      ['ES384', /secp384r1/],
      ['ES512', /secp521r1/],
      ['ES256K', /secp256k1/],
      ['Ed25519', /ED25519/],
      ['Ed448', /ED448/],
    ])) {
      writeFileSync(file('key.pem'), exportPemWithPrivateKey(keyFor(alg)), { mode: 0o600 })
      assert.match(openssl('pkey', '-in', 'key.pem', '-noout', '-text', '-check'), text)
      writeFileSync(file('pub.pem'), exportPem(keyFor(alg)))
      openssl('pkey', '-pubin', '-in', 'pub.pem', '-noout', '-pubcheck')
    }
  })

  test('makes keys and certificates that are read here, with each encryption it has for PKCS #8', () => {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'ec.pem')
    openssl('req', '-x509', '-new', '-key', 'ec.pem', '-subj', '/CN=test', '-days', '2', '-out', 'cert.pem')
    const key = importPem(openssl('ec', '-in', 'ec.pem', '-param_enc', 'named_curve'), 'ES256')
    assert.equal(importPem(openssl('x509', '-in', 'cert.pem', '-text'), 'ES256').thumbprint, key.thumbprint)
    for (const cipher of ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc']) {
      for (const prf of ['hmacWithSHA256', 'hmacWithSHA384', 'hmacWithSHA512']) {
        const secret = ['-v2', cipher, '-v2prf', prf, '-passout', 'pass:open sesame']
        const pem = openssl('pkcs8', '-topk8', '-in', 'ec.pem', ...secret)
        assert.equal(importPem(pem, 'ES256', { passphrase: 'open sesame' }).thumbprint, key.thumbprint)
        assert.throws(() => importPem(pem, 'ES256', { passphrase: 'open' }), { code: 'ERR_PASSPHRASE_WRONG' })
        assert.throws(() => importPem(pem, 'ES256'), { code: 'ERR_PASSPHRASE_MISSING' })
      }
    }
    const weak = openssl('pkcs8', '-topk8', '-in', 'ec.pem', '-v2', 'des3', '-passout', 'pass:a')
    assert.throws(() => importPem(weak, 'ES256', { passphrase: 'a' }), { code: 'ERR_PEM_UNSUPPORTED' })
  })
})
