// Private and public keys: made, read, written, shown, and kept to themselves.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import {
  createIssuer,
  createVerifier,
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
  generateSecret,
  importJwk,
  importPem,
  keySet,
  publicJwks,
  secretKey,
  signJws,
  verifyJws,
} from 'holoband'
import { handleCount } from '../support/core.js'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'

/** @import { Algorithm, Key } from 'holoband' */

const fast = /** @type {const} */ ([
  ...[
    'ES256',
    'ES384',
    'ES512',
    'ES256K',
    'Ed25519',
    'Ed448',
    'EdDSA',
    'ML-DSA-44',
    'ML-DSA-65',
    'ML-DSA-87',
  ],
])
const algorithms = /** @type {Algorithm[]} */ ([...fast])

// Every member of a JWK that only the owner of the key may know.
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'priv', 'k']

const rsa = generateKey('RS256')
/** @param {Algorithm} alg */
const keyFor = (alg) => (alg === 'RS256' ? rsa : generateKey(alg))

const everywhere = { issuer: null, audience: null }

describe('generateKey', () => {
  for (const alg of /** @type {Algorithm[]} */ (['RS256', ...algorithms])) {
    test(`${alg}: a private key that is named by its thumbprint, and never the same twice`, () => {
      const key = keyFor(alg)
      assert.deepEqual([key.alg, key.type, key.kid], [alg, 'private', key.thumbprint])
      assert.match(key.thumbprint ?? '', /^[\w-]{43}$/)
      if (alg !== 'RS256') assert.notEqual(generateKey(alg).thumbprint, key.thumbprint)
      assert.equal(generateKey(alg === 'RS256' ? 'ES256' : alg, { kid: 'mine' }).kid, 'mine')
    })
  }

  test('a secret as long as its hash, which can be exported once it was made here', () => {
    for (const [alg, size] of /** @type {const} */ ([
      ['HS256', 32],
      ['HS384', 48],
      ['HS512', 64],
    ])) {
      const key = generateKey(alg, { kid: 'k' })
      const jwk = exportJwkWithPrivateKey(key)
      assert.deepEqual({ ...jwk, k: '' }, { kty: 'oct', kid: 'k', use: 'sig', alg, k: '' })
      assert.equal(Buffer.from(jwk.k ?? '', 'base64url').length, size)
      const jws = signJws('message', { key: importJwk(jwk) })
      assert.ok(verifyJws(jws, { keys: key, algorithms: [alg] }))
      assert.equal(key.thumbprint, undefined)
    }
  })

  test('refuses what it cannot make', () => {
    assertRefused(() => generateKey(/** @type {Algorithm} */ ('none')), 'ERR_ALGORITHM_UNKNOWN', {
      option: 'alg',
    })
    for (const modulusLength of [1024, 2047, 2049, 8200, 1e9]) {
      assertRefused(() => generateKey('RS256', { modulusLength }), 'ERR_OPTION_RANGE', {
        option: 'modulusLength',
      })
    }
    assertRefused(() => generateKey('ES256', { kid: '' }), 'ERR_KID_INVALID', { option: 'kid' })
    const misspelt = /** @type {object} */ ({ modulusLenght: 2048 })
    assertRefused(() => generateKey('RS256', misspelt), 'ERR_OPTION_UNKNOWN', { option: 'modulusLenght' })
    assertTypeMistake(() => generateKey(/** @type {never} */ (undefined)))
  })
})

describe('exporting', () => {
  for (const alg of /** @type {Algorithm[]} */ (['RS256', ...algorithms])) {
    test(`${alg}: shows the public half unless the long name says otherwise, and is read back`, () => {
      const key = keyFor(alg)
      const jwk = exportJwk(key)
      for (const member of privateMembers) assert.ok(!(member in jwk), member)
      assert.deepEqual([jwk.kid, jwk.use, jwk.alg], [key.kid, 'sig', alg])
      assert.match(
        exportPem(key),
        /^-----BEGIN PUBLIC KEY-----\n([\w+/=]{1,64}\n)+-----END PUBLIC KEY-----\n$/,
      )
      assert.match(exportPemWithPrivateKey(key), /^-----BEGIN PRIVATE KEY-----\n/)
      const jws = signJws('message', { key })
      for (const half of [importJwk(jwk), importPem(exportPem(key), alg), key.publicKey()]) {
        assert.deepEqual([half.type, half.thumbprint, half.kid], ['public', key.thumbprint, key.kid])
        assert.ok(verifyJws(jws, { keys: half, algorithms: [alg] }))
        assertRefused(() => signJws('message', { key: half }), 'ERR_KEY_NOT_PRIVATE', { option: 'key' })
        assertRefused(() => exportJwkWithPrivateKey(half), 'ERR_KEY_NOT_PRIVATE', { option: 'key' })
        assertRefused(() => exportPemWithPrivateKey(half), 'ERR_KEY_NOT_PRIVATE', { option: 'key' })
      }
      for (const whole of [
        importJwk(exportJwkWithPrivateKey(key)),
        importPem(exportPemWithPrivateKey(key), alg),
      ]) {
        assert.deepEqual([whole.type, whole.thumbprint], ['private', key.thumbprint])
        assert.ok(verifyJws(signJws('m', { key: whole }), { keys: key.publicKey(), algorithms: [alg] }))
      }
    })
  }

  test('a secret has no public half, and is not kept where it was brought', () => {
    const key = secretKey(generateSecret())
    for (const act of [
      exportJwk,
      exportPem,
      exportPemWithPrivateKey,
      publicJwks,
      (/** @type {Key} */ k) => k.publicKey(),
    ]) {
      assertRefused(() => act(key), 'ERR_KEY_SYMMETRIC', { option: 'key' })
    }
    assertRefused(() => exportJwkWithPrivateKey(key), 'ERR_KEY_NOT_EXPORTABLE', { option: 'key' })
  })

  test('takes keys and nothing that looks like one', () => {
    for (const value of [undefined, null, {}, 'key', exportJwk(rsa), keySet([rsa])]) {
      assertTypeMistake(() => exportJwk(/** @type {never} */ (value)))
    }
    const gone = generateKey('Ed25519')
    gone.dispose()
    assertRefused(() => exportJwk(gone), 'ERR_DISPOSED')
    assertRefused(() => gone.publicKey(), 'ERR_DISPOSED')
  })
})

describe('what can be seen of a private key', () => {
  test('is nothing but its public names, however it is printed', () => {
    const jwk = exportJwkWithPrivateKey(generateKey('ES256', { kid: 'visible' }))
    const pem = exportPemWithPrivateKey(importJwk(jwk))
    const key = importJwk(jwk)
    const secrets = [
      jwk.d ?? '',
      Buffer.from(jwk.d ?? '', 'base64url').toString('hex'),
      pem.split('\n')[1] ?? '',
    ]
    for (const text of [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key), String(key)]) {
      for (const secret of secrets) assert.ok(!text.includes(secret), text)
    }
    assert.match(inspect(key), /visible/)
    assert.ok(Object.isFrozen(key))
  })

  test('is not in the errors that a bad one causes', () => {
    const jwk = exportJwkWithPrivateKey(generateKey('ES256'))
    const other = exportJwkWithPrivateKey(generateKey('ES256'))
    const acts = [
      () => importJwk({ ...jwk, d: other.d }),
      () => importJwk({ ...jwk, d: `${jwk.d}=` }),
      () => importPem(exportPemWithPrivateKey(importJwk(jwk)).replace('MIG', 'MIH'), 'ES256'),
      () => importPem(exportPemWithPrivateKey(importJwk(jwk)), 'RS256'),
    ]
    for (const act of acts) {
      assert.throws(act, (error) => {
        const text = inspect(error, { depth: 9, showHidden: true })
        return ![jwk.d, other.d].some((secret) => text.includes(secret ?? ''))
      })
    }
  })
})

describe('importJwk and importPem', () => {
  test('take the algorithm from the curve where nobody names one, and never guess it for RSA', () => {
    const { kid: _kid, alg: _alg, ...bare } = exportJwk(generateKey('ES384'))
    assert.equal(importJwk(bare).alg, 'ES384')
    const { alg: _none, ...ed } = exportJwk(generateKey('EdDSA'))
    assert.equal(importJwk(ed).alg, 'Ed25519')
    assert.equal(importJwk(ed, { alg: 'EdDSA' }).alg, 'EdDSA')
    const { alg: _rs, ...rsaJwk } = exportJwk(rsa)
    assertRefused(() => importJwk(rsaJwk), 'ERR_ALGORITHM_MISSING', { parameter: 'alg' })
    assert.equal(importJwk(rsaJwk, { alg: 'PS384' }).alg, 'PS384')
    assertTypeMistake(() => importPem(exportPem(rsa), /** @type {never} */ (undefined)))
  })

  test('obey key_ops: what may only sign verifies nothing but by its public half, and the reverse', () => {
    const jwk = exportJwkWithPrivateKey(generateKey('Ed25519'))
    const signer = importJwk({ ...jwk, key_ops: ['sign'] })
    const checker = importJwk({ ...jwk, key_ops: ['verify'] })
    const jws = signJws('message', { key: signer })
    assert.ok(verifyJws(jws, { keys: signer, algorithms: ['Ed25519'] }))
    assert.ok(verifyJws(jws, { keys: checker, algorithms: ['Ed25519'] }))
    assertRefused(() => signJws('message', { key: checker }), 'ERR_KEY_USE', { option: 'key' })
    assertRefused(() => createIssuer({ key: checker, ...everywhere, ttl: '1m' }), 'ERR_KEY_USE', {
      option: 'key',
    })
    const secret = { kty: 'oct', alg: 'HS256', k: Buffer.from(generateSecret()).toString('base64url') }
    const only = importJwk({ ...secret, key_ops: ['sign'] })
    assertRefused(
      () => verifyJws(signJws('m', { key: only }), { keys: only, algorithms: ['HS256'] }),
      'ERR_KEY_USE',
      {
        option: 'keys',
      },
    )
    assertRefused(() => importJwk({ ...jwk, key_ops: ['encrypt'] }), 'ERR_KEY_USE', { option: 'key_ops' })
    assertRefused(() => importJwk({ ...jwk, use: 'enc' }), 'ERR_KEY_USE', { option: 'use' })
  })

  test('refuse text that is no key, with a code for each reason', () => {
    const pem = exportPem(generateKey('ES256'))
    for (const [text, code] of /** @type {const} */ ([
      ['', 'ERR_PEM_INVALID'],
      ['hello', 'ERR_PEM_INVALID'],
      [pem + pem, 'ERR_PEM_INVALID'],
      [pem.replace('-----END PUBLIC', '-----END PRIVATE'), 'ERR_PEM_INVALID'],
      [pem.replace('M', '*'), 'ERR_PEM_INVALID'],
      [pem.replaceAll('PUBLIC KEY', 'CERTIFICATE REQUEST'), 'ERR_PEM_UNSUPPORTED'],
      [pem.replaceAll('PUBLIC KEY', 'PRIVATE KEY'), 'ERR_PEM_INVALID'],
    ])) {
      assertRefused(() => importPem(text, 'ES256'), code, { option: 'pem' }, text)
    }
    assert.equal(importPem(`Subject: me\n${pem.replaceAll('\n', '\r\n')}\nthe end`, 'ES256').type, 'public')
    for (const value of [undefined, null, Buffer.from(pem), { pem }]) {
      assertTypeMistake(() => importPem(/** @type {never} */ (value), 'ES256'))
    }
  })
})

describe('key sets and rotation', () => {
  const [old, next] = [generateKey('ES256', { kid: 'old' }), generateKey('Ed25519', { kid: 'next' })]
  const policy = { algorithms: /** @type {Algorithm[]} */ (['ES256', 'Ed25519']), ...everywhere }

  test('an issuer over a set signs with the first key that can, or with the one that is active', () => {
    const issue = (/** @type {import('holoband').KeySet} */ set) =>
      createIssuer({ key: set, ...everywhere, ttl: '1m' }).issue({ sub: 'a' })
    const before = keySet([old.publicKey(), old, next])
    const after = keySet([old, next], { active: 'next' })
    assert.deepEqual([before.active?.kid, after.active?.kid], ['old', 'next'])
    for (const verifier of [before, after].map((keys) => createVerifier({ keys, ...policy }))) {
      assert.equal(verifier.verify(issue(before)).header.kid, 'old')
      assert.equal(verifier.verify(issue(after)).header.kid, 'next')
    }
    assertRefused(() => keySet([old, next], { active: 'other' }), 'ERR_KEY_SET_ACTIVE', { option: 'active' })
    assertRefused(() => keySet([old.publicKey()], { active: 'old' }), 'ERR_KEY_SET_ACTIVE', {
      option: 'active',
    })
    const only = keySet([old.publicKey()])
    assertRefused(() => issue(only), 'ERR_KEY_NOT_PRIVATE', { option: 'key' })
  })

  test('publicJwks publishes every public half and nothing private, and is what a verifier reads', () => {
    const published = publicJwks(keySet([old, next, rsa]))
    assert.deepEqual(
      published.keys.map(({ kid, alg }) => [kid, alg]),
      [
        ['old', 'ES256'],
        ['next', 'Ed25519'],
        [rsa.kid, 'RS256'],
      ],
    )
    for (const jwk of published.keys) for (const member of privateMembers) assert.ok(!(member in jwk), member)
    const verifier = createVerifier({ keys: keySet(published), ...policy })
    assert.ok(verifier.check(createIssuer({ key: next, ...everywhere, ttl: '1m' }).issue({})).ok)
    assertRefused(() => publicJwks([old, secretKey(generateSecret())]), 'ERR_KEY_SYMMETRIC', {
      option: 'key',
    })
  })

  test('one bad key does not spoil the set, and a key without alg is for the first that takes it', () => {
    const { alg: _alg, ...bare } = exportJwk(rsa)
    const keys = [bare, { ...exportJwk(old), y: exportJwk(old).x }, exportJwk(next), { kty: 'X' }]
    const set = keySet({ keys }, { algorithms: ['PS256', 'RS256'] })
    assert.deepEqual(
      set.keys.map(({ alg }) => alg),
      ['PS256', 'Ed25519'],
    )
    assert.deepEqual(
      set.skipped.map(({ index, code }) => [index, code]),
      [
        [1, 'ERR_KEY_INVALID'],
        [3, 'ERR_KEY_TYPE_UNSUPPORTED'],
      ],
    )
    const unknown = /** @type {never[]} */ (/** @type {unknown} */ (['RS1']))
    assertRefused(() => keySet({ keys }, { algorithms: unknown }), 'ERR_ALGORITHM_UNKNOWN', {
      option: 'algorithms',
    })
  })

  test('two keys of one kid and algorithm are told from each other by nothing, so neither is taken', () => {
    const twins = [generateKey('ES256', { kid: 'twin' }), generateKey('ES256', { kid: 'twin' })]
    const verifier = createVerifier({ keys: keySet(twins), ...policy, algorithms: ['ES256'] })
    const token = createIssuer({ key: /** @type {Key} */ (twins[0]), ...everywhere, ttl: '1m' }).issue({})
    const result = verifier.check(token)
    assert.equal(result.ok || result.code, 'ERR_KEY_AMBIGUOUS')
  })
})

test('Ed25519 tables that are kept for the last key are never those of another', () => {
  const keys = Array.from({ length: 3 }, () => generateKey('Ed25519'))
  const signed = keys.map((key) => signJws('message', { key }))
  for (let round = 0; round < 60; round++) {
    const mine = (round * 7) % 3
    const theirs = (round * 5 + (round >> 2)) % 3
    const options = {
      keys: /** @type {Key} */ (keys[mine]),
      algorithms: /** @type {Algorithm[]} */ (['Ed25519']),
    }
    const jws = (signed[theirs] ?? '').replace(/^[^.]*/, (signed[mine] ?? '').split('.')[0] ?? '')
    if (mine === theirs) assert.ok(verifyJws(jws, options))
    else assertRefused(() => verifyJws(jws, options), 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  }
})

test('keys, halves and sets are given back when they are disposed of', () => {
  const before = handleCount()
  const key = generateKey('Ed25519')
  const half = key.publicKey()
  const set = keySet([key, half])
  assert.equal(handleCount(), before + 3)
  for (const resource of [key, half, set]) resource.dispose()
  assert.equal(handleCount(), before)
})
