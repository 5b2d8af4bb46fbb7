import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawn, freshClaims } from '../../benchmarks/lanes.js'
import {
  claimsInUse,
  claimsOf,
  claimsOfExpired,
  claimsOfSize,
  complete,
  freshCopies,
  many,
  neutralToken,
  subjectFirst,
} from '../../benchmarks/workload.js'

const now = Math.floor(Date.now() / 1000)

test('a token has about 300 bytes, with an issuer, an audience and what else tokens usually say', () => {
  for (const index of [0, 1, 4999]) {
    const token = neutralToken(claimsInUse(index))
    assert.ok(token.length > 280 && token.length < 340, `${token.length} bytes`)
  }
  const names = ['iss', 'aud', 'iat', 'exp', 'sub', 'jti', 'role']
  assert.deepEqual(Object.keys(claimsInUse(0)), names)
})

test('no two tokens are equal, and their times are those of 15 minutes', () => {
  const claims = many(2000, (index) => claimsInUse(index))
  for (const name of ['sub', 'jti']) assert.equal(new Set(claims.map((each) => each[name])).size, 2000, name)
  const issued = claims.map(({ iat }) => now - Number(iat))
  assert.ok(Math.min(...issued) <= 2 && Math.max(...issued) > 890 && Math.max(...issued) < 920)
  assert.ok(new Set(issued).size > 800)
})

test('the same claims with the subject first are the same claims', () => {
  const claims = claimsInUse(3)
  assert.deepEqual(subjectFirst(claims), claims)
  assert.deepEqual(Object.keys(subjectFirst(claims)), ['sub', 'jti', 'role', 'iat', 'exp', 'iss', 'aud'])
})

test('a token in use lives for at least an hour more, and one that is over has been over for a while', () => {
  for (const index of many(100, (each) => each)) {
    assert.ok(Number(claimsInUse(index).exp) > now + 3600)
    assert.ok(Number(claimsOfExpired(index).exp) < now - 3600)
  }
})

test('claims of a size have that many bytes together with what an issuer adds', () => {
  for (const bytes of [150, 300, 600, 1200, 8192]) {
    for (const index of [0, 99])
      assert.equal(JSON.stringify(complete(claimsOfSize(bytes, index))).length, bytes)
  }
  assert.notDeepEqual(claimsOfSize(150, 1), claimsOfSize(150, 2))
  assert.throws(() => claimsOfSize(100, 0), /100 bytes are too few/)
})

test('a turn has as many tokens as it asks for, equal to those there are, and in the next round others', () => {
  const tokens = many(10, (index) => neutralToken(claimsInUse(index)))
  const first = drawn(tokens)(25, 0)
  assert.equal(first.length, 25)
  assert.deepEqual(first.slice(0, 10), tokens)
  assert.deepEqual(new Set(first), new Set(tokens))
  assert.notEqual(drawn(tokens)(1, 1)[0], first[0])
  assert.deepEqual(freshCopies(tokens), tokens)
})

test('claims to sign are objects of their own, so that nobody profits from what another left in them', () => {
  const [first] = freshClaims(1, 0)
  const [second] = freshClaims(1, 0)
  assert.deepEqual(first, claimsOf(0))
  assert.notEqual(first, second)
})
