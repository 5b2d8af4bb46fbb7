// What went wrong elsewhere: encrypted tokens that cost the reader far more than the sender. Here nothing is decrypted and
// nothing is inflated, whatever a header asks for.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { assertTokenRefused } from '../support/refusal.js'
import { claims, verifierFor } from '../support/setting.js'
import { forge, segment } from '../support/tokens.js'

const verifier = verifierFor({ maxTokenBytes: 1 << 20 })

/**
 * A token of five segments, as encrypted ones have.
 *
 * @param {Record<string, unknown>} header
 * @param {Uint8Array} [ciphertext]
 */
const encrypted = (header, ciphertext = new Uint8Array(32)) =>
  [
    segment(header),
    segment(new Uint8Array(40)),
    segment(new Uint8Array(12)),
    segment(ciphertext),
    'AAAA',
  ].join('.')

const enc = 'A128GCM'

describe('encrypted tokens that cost the reader more than the sender', () => {
  test('CVE-2022-36083, CVE-2023-50967: no key is derived, however many rounds a header asks for', () => {
    const header = { alg: 'PBES2-HS256+A128KW', enc, p2c: 2 ** 31 - 1, p2s: 'AAAA' }
    assertTokenRefused(verifier, encrypted(header), 'ERR_TOKEN_SEGMENTS')
    const three = forge({ header, payload: claims })
    assertTokenRefused(verifier, three, 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' })
  })

  test('CVE-2024-28176, CVE-2024-28180, CVE-2024-33664: nothing is inflated', () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000, 0x20), { level: 9 })
    assert.ok(bomb.length < 100_000)
    assertTokenRefused(verifier, encrypted({ alg: 'dir', enc, zip: 'DEF' }, bomb), 'ERR_TOKEN_SEGMENTS')
    // In a signed token `zip` means nothing, and the payload is what it is: bytes that are no JSON.
    const signed = forge({ header: { alg: 'HS256', zip: 'DEF' }, payload: bomb })
    const result = verifier.check(signed)
    assert.ok(!result.ok && result.reason === 'malformed' && result.part === 'payload')
    assert.ok(verifier.check(forge({ header: { alg: 'HS256', zip: 'DEF' }, payload: claims })).ok)
  })
})
