// What a key or a password is turned into on the way to a signature or a hash. Whoever finds one of these in memory has
// as good as the secret itself, so each is computed here once more, by node:crypto and by the standards, to be searched
// for.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { bytesNeedles, numberFrom, numberNeedles, stateNeedles } from './needles.js'
import { compress, digests, hmacStates } from './sha2.js'

/** @import { Needle } from './needles.js' */
/** @typedef {keyof typeof digests} DigestName */
/** @typedef {Readonly<Record<string, string | undefined>>} Jwk */

/** @param {number} number */
function little32(number) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

/**
 * @param {string} name
 * @param {readonly Uint8Array[]} pieces
 * @param {number} [outputLength] in bytes, where the hash lets one choose
 */
function hash(name, pieces, outputLength) {
  const hasher = createHash(name, outputLength === undefined ? {} : { outputLength })
  for (const piece of pieces) hasher.update(piece)
  return hasher.digest()
}

/**
 * An HMAC key: the secret, the padded blocks that it begins with, and the states after them.
 *
 * @param {string} owner
 * @param {DigestName} name
 * @param {Uint8Array} secret
 * @returns {Needle[]}
 */
export function hmacNeedles(owner, name, secret) {
  const { inner, outer, innerBlock, outerBlock } = hmacStates(name, secret)
  const wordSize = digests[name].wordBits / 8
  return [
    ...bytesNeedles(owner, secret),
    ...bytesNeedles(`${owner}: inner block`, innerBlock.subarray(0, secret.length)),
    ...bytesNeedles(`${owner}: outer block`, outerBlock.subarray(0, secret.length)),
    ...stateNeedles(`${owner}: inner state`, inner, wordSize),
    ...stateNeedles(`${owner}: outer state`, outer, wordSize),
  ]
}

/**
 * The states of the inner hash after each whole block of a message: what an issuer or verifier remembers of beginnings.
 *
 * @param {DigestName} name
 * @param {Uint8Array} secret
 * @param {string} message
 * @returns {Needle[]}
 */
export function prefixNeedles(name, secret, message) {
  const digest = digests[name]
  const bytes = Buffer.from(message)
  let state = hmacStates(name, secret).inner
  /** @type {Needle[]} */
  const needles = []
  for (let at = 0; at + digest.blockSize <= bytes.length; at += digest.blockSize) {
    state = compress(digest, state, bytes.subarray(at, at + digest.blockSize))
    needles.push(...stateNeedles('state after a beginning', state, digest.wordBits / 8))
  }
  return needles
}

/**
 * The MAC that a forged token should have had, in bytes and in the words of the state that ends in it.
 *
 * @param {DigestName} name
 * @param {Uint8Array} secret
 * @param {string} message
 * @returns {Needle[]}
 */
export function macNeedles(name, secret, message) {
  const mac = createHmac(name, secret).update(message).digest()
  const size = digests[name].wordBits / 8
  const words = Array.from({ length: mac.length / size }, (_, index) =>
    numberFrom(mac.subarray(index * size, (index + 1) * size)),
  )
  return [...bytesNeedles('right MAC', mac), ...stateNeedles('right MAC', words, size)]
}

/** The private members of a JWK that are numbers of RSA or of a curve of ECDSA. */
const numbers = ['d', 'p', 'q', 'dp', 'dq', 'qi']

/**
 * @param {Jwk} jwk private
 * @returns {Needle[]}
 */
export function numbersOf(jwk) {
  return numbers.flatMap((name) => {
    const bytes = Buffer.from(jwk[name] ?? '', 'base64url')
    return bytes.length === 0 ? [] : numberNeedles(name, numberFrom(bytes), bytes.length)
  })
}

/**
 * @param {Jwk} jwk an RSA private key
 * @returns {Needle[]} what Montgomery's multiplication needs of its primes (as in BN_MONT_CTX: R = 2^bits)
 */
export function montgomeryNeedles(jwk) {
  return ['p', 'q'].flatMap((name) => {
    const bytes = Buffer.from(jwk[name] ?? '', 'base64url')
    const prime = numberFrom(bytes)
    const r = 1n << BigInt(8 * bytes.length)
    return [
      ...numberNeedles(`${name}: R`, r % prime, bytes.length),
      ...numberNeedles(`${name}: R squared`, r ** 2n % prime, bytes.length),
    ]
  })
}

/** The orders of the curves (SEC 2 section 2, FIPS 186). @type {Readonly<Record<string, readonly [DigestName, bigint]>>} */
const curves = {
  ES256: ['sha256', 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ES384: [
    'sha384',
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ],
  ES512: [
    'sha512',
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  ],
  ES256K: ['sha256', 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
}

/**
 * @param {bigint} number
 * @param {bigint} prime
 */
function inverse(number, prime) {
  let [old, rest] = [((number % prime) + prime) % prime, prime]
  let [coefficient, other] = [1n, 0n]
  while (rest !== 0n) {
    const quotient = old / rest
    ;[old, rest] = [rest, old - quotient * rest]
    ;[coefficient, other] = [other, coefficient - quotient * other]
  }
  return ((coefficient % prime) + prime) % prime
}

/**
 * The number that one ECDSA signature was made with. Whoever has it has the key, as this function has the number from
 * the key: k = (hash + r d) / s.
 *
 * @param {Jwk} jwk
 * @param {string} alg
 * @param {string} token
 * @returns {Needle[]}
 */
export function ecdsaNonceNeedles(jwk, alg, token) {
  const [name, order] = curves[alg] ?? ['sha256', 1n]
  const [header, payload, signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const size = bytes.length / 2
  const [r, s] = [numberFrom(bytes.subarray(0, size)), numberFrom(bytes.subarray(size))]
  const digest = numberFrom(hash(name, [Buffer.from(`${header}.${payload}`)]))
  const d = numberFrom(Buffer.from(jwk.d ?? '', 'base64url'))
  const nonce = (inverse(s, order) * (digest + r * d)) % order
  return [
    ...numberNeedles('nonce', nonce, size),
    // The sums have one length, so that the time of the multiplication does not tell the nonce's.
    ...numberNeedles('nonce and order', nonce + order, size + 1),
    ...numberNeedles('nonce and order twice', nonce + 2n * order, size + 1),
    ...numberNeedles('inverse of the nonce', inverse(nonce, order), size),
    ...numberNeedles('r d', (r * d) % order, size),
    ...numberNeedles('hash and r d', (digest + r * d) % order, size),
  ]
}

/**
 * Ed25519 (RFC 8032 section 5.1): the scalar and the prefix that come from the seed, and the number of one signature.
 *
 * @param {Jwk} jwk
 * @param {string} token
 * @returns {Needle[]}
 */
export function ed25519Needles(jwk, token) {
  const seed = Buffer.from(jwk.d ?? '', 'base64url')
  const expanded = hash('sha512', [seed])
  const nonce = hash('sha512', [expanded.subarray(32), messageOf(token)])
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  return [
    ...bytesNeedles('d', seed),
    ...edwardsNeedles(expanded, nonce, 32, order),
    ...stateNeedles('hash of the seed', wordsOf(expanded), 8),
    ...stateNeedles('nonce', wordsOf(nonce), 8),
  ]
}

/**
 * Ed448 (RFC 8032 section 5.2).
 *
 * @param {Jwk} jwk
 * @param {string} token
 * @returns {Needle[]}
 */
export function ed448Needles(jwk, token) {
  const seed = Buffer.from(jwk.d ?? '', 'base64url')
  const expanded = hash('shake256', [seed], 114)
  const domain = Buffer.from('SigEd448\0\0')
  const nonce = hash('shake256', [domain, expanded.subarray(57), messageOf(token)], 114)
  const order = 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n
  return [...bytesNeedles('d', seed), ...edwardsNeedles(expanded, nonce, 57, order)]
}

/** @param {string} token */
function messageOf(token) {
  return Buffer.from(token.slice(0, token.lastIndexOf('.')))
}

/** @param {Buffer} bytes */
function wordsOf(bytes) {
  return Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readBigUInt64BE(8 * index))
}

/**
 * @param {Buffer} expanded the hash of the seed
 * @param {Buffer} nonce before it is reduced
 * @param {number} size of a number in bytes
 * @param {bigint} order of the group
 * @returns {Needle[]}
 */
function edwardsNeedles(expanded, nonce, size, order) {
  const little = (/** @type {Buffer} */ bytes) => numberFrom(Buffer.from(bytes).reverse())
  const scalar = Buffer.from(expanded.subarray(0, size))
  scalar[0] = (scalar[0] ?? 0) & (size === 32 ? 0xf8 : 0xfc)
  if (size === 32) scalar[31] = ((scalar[31] ?? 0) & 0x3f) | 0x40
  else scalar.set([(scalar[55] ?? 0) | 0x80, 0], 55)
  return [
    ...bytesNeedles('scalar before it is clamped', expanded.subarray(0, size)),
    ...bytesNeedles('prefix', expanded.subarray(size)),
    ...numberNeedles('scalar', little(scalar), size),
    ...numberNeedles('scalar modulo the order', little(scalar) % order, size),
    ...bytesNeedles('nonce', nonce),
    ...numberNeedles('nonce modulo the order', little(nonce) % order, size),
  ]
}

/** Of each parameter set: k, l, eta (FIPS 204 section 4). @type {Readonly<Record<string, readonly [number, number, number]>>} */
const mlDsa = { 'ML-DSA-44': [4, 4, 2], 'ML-DSA-65': [6, 5, 4], 'ML-DSA-87': [8, 7, 2] }

/**
 * ML-DSA (FIPS 204 algorithms 6 and 33): what the seed is expanded to, and the first and last polynomial of each secret
 * vector, before they are transformed.
 *
 * @param {string} alg
 * @param {Jwk} jwk
 * @returns {Needle[]}
 */
export function mlDsaNeedles(alg, jwk) {
  const [k, l, eta] = mlDsa[alg] ?? [0, 0, 0]
  const seed = Buffer.from(jwk.priv ?? '', 'base64url')
  const expanded = hash('shake256', [seed, Buffer.of(k, l)], 128)
  const vectors = expanded.subarray(32, 96)
  /** @type {ReadonlyArray<readonly [string, number]>} */
  const polynomials = [
    ['s1, first', 0],
    ['s1, last', l - 1],
    ['s2, first', l],
    ['s2, last', k + l - 1],
  ]
  return [
    ...bytesNeedles('seed', seed),
    ...bytesNeedles('seed of s1 and s2', vectors),
    ...bytesNeedles('K', expanded.subarray(96)),
    ...polynomials.flatMap(([name, index]) => polynomialNeedles(name, vectors, index, eta)),
  ]
}

/**
 * @param {string} name
 * @param {Buffer} seed
 * @param {number} index
 * @param {number} eta
 * @returns {Needle[]}
 */
function polynomialNeedles(name, seed, index, eta) {
  const stream = hash('shake256', [seed, Buffer.of(index, 0)], 512)
  const prime = 8380417
  const limit = eta === 2 ? 15 : 9
  const coefficients = [...stream]
    .flatMap((byte) => [byte & 15, byte >> 4])
    .filter((nibble) => nibble < limit)
    .map((nibble) => (eta === 2 ? 2 - (nibble % 5) : 4 - nibble))
    .map((number) => little32(number < 0 ? number + prime : number))
  return [
    {
      secret: name,
      spelling: 'coefficients',
      bytes: Buffer.concat(coefficients.slice(0, 256)),
      pieceSize: 128,
    },
    ...bytesNeedles(`${name}, as it was drawn`, stream.subarray(0, 136)),
  ]
}

/**
 * A passphrase, and the keys that PBES2 makes of it. What AES expands its key to begins and ends with the key itself.
 *
 * @param {string} passphrase
 * @param {{ salt: Buffer, iterations: number, keySize: number, digest: DigestName }} scheme
 * @returns {Needle[]}
 */
export function passphraseNeedles(passphrase, { salt, iterations, keySize, digest }) {
  const bytes = Buffer.from(passphrase)
  const key = pbkdf2Sync(bytes, salt, iterations, keySize, digest)
  const words = Array.from({ length: keySize / 4 }, (_, index) => BigInt(key.readUInt32BE(4 * index)))
  return [
    ...hmacNeedles('passphrase', digest, bytes),
    ...bytesNeedles('key of the passphrase', key),
    ...stateNeedles('key of the passphrase', words, 4),
  ]
}

/**
 * Argon2id (RFC 9106 section 3.2): the password, the hash that all blocks come from, and the two blocks that a lane
 * begins with.
 *
 * @param {string} password
 * @param {{ salt: Buffer, memoryKib: number, passes: number, lanes: number, tagSize: number }} scheme
 * @returns {Needle[]}
 */
export function argon2Needles(password, { salt, memoryKib, passes, lanes, tagSize }) {
  const bytes = Buffer.from(password)
  const version = 0x13
  const argon2id = 2
  const first = hash('blake2b512', [
    ...[lanes, tagSize, memoryKib, passes, version, argon2id, bytes.length].map(little32),
    bytes,
    little32(salt.length),
    salt,
    little32(0),
    little32(0),
  ])
  return [
    ...bytesNeedles('password', bytes),
    ...bytesNeedles('first hash', first),
    ...[0, 1].flatMap((column) =>
      bytesNeedles(`block ${column}`, longHash([first, little32(column), little32(0)])),
    ),
  ]
}

/**
 * The hash of 1024 bytes (RFC 9106 section 3.3).
 *
 * @param {readonly Buffer[]} input
 */
function longHash(input) {
  let last = hash('blake2b512', [little32(1024), ...input])
  const pieces = [last.subarray(0, 32)]
  while (pieces.length < 30) {
    last = hash('blake2b512', [last])
    pieces.push(last.subarray(0, 32))
  }
  return Buffer.concat([...pieces, hash('blake2b512', [last])])
}
