import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { describe, test } from 'node:test'
import { generateKeyPair } from '../support/key-pair.js'
import { anybody, folder, holoband } from './harness.js'

const home = folder()
const { privateKey } = generateKeyPair('ec', { namedCurve: 'P-256' })
const passphrase = 'hunter2-hunter2'
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k-1', alg: 'ES256' }
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const sealed = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  .toString()

const files = {
  jwk: home.write('owned.jwk', JSON.stringify(jwk)),
  jwks: home.write('owned.jwks', JSON.stringify({ keys: [jwk] })),
  pem: home.write('owned.pem', pem),
  sealed: home.write('sealed.pem', sealed),
  cut: home.write('cut.jwk', JSON.stringify(jwk).slice(0, -1)),
  twice: home.write('twice.jwk', `${JSON.stringify(jwk).slice(0, -1)},"d":${JSON.stringify(jwk.d)}}`),
  enc: home.write('enc.jwk', JSON.stringify({ ...jwk, use: 'enc' })),
  mismatch: home.write('mismatch.jwk', JSON.stringify({ ...jwk, alg: 'ES384' })),
  off: home.write('off.jwk', JSON.stringify({ ...jwk, x: jwk.y })),
  damaged: home.write('damaged.pem', pem.replace('\n', '\n!')),
  open: home.write('passphrase', passphrase),
}

/** What must never be seen: the private number in each of its spellings, parts of the PEMs, and the passphrase. */
const number = Buffer.from(String(jwk.d), 'base64url')
const hidden = [
  String(jwk.d),
  number.toString('hex'),
  number.toString('base64'),
  ...pem.split('\n').slice(1, 3),
  ...sealed.split('\n').slice(1, 3),
  passphrase,
]

const formats = ['jwk', 'jwks', 'pem', 'base64url', 'utf8', 'hex', 'raw']
const policy = [...anybody, '--alg', 'ES256']
/** @type {readonly (readonly string[])[]} */
const lines = Object.values(files).flatMap((file) => [
  ...formats.flatMap((format) => [
    ['verify', '--key-file', file, '--key-format', format, ...policy, 'x'],
    ['explain', '--key-file', file, '--key-format', format, ...policy, 'x'],
    ['sign', '--key-file', file, '--key-format', format, ...anybody, '--ttl', '1m', '--sub', '1'],
    ['jwks', '--key-format', format, file],
    ['keys', 'convert', '--key-format', format, file],
    ['keys', 'convert', '--key-format', format, '--passphrase-file', files.open, '--to', 'jwk', file],
    ['keys', 'convert', '--key-format', format, '--include-private-key', '--out', home.path, file],
  ]),
  ['keys', 'doctor', '--jwks', file],
  ['keys', 'doctor', '--state', file],
  ['decode', '--token-file', file],
  ['sign', '--pem', files.pem, ...anybody, '--ttl', '1m', '--claims-file', file, '--alg', 'HS256'],
])

describe('a private key', () => {
  test('is in no output of any command, unless it is asked for', async () => {
    assert.ok(lines.length > 500)
    for (const line of lines) {
      for (const more of [[], ['--json']]) {
        const { status, stdout, stderr } = await holoband([...line, ...more])
        assert.ok(status !== null && status <= 2)
        for (const text of hidden) assert.ok(!(stdout + stderr).includes(text), line.slice(0, 2).join(' '))
        assert.doesNotMatch(stderr, /ERR_CLI_UNEXPECTED/)
        assert.doesNotMatch(stderr, /\n\s+at |node:internal/)
      }
    }
  })

  test('as the value of an option or an argument is in no output', async () => {
    for (const value of [String(jwk.d), JSON.stringify(jwk), pem, passphrase]) {
      for (const line of [
        ['verify', '--pem', value, ...policy, 'x'],
        ['verify', '--jwks', value, ...policy, 'x'],
        ['sign', '--pem', files.sealed, '--passphrase-file', value, ...anybody, '--ttl', '1m'],
        ['sign', '--pem', files.sealed, '--passphrase-env', value, ...anybody, '--ttl', '1m'],
        ['sign', '--passphrase', value],
        ['sign', '--jwks', files.jwks, '--active', value, ...anybody, '--ttl', '1m', '--sub', '1'],
        ['jwks', value],
        ['keys', 'convert', value],
        ['keys', 'convert', '--kid', value, files.jwks],
        ['keys', 'doctor', '--state', value],
        ['keys', 'doctor', '--jwks', value],
        ['keys', value],
        ['keygen', '--alg', value],
        ['keygen', '--format', value],
      ]) {
        const { status, stdout, stderr } = await holoband(line)
        assert.equal(status, 2, line.slice(0, 2).join(' '))
        assert.ok(
          !(stdout + stderr).includes(value.trim().slice(0, 40)),
          line.slice(0, 3).join(' ').slice(0, 40),
        )
      }
    }
  })

  test('is written when it is asked for', async () => {
    const { stdout } = await holoband(['keys', 'convert', '--include-private-key', files.jwk])
    assert.ok(createPrivateKey(stdout).equals(privateKey))
  })
})
