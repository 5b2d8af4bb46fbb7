// What docs/migration.md says of the differences: taken there, refused here.
import assert from 'node:assert/strict'
import { createHmac, createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { createIssuer, createVerifier, parseDuration, secretKey } from 'holoband'
import { jwtVerify, SignJWT } from 'jose'
import jwt from 'jsonwebtoken'
import { generateKeyPair } from '../support/key-pair.js'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'

const bytes = Buffer.from('a text of thirty-two bytes or more')
const theirs = createSecretKey(bytes)
const key = secretKey(bytes)
const verifier = createVerifier({ keys: key, algorithms: ['HS256'], issuer: null, audience: null })
const exp = Math.floor(Date.now() / 1000) + 60

/**
 * Signs whatever it is given, as no library would.
 *
 * @param {string} header
 * @param {string} payload
 */
function forge(header, payload) {
  const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.')
  return `${input}.${createHmac('sha256', bytes).update(input).digest('base64url')}`
}

const plain = '{"alg":"HS256"}'

for (const [what, token, code, about] of /** @type {const} */ ([
  ['a token without exp', forge(plain, '{"sub":"1"}'), 'ERR_CLAIM_MISSING', { claim: 'exp' }],
  [
    'another typ',
    forge('{"alg":"HS256","typ":"x"}', `{"exp":${exp}}`),
    'ERR_TYP_NOT_ALLOWED',
    { parameter: 'typ' },
  ],
  ['a payload that is an array', forge(plain, '[1]'), 'ERR_JSON_NOT_OBJECT', { part: 'payload' }],
  [
    'a crit that nobody understands',
    forge('{"alg":"HS256","crit":["x"],"x":1}', `{"exp":${exp}}`),
    'ERR_CRIT_UNSUPPORTED',
    { parameter: 'crit' },
  ],
  [
    'a member that is there twice',
    forge(plain, `{"exp":${exp},"sub":"1","sub":"2"}`),
    'ERR_JSON_DUPLICATE_MEMBER',
    { part: 'payload' },
  ],
])) {
  test(`jsonwebtoken takes ${what}, and it is refused here`, () => {
    assert.ok(jwt.verify(token, theirs, { algorithms: ['HS256'] }))
    assertTokenRefused(verifier, token, code, about)
  })
}

test('jose takes a token without exp, and it is refused here unless that is asked for', async () => {
  const token = await new SignJWT({ sub: '1' }).setProtectedHeader({ alg: 'HS256' }).sign(bytes)
  assert.equal((await jwtVerify(token, bytes)).payload.sub, '1')
  assertTokenRefused(verifier, token, 'ERR_CLAIM_MISSING', { claim: 'exp' })
  const lenient = { acceptTokensWithoutExpiry: true, issuer: null, audience: null }
  const taken = createVerifier({ keys: key, algorithms: ['HS256'], ...lenient }).verify(token)
  assert.equal(taken.claims.sub, '1')
})

test('jsonwebtoken takes a short secret and reads a text without a unit as milliseconds; neither is taken here', () => {
  const { exp: end = 0, iat = 0 } = Object(jwt.decode(jwt.sign({}, 'short', { expiresIn: '120000' })))
  assert.equal(end - iat, 120)
  assertRefused(() => secretKey({ utf8: 'short' }), 'ERR_SECRET_TOO_SHORT')
  assertRefused(() => parseDuration('120000'), 'ERR_DURATION_INVALID')
})

test('an audience that is empty checks nothing in jsonwebtoken, and is refused here', () => {
  const token = jwt.sign({ aud: 'somebody else' }, theirs, { expiresIn: 60 })
  assert.ok(jwt.verify(token, theirs, { algorithms: ['HS256'], audience: '' }))
  const create = () => createVerifier({ keys: key, algorithms: ['HS256'], issuer: null, audience: '' })
  assertRefused(create, 'ERR_OPTION_EMPTY', { option: 'audience' })
})

test('a public key is no secret here, as text and as a JWK', () => {
  const { publicKey } = generateKeyPair('ec', { namedCurve: 'P-256' })
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
  const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
  for (const utf8 of [pem, jwk]) assertRefused(() => secretKey({ utf8 }), 'ERR_SECRET_IS_KEY_MATERIAL')
})

test('the same text is the same secret, in both directions', () => {
  const issuer = createIssuer({ key, issuer: null, audience: null, ttl: 60 })
  assert.equal(Object(jwt.verify(issuer.issue({ sub: '1' }), theirs, { algorithms: ['HS256'] })).sub, '1')
  assert.equal(verifier.verify(jwt.sign({ sub: '2' }, theirs, { expiresIn: 60 })).claims.sub, '2')
})

test('iat is always set, and one that the claims have stays', () => {
  const issuer = createIssuer({ key, issuer: null, audience: null, ttl: 60 })
  assert.equal(typeof verifier.verify(issuer.issue({})).claims.iat, 'number')
  assert.equal(verifier.verify(issuer.issue({ iat: 7 })).claims.iat, 7)
})

test('tokens that name no key are for the one key of their algorithm, and two of it cannot be told apart', () => {
  const other = secretKey(Buffer.alloc(32, 'x'), { kid: '2027' })
  const both = {
    keys: [key, other],
    algorithms: /** @type {const} */ (['HS256']),
    issuer: null,
    audience: null,
  }
  assertTokenRefused(createVerifier(both), jwt.sign({}, theirs, { expiresIn: 60 }), 'ERR_KEY_AMBIGUOUS')
})
