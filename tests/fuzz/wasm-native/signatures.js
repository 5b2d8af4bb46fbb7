// Signatures: made on one side and verified on the other, by every algorithm, and by the host as a third opinion.
import { createECDH, createHash, createPublicKey } from 'node:crypto'
import { importJwk, signJws } from 'holoband'
import { verifyBytes } from '../../support/core.js'
import { expanded, publicHalf } from '../agreement/key-pool.js'
import { refusalText } from '../agreement/refusal.js'
import { bigEndian, isAuthentic, schemes } from '../independent/signatures.js'
import { compared, comparedResults, outcomeOf } from './experiment.js'
import { edgeScalar, keyFrom, published } from './keys.js'

/** @import { Algorithm, Key } from 'holoband' */
/** @import { Choices } from '../agreement/choices.js' */
/** @import { Verdict } from '../agreement/explore.js' */
/** @import { Experiment, Setup } from './experiment.js' */
/** @import { Jwk } from './keys.js' */

/** These sign the same message differently every time. */
const isRandomized = (/** @type {Algorithm} */ alg) => /^(?:PS|ML)/.test(alg)

/** Signed here and there, verified here, there and by the host, as it is and changed. @type {Setup} */
export function signing(choices) {
  const jwk = keyFrom(choices)
  const payload = expanded(`${choices.number(256)}`, choices.number(512))
  const key = importJwk(jwk)
  const jws = signJws(payload, { key, typ: 'x'.repeat(1 + choices.number(64)) })
  const end = jws.lastIndexOf('.')
  const message = Buffer.from(jws.slice(0, end))
  const signature = Buffer.from(jws.slice(end + 1), 'base64url')
  const changed = changedSignature(choices, signature, jwk.alg)
  const text = JSON.stringify(jwk)
  const kind = `signature ${jwk.alg}`
  return {
    requests: [
      ['sign', text, message],
      ['check', text, message, signature],
      ['check', text, message, changed],
    ],
    compare([signed = [], right = [], other = []]) {
      const theirs = (String(signed[0]) === 'ok' && signed[1]) || Buffer.alloc(0)
      const ask = opinionsOf(jwk, key, message)
      const ofRight = [...ask(signature), String(right[0]), ...(isRandomized(jwk.alg) ? ask(theirs) : [])]
      const ofOther = [...ask(changed), String(other[0])]
      key.dispose()
      if (!isRandomized(jwk.alg) && !theirs.equals(signature)) {
        return { outcome: kind, disagreement: `${kind}: another signature` }
      }
      if (ofRight.some((each) => each !== 'OK')) {
        return { outcome: kind, disagreement: `${kind}: refused by ${ofRight.join(', ')}` }
      }
      return unanimous(`${kind} changed`, ofOther)
    },
  }
}

/**
 * ECDSA by hand: with a nonce at an edge, so that what is added up on the way to the verdict is as special as its maker
 * can want it.
 *
 * @type {Setup}
 */
export function craftedEcdsa(choices) {
  const alg = choices.pick(/** @type {const} */ (['ES256', 'ES384', 'ES512', 'ES256K']))
  const jwk = keyFrom(choices, alg)
  const message = Buffer.from(expanded(`${choices.number(65_536)}`, choices.number(64)))
  const signature = ecdsaWithNonce(choices, jwk, message)
  return verification(jwk, message, signature, `crafted ${alg}`)
}

/**
 * Public keys and signatures of Ed25519 and Ed448 whose points are of small order, not reduced, or no points.
 *
 * @type {Setup}
 */
export function craftedEdwards(choices) {
  const alg = choices.pick(/** @type {const} */ (['Ed25519', 'Ed448']))
  const [p, bytes, order] =
    alg === 'Ed25519'
      ? [2n ** 255n - 19n, 32, schemes.Ed25519?.order]
      : [2n ** 448n - 2n ** 224n - 1n, 57, schemes.Ed448?.order]
  const point = () => {
    const y = choices.pick([
      1n,
      0n,
      p - 1n,
      p,
      p + 1n,
      2n,
      3n,
      4n,
      5n,
      (1n << 255n) - 1n,
      p - 2n,
      ...smallOrder,
    ])
    return littleEndian(y + (BigInt(choices.number(2)) << BigInt(8 * bytes - 1)), bytes)
  }
  const number = choices.pick([
    0n,
    1n,
    (order ?? 1n) - 1n,
    order ?? 1n,
    (order ?? 1n) + 1n,
    (1n << 252n) - 1n,
    1n << 253n,
  ])
  const jwk = choices.oneIn(3)
    ? keyFrom(choices, alg)
    : /** @type {Jwk} */ ({ kty: 'OKP', crv: alg, alg, x: point().toString('base64url') })
  const message = Buffer.from(choices.bytes(2))
  const r = point()
  const s = alg === 'Ed25519' && choices.oneIn(2) ? fittingScalar(jwk, r, message) : number
  return verification(published(jwk), message, Buffer.concat([r, littleEndian(s, bytes)]), `crafted ${alg}`)
}

/**
 * The S that fits an R which stands for the neutral element, if the private key is known (RFC 8032 section 5.1.6).
 *
 * @param {Jwk} jwk
 * @param {Buffer} r
 * @param {Buffer} message
 */
function fittingScalar({ d = '', x = '' }, r, message) {
  const secret = createHash('sha512').update(Buffer.from(d, 'base64url')).digest().subarray(0, 32)
  secret[0] = (secret[0] ?? 0) & 0xf8
  secret[31] = ((secret[31] ?? 0) & 0x7f) | 0x40
  const digest = createHash('sha512').update(r).update(Buffer.from(x, 'base64url')).update(message).digest()
  return (bigEndian(digest.reverse()) * bigEndian(secret.reverse())) % (schemes.Ed25519?.order ?? 1n)
}

/** The y of points of order 8 on edwards25519. */
const smallOrder = [
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]

/**
 * Importing the key, and verifying with it.
 *
 * @param {Jwk} jwk
 * @param {Buffer} message
 * @param {Buffer} signature
 * @param {string} kind
 * @returns {Experiment}
 */
function verification(jwk, message, signature, kind) {
  const text = JSON.stringify(jwk)
  return {
    requests: [
      ['jwk', text, ''],
      ['check', text, message, signature],
    ],
    compare([made = [], checked = []]) {
      const imported = outcomeOf(() => importJwk(jwk))
      if ('error' in imported) return comparedResults(kind, imported, made, () => undefined)
      const ask = opinionsOf(jwk, imported.value, message)
      const opinions = [...ask(signature), String(checked[0])]
      imported.value.dispose()
      return unanimous(kind, opinions)
    },
  }
}

/**
 * @param {string} kind
 * @param {readonly string[]} opinions
 * @returns {Verdict}
 */
function unanimous(kind, opinions) {
  const [first = ''] = opinions
  const verdict = compared(kind, first, opinions.find((each) => each !== first) ?? first)
  return verdict.disagreement === undefined
    ? verdict
    : { ...verdict, disagreement: `${kind}: ${opinions.join(', ')}` }
}

/**
 * What is said of signatures by the module, by the module with the host's arithmetic, and by node:crypto alone.
 *
 * @param {Jwk} jwk
 * @param {Key} key
 * @param {Uint8Array} message
 */
function opinionsOf(jwk, key, message) {
  const alone = jwk.kty === 'AKP' ? [] : [independentKey(jwk)]
  return (/** @type {Uint8Array} */ signature) => [
    verdictOf(key, message, signature, 'wasm'),
    verdictOf(key, message, signature, 'host'),
    ...alone.map((each) => (isAuthentic(each, message, signature) ? 'OK' : 'ERR_SIGNATURE_INVALID')),
  ]
}

/** @param {Jwk} jwk */
function independentKey(jwk) {
  const { alg, k = '' } = jwk
  if (jwk.kty === 'oct') return { alg, secret: Buffer.from(k, 'base64url') }
  return { alg, publicKey: createPublicKey({ key: publicHalf(jwk), format: 'jwk' }) }
}

/**
 * @param {Key} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 * @param {'wasm' | 'host'} crypto
 */
function verdictOf(key, message, signature, crypto) {
  const outcome = outcomeOf(() => verifyBytes(key, message, signature, crypto))
  return 'error' in outcome ? refusalText(outcome.error) : 'OK'
}

/**
 * @param {Choices} choices
 * @param {Buffer} signature
 * @param {Algorithm} alg
 */
function changedSignature(choices, signature, alg) {
  const half = signature.length / 2
  const { kind, order = 1n } = schemes[alg] ?? { kind: 'ml-dsa' }
  const [first, second] = [signature.subarray(0, half), signature.subarray(half)]
  const at = choices.number(signature.length)
  const ways = [
    () => Buffer.from(signature).fill((signature[at] ?? 0) ^ (1 << choices.number(8)), at, at + 1),
    () => (kind === 'ecdsa' ? Buffer.concat([first, bigBytes(order - bigEndian(second), half)]) : signature),
    () => (kind === 'ecdsa' ? Buffer.concat([second, first]) : signature.subarray(1)),
    () => (kind === 'ecdsa' ? Buffer.concat([bigBytes(bigEndian(first) + order, half), second]) : signature),
    () => Buffer.concat([signature, Buffer.alloc(1)]),
    () => Buffer.alloc(signature.length, choices.pick([0, 255, 1])),
  ]
  return choices.pick(ways)()
}

/**
 * @param {Choices} choices
 * @param {Jwk} jwk
 * @param {Buffer} message
 */
function ecdsaWithNonce(choices, { alg, crv, d = '' }, message) {
  const { order = 1n, hash, bytes } = schemes[alg] ?? { hash: 'sha256', bytes: 64 }
  const curve = /** @type {import('../agreement/key-pool.js').Curve} */ (crv)
  const nonce = edgeScalar(choices, alg, curve)
  const ecdh = createECDH(nodeNames[curve])
  ecdh.setPrivateKey(nonce)
  const r = bigEndian(ecdh.getPublicKey().subarray(1, 1 + bytes / 2)) % order
  const digest = createHash(hash).update(message).digest()
  // As many of the leftmost bits as the order has; no digest here is longer than its order's bytes.
  const z = bigEndian(digest)
  const secret = bigEndian(Buffer.from(d, 'base64url'))
  const s = (power(bigEndian(nonce), order - 2n, order) * (z + r * secret)) % order
  return Buffer.concat([bigBytes(r, bytes / 2), bigBytes(s, bytes / 2)])
}

const nodeNames = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
}

/**
 * @param {bigint} base
 * @param {bigint} exponent
 * @param {bigint} modulus
 */
function power(base, exponent, modulus) {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/**
 * A number in so many bytes, of which the highest are lost where it has more.
 *
 * @param {bigint} value
 * @param {number} bytes
 */
function bigBytes(value, bytes) {
  return Buffer.from(
    value
      .toString(16)
      .padStart(2 * bytes, '0')
      .slice(-2 * bytes),
    'hex',
  )
}

/**
 * @param {bigint} value
 * @param {number} bytes
 */
function littleEndian(value, bytes) {
  return bigBytes(value, bytes).reverse()
}
