// `crypto: 'host'` where the host has nothing, or lies: each of these hosts is a Node.js of its own, in which something
// was changed before the library looked.
import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { describe, test } from 'node:test'
import { generateKey } from 'holoband'
import { runNode } from '../support/process.js'
import { assertTokenRefused } from '../support/refusal.js'
import { issuerFor, verifierFor } from '../support/setting.js'

/** What every program begins with: keys, and makers of issuers and verifiers that tell what came of them. */
const prelude = `
  import crypto from 'node:crypto'
  import { createIssuer, createRemoteKeySet, createVerifier, generateKey } from 'holoband'
  const real = process.getBuiltinModule
  const give = (changes) => { process.getBuiltinModule = (name) => ({ ...real.call(process, name), ...changes }) }
  const common = { issuer: null, audience: null }
  const verifierOf = (key, how = 'host') => createVerifier({ ...common, keys: key, algorithms: [key.alg], crypto: how })
  const issuerOf = (key, how = 'host') => createIssuer({ ...common, key, ttl: 60, crypto: how })
  const codeOf = (act) => {
    try {
      return act() ?? 'nothing'
    } catch (error) {
      return [error.code, error.option, error.cause === undefined ? 'no cause' : 'a cause'].join(' ')
    }
  }
  const say = (value) => console.log(JSON.stringify(value))
`

/** @param {string} program */
const run = (program) => runNode(`${prelude}\n${program}`)

describe('a host without cryptography', () => {
  const ways = {
    'has no process': 'delete globalThis.process',
    'has a process that gives no modules': 'process.getBuiltinModule = undefined',
    'does not know the module': 'process.getBuiltinModule = () => undefined',
    'throws where it is asked for it': 'process.getBuiltinModule = () => { throw new Error("no") }',
    'has only a part of it': 'give({ verify: undefined })',
    'has something else of that name': 'process.getBuiltinModule = () => ({ sign: {}, verify: "verify" })',
  }
  for (const [name, change] of Object.entries(ways)) {
    test(`that ${name} is told of when something is made, and the module goes on`, async () => {
      const outcome = await run(`
        const key = generateKey('ES256')
        ${change}
        const remote = createRemoteKeySet('https://auth.example/jwks')
        const codes = [
          () => void verifierOf(key),
          () => void issuerOf(key),
          () => void createVerifier({ ...common, keys: remote, algorithms: ['ES256'], crypto: 'host' }),
        ].map(codeOf)
        say([...codes, verifierOf(key, 'wasm').check(issuerOf(key, 'wasm').issue({})).ok])
      `)
      const refused = 'ERR_HOST_CRYPTO_UNAVAILABLE crypto no cause'
      assert.deepEqual(outcome, [refused, refused, refused, true])
    })
  }
})

describe('a host that fails', () => {
  test('when it is given keys leaves them to the module', async () => {
    const outcome = await run(`
      const fail = () => { throw new Error('no such key') }
      give({ createPublicKey: fail, createPrivateKey: fail })
      const key = generateKey('RS256')
      say(verifierOf(key).check(issuerOf(key).issue({})).ok)
    `)
    assert.equal(outcome, true)
  })

  const trials = {
    'finds every signature right': 'give({ verify: () => true })',
    'finds no answer': 'give({ verify: () => undefined })',
    'throws when it verifies': 'give({ verify: () => { throw new Error("no") } })',
  }
  for (const [name, change] of Object.entries(trials)) {
    test(`a trial, because it ${name}, is not asked again`, async () => {
      const outcome = await run(`
        ${change}
        const key = generateKey('ES256')
        const token = issuerOf(key, 'wasm').issue({})
        const judge = verifierOf(key)
        say([judge.check(token).ok, judge.check(token.slice(0, -8) + 'AAAAAAAA').code])
      `)
      assert.deepEqual(outcome, [true, 'ERR_SIGNATURE_INVALID'])
    })
  }

  test('a trial, because it signs something else, does not sign', async () => {
    const outcome = await run(`
      const other = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      give({ sign: (digest, message) => crypto.sign(digest, message, other) })
      const key = generateKey('ES256')
      say(verifierOf(key, 'wasm').check(issuerOf(key).issue({})).ok)
    `)
    assert.equal(outcome, true)
  })

  test('later makes no token good: only the answer true is one', async () => {
    const outcome = await run(`
      let answer = () => false
      give({ verify: (...given) => answer(...given) })
      const key = generateKey('ES256')
      const token = issuerOf(key, 'wasm').issue({})
      const judge = verifierOf(key)
      const codes = []
      for (const value of [1, 'true', {}, [], undefined, null, 0, '', Promise.resolve(true), Object(true)]) {
        answer = () => value
        codes.push(judge.check(token).code)
      }
      answer = () => { throw new Error(key.kid) }
      codes.push(judge.check(token).code, codeOf(() => void judge.verify(token)))
      answer = () => false
      codes.push(judge.check(token).code)
      answer = () => true
      codes.push(judge.check(token).ok)
      say(codes)
    `)
    const failed = 'ERR_CRYPTO_FAILED'
    const expected = [...Array(11).fill(failed), `${failed}  no cause`, 'ERR_SIGNATURE_INVALID', true]
    assert.deepEqual(outcome, expected)
  })

  test('later signs nothing, and its error is not passed on', async () => {
    const outcome = await run(`
      let answer
      give({ sign: (...given) => answer === undefined ? crypto.sign(...given) : answer(...given) })
      const made = ['ES256', 'RS256', 'Ed25519'].map((alg) => issuerOf(generateKey(alg)))
      const values = [undefined, null, '', 'x'.repeat(64), [], new Uint8Array(0), new Uint8Array(63), new Uint8Array(9999),
        Promise.resolve(new Uint8Array(64)), new Uint8Array(70).fill(0x30)]
      const outcomes = values.map((value) => {
        answer = () => value
        return made.map((issuer) => codeOf(() => issuer.issue({})))
      })
      answer = (digest, message, key) => { throw new Error(key.export({ format: 'pem', type: 'pkcs8' })) }
      outcomes.push(made.map((issuer) => codeOf(() => issuer.issue({}))))
      answer = undefined
      say([[...new Set(outcomes.flat())], made.every((issuer) => typeof issuer.issue({}) === 'string')])
    `)
    assert.deepEqual(outcome, [['ERR_CRYPTO_FAILED  no cause'], true])
  })
})

describe('a host', () => {
  test('is given the private key by an issuer, and never by a verifier', async () => {
    const outcome = await run(`
      const asked = []
      const note = (name) => (given) => {
        asked.push(name + ' ' + given.type)
        return crypto[name](given)
      }
      give({ createPrivateKey: note('createPrivateKey'), createPublicKey: note('createPublicKey') })
      const key = generateKey('ES256')
      verifierOf(key)
      issuerOf(key)
      verifierOf(generateKey('HS256'))
      issuerOf(generateKey('HS256'))
      issuerOf(key, 'wasm')
      say(asked)
    `)
    assert.deepEqual(outcome, ['createPublicKey spki', 'createPrivateKey pkcs8'])
  })

  test('signs no token in its trial', async () => {
    const outcome = await run(`
      const signed = []
      give({ sign: (digest, message, key) => {
        signed.push(new TextDecoder().decode(message))
        return crypto.sign(digest, message, key)
      } })
      issuerOf(generateKey('RS256'))
      say(signed)
    `)
    assert.deepEqual(outcome, ['holoband'])
  })

  test('cannot have its functions replaced behind our back', () => {
    const key = generateKey('ES256')
    const token = issuerFor({ key, crypto: 'host' }).issue({})
    const judge = verifierFor({ keys: key, algorithms: ['ES256'], crypto: 'host' })
    const changed = `${token.slice(0, -8)}AAAAAAAA`
    const { sign, verify } = crypto
    try {
      Object.assign(crypto, { verify: () => true, sign: () => Buffer.alloc(64) })
      assert.equal(crypto.verify(null, Buffer.alloc(1), '', Buffer.alloc(1)), true)
      const later = verifierFor({ keys: key, algorithms: ['ES256'], crypto: 'host' })
      for (const verifier of [judge, later]) {
        assertTokenRefused(verifier, changed, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
        assert.ok(verifier.check(issuerFor({ key, crypto: 'host' }).issue({})).ok)
      }
    } finally {
      Object.assign(crypto, { sign, verify })
    }
  })
})
