// What went wrong elsewhere: tokens without a signature, and keys without a secret.
import { describe, test } from 'node:test'
import { importJwk, secretKey } from 'holoband'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'
import { claims, goodToken, verifierFor } from '../support/setting.js'
import { forge, hmacAlgorithms, mac, segment } from '../support/tokens.js'

const verifier = verifierFor({ algorithms: ['HS256', 'HS384', 'HS512'] })
const payload = segment(claims)

describe('alg-none: alg none', () => {
  const spellings = ['none', 'None', 'nOnE', 'NONE', 'none ', ' none', 'none\0', 'ｎone', 'nоne', '']

  for (const alg of spellings) {
    test(`${JSON.stringify(alg)} is no algorithm, signed or not`, () => {
      const header = segment({ alg, typ: 'JWT' })
      const about = { parameter: 'alg' }
      assertTokenRefused(verifier, `${header}.${payload}.`, 'ERR_ALGORITHM_NOT_ALLOWED', about)
      assertTokenRefused(
        verifier,
        forge({ header: { alg }, payload: claims }),
        'ERR_ALGORITHM_NOT_ALLOWED',
        about,
      )
      assertTokenRefused(verifier, `${header}.${payload}`, 'ERR_TOKEN_SEGMENTS')
    })
  }

  test('nor is anything that is no text', () => {
    for (const alg of [null, [], {}, ['HS256'], ['none'], 0, true, { toString: 'HS256' }]) {
      const signed = forge({ header: { alg }, payload: claims })
      assertTokenRefused(verifier, signed, 'ERR_HEADER_TYPE', { parameter: 'alg' }, JSON.stringify(alg))
    }
  })

  test('nor is none at all', () => {
    for (const header of [{}, { typ: 'JWT' }, { ALG: 'HS256' }, { Alg: 'HS256' }]) {
      assertTokenRefused(verifier, forge({ header, payload: claims }), 'ERR_ALGORITHM_MISSING', {
        parameter: 'alg',
      })
      assertTokenRefused(verifier, `${segment(header)}.${payload}.`, 'ERR_ALGORITHM_MISSING', {
        parameter: 'alg',
      })
    }
  })
})

describe('signature-missing: a missing signature', () => {
  const [header, body, signature = ''] = goodToken.split('.')

  test('is missing whether its dot is there or not', () => {
    assertTokenRefused(verifier, `${header}.${body}`, 'ERR_TOKEN_SEGMENTS')
    assertTokenRefused(verifier, `${header}.${body}.`, 'ERR_SIGNATURE_MISSING', { part: 'signature' })
    for (const alg of hmacAlgorithms) {
      const long = verifierFor({ algorithms: [alg] })
      assertTokenRefused(long, `${segment({ alg })}.${body}.`, 'ERR_SIGNATURE_MISSING', { part: 'signature' })
    }
  })

  test('a part of it, or more than all of it, is no signature', () => {
    const bytes = Buffer.from(signature, 'base64url')
    const pieces = [
      bytes.subarray(0, 1),
      bytes.subarray(0, 16),
      bytes.subarray(0, 31),
      Buffer.concat([bytes, bytes]),
    ]
    for (const piece of [
      ...pieces,
      Buffer.concat([bytes, Buffer.of(0)]),
      Buffer.alloc(32),
      Buffer.alloc(64),
    ]) {
      const token = `${header}.${body}.${segment(piece)}`
      assertTokenRefused(
        verifier,
        token,
        'ERR_SIGNATURE_INVALID',
        { part: 'signature' },
        `${piece.length} bytes`,
      )
    }
  })
})

describe('empty-secret, GHSA-8wpc-h4q6-8fxv, CVE-2026-44351: a key without a secret', () => {
  test('cannot be made, from nothing in any form', () => {
    for (const alg of hmacAlgorithms) {
      for (const secret of [new Uint8Array(0), Buffer.alloc(0), { utf8: '' }, { base64url: '' }]) {
        assertRefused(() => secretKey(secret, { alg }), 'ERR_SECRET_TOO_SHORT')
      }
      assertRefused(() => importJwk({ kty: 'oct', alg, k: '' }), 'ERR_SECRET_TOO_SHORT')
    }
  })

  test('signs nothing that anybody believes', () => {
    const header = segment({ alg: 'HS256', typ: 'JWT' })
    const token = `${header}.${payload}.${mac(`${header}.${payload}`, new Uint8Array(0))}`
    assertTokenRefused(verifier, token, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  })
})
