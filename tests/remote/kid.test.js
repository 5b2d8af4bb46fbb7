import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kidOf } from '../../js/remote/kid.js'

/** @param {unknown} header */
const withHeader = (header) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.c2ln`

test('the kid of a token is that of its header', () => {
  assert.equal(kidOf(withHeader({ alg: 'HS256', kid: 'k-1' })), 'k-1')
  assert.equal(kidOf(withHeader({ kid: 'schlüssel-ß' })), 'schlüssel-ß')
})

test('a token without a kid, or whose kid is no name, has none', () => {
  for (const header of [{}, { kid: '' }, { kid: 7 }, { kid: null }, []]) {
    assert.equal(kidOf(withHeader(header)), undefined)
  }
})

test('what is no token has no kid, whatever it is', () => {
  for (const token of [
    '',
    '.',
    '%%%',
    'e30',
    withHeader(null),
    'bm8ganNvbg.e30.c2ln',
    undefined,
    null,
    7,
    {},
  ]) {
    assert.equal(kidOf(token), undefined)
  }
})
