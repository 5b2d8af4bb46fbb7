// The segments of a token and its signature, made of decisions: mostly right, seldom spelled or signed otherwise.
import { constants, createHmac, sign } from 'node:crypto'
import { schemes } from './signatures.js'

/** @import { Choices } from '../agreement/choices.js' */
/** @import { PoolKey } from './keys.js' */

/**
 * Base64url, seldom in another spelling.
 *
 * @param {Choices} choices
 * @param {Uint8Array} bytes
 */
export function encoded(choices, bytes) {
  const text = Buffer.from(bytes).toString('base64url')
  if (!choices.oneIn(32)) return text
  const at = choices.number(text.length + 1)
  const inserted = choices.pick(['=', '==', 'A', '+', '/', '.', ' ', '\n', 'é', '\ud800', '\u0000', '%3D'])
  const spellings = [
    () => text.slice(0, -1) + successor(text.at(-1) ?? 'A'),
    () => Buffer.from(bytes).toString('base64'),
    () => text.slice(0, at) + inserted + text.slice(at),
    () => text.slice(0, at),
    () => text.slice(at),
  ]
  return choices.pick(spellings)()
}

/** The next character of the alphabet: what is only in bits that nobody reads. @param {string} character */
function successor(character) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt((alphabet.indexOf(character) + 1) % 64)
}

/**
 * @param {string} input
 * @param {PoolKey} signer
 * @returns {Uint8Array}
 */
export function signatureOf(input, { alg, signer }) {
  const scheme = schemes[alg]
  if (scheme === undefined) throw new Error(`there is no signing with ${alg} here`)
  if (signer instanceof Uint8Array) return createHmac(scheme.hash, signer).update(input).digest()
  const message = Buffer.from(input)
  switch (scheme.kind) {
    case 'ecdsa':
      return sign(scheme.hash, message, { key: signer, dsaEncoding: 'ieee-p1363' })
    case 'pss': {
      const padding = constants.RSA_PKCS1_PSS_PADDING
      const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
      return sign(scheme.hash, message, { key: signer, padding, saltLength })
    }
    case 'rsa':
      return sign(scheme.hash, message, signer)
    default:
      return sign(null, message, signer)
  }
}

/**
 * A signature, seldom changed: into another that is right, or one that only looks so.
 *
 * @param {Choices} choices
 * @param {Uint8Array} signature
 * @param {PoolKey} signer
 * @returns {Uint8Array}
 */
export function tampered(choices, signature, { alg }) {
  if (!choices.oneIn(12)) return signature
  const { kind, order = 1n } = schemes[alg] ?? { kind: 'hmac' }
  const half = signature.length / 2
  const first = signature.subarray(0, Math.floor(half))
  const second = signature.subarray(Math.floor(half))
  const ways = [
    () => flipped(signature, choices),
    () => signature.subarray(0, choices.number(signature.length)),
    () => Buffer.concat([signature, choices.bytes(1)]),
    () => Buffer.concat([Uint8Array.of(0), signature]),
    () => new Uint8Array(signature.length),
    () => Buffer.concat([first, new Uint8Array(second.length)]),
    () => Buffer.concat([new Uint8Array(first.length), second]),
    () => (kind === 'ecdsa' ? Buffer.concat([first, shifted(second, (s) => order - s)]) : signature),
    () => (kind === 'ecdsa' ? Buffer.concat([shifted(first, (r) => r + order), second]) : signature),
    () => (kind === 'ecdsa' ? Buffer.concat([first, shifted(second, (s) => s + order)]) : signature),
    () =>
      kind === 'eddsa'
        ? Buffer.concat([first, shifted(second.toReversed(), (s) => s + order).toReversed()])
        : signature,
  ]
  return choices.pick(ways)()
}

/**
 * @param {Uint8Array} bytes
 * @param {Choices} choices
 */
function flipped(bytes, choices) {
  const at = choices.number(bytes.length)
  return Uint8Array.from(bytes).with(at, (bytes[at] ?? 0) ^ (1 << choices.number(8)))
}

/**
 * A number of as many bytes, where it fits.
 *
 * @param {Uint8Array} bytes
 * @param {(value: bigint) => bigint} change
 */
function shifted(bytes, change) {
  const digits = change(BigInt(`0x${Buffer.from(bytes).toString('hex')}`)).toString(16)
  if (digits.length > 2 * bytes.length) return bytes
  return Uint8Array.from(Buffer.from(digits.padStart(2 * bytes.length, '0'), 'hex'))
}

/**
 * The whole token, seldom in another form.
 *
 * @param {Choices} choices
 * @param {string} token
 */
export function bent(choices, token) {
  if (!choices.oneIn(32)) return token
  const [header = '', payload = '', signature = ''] = token.split('.')
  const at = choices.number(token.length + 1)
  const forms = [
    () => '',
    () => `${token}.`,
    () => `.${token}`,
    () => `${header}.${payload}`,
    () => `${header}.${payload}.`,
    () => `${header}..${signature}`,
    () => `.${payload}.${signature}`,
    () => '..',
    () => token.slice(0, at),
    () => ` ${token}`,
    () => `Bearer ${token}`,
    () => `${token}\n`,
    () => `\ufeff${token}`,
    () => `${token}\ud800`,
    () => token.slice(0, at) + choices.pick(['.', '\u0000', 'é', 'A', '=']) + token.slice(at),
    () => `${token}${'A'.repeat(9000)}`,
  ]
  return choices.pick(forms)()
}
