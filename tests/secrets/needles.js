// What memory is searched for: a secret in each of the ways in which the module holds one while it computes.

/**
 * One way to write one secret.
 *
 * @typedef {object} Needle
 * @property {string} secret what it is: `d`, `inner state`
 * @property {string} spelling how it is written
 * @property {Buffer} bytes
 * @property {number} [pieceSize] where a piece of 16 bytes would be found by chance
 */

/** A part of a copy is as bad as all of it, so that what is searched for are pieces as long as this. */
const usualPieceSize = 16

/** @type {ReadonlyArray<readonly [bits: number, room: number]>} how arithmetic cuts numbers: digits, in bytes each */
const digitForms = [
  [28, 4],
  [29, 4],
  [28, 8],
  [29, 8],
  [56, 8],
]

/** @param {Uint8Array} bytes big-endian */
export function numberFrom(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

/**
 * @param {bigint} number
 * @param {number} size in bytes
 */
export function bytesFrom(number, size) {
  return Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex')
}

/**
 * @param {bigint} number
 * @param {number} bits
 * @param {number} room
 */
function digitsOf(number, bits, room) {
  /** @type {Buffer[]} */
  const digits = []
  for (let rest = number; rest > 0n; rest >>= BigInt(bits)) {
    digits.push(Buffer.from(bytesFrom(BigInt.asUintN(bits, rest), room)).reverse())
  }
  return Buffer.concat(digits)
}

/**
 * Bytes as they are, and as the texts that keys are written in.
 *
 * @param {string} secret
 * @param {Uint8Array} bytes
 * @returns {Needle[]}
 */
export function bytesNeedles(secret, bytes) {
  const plain = Buffer.from(bytes)
  return [
    { secret, spelling: 'bytes', bytes: plain },
    { secret, spelling: 'base64url', bytes: Buffer.from(plain.toString('base64url')) },
    { secret, spelling: 'hexadecimal', bytes: Buffer.from(plain.toString('hex')) },
  ]
}

/**
 * A number, most or least significant byte first, and cut into digits.
 *
 * @param {string} secret
 * @param {bigint} number
 * @param {number} size in bytes
 * @returns {Needle[]}
 */
export function numberNeedles(secret, number, size) {
  const bytes = bytesFrom(number, size)
  return [
    ...bytesNeedles(secret, bytes),
    { secret, spelling: 'words', bytes: Buffer.from(bytes).reverse() },
    ...digitForms.map(([bits, room]) => ({
      secret,
      spelling: `digits of ${bits} bits in ${room} bytes`,
      bytes: digitsOf(number, bits, room),
    })),
  ]
}

/**
 * The words of a hash state, in the order of bytes of this machine and of the digest.
 *
 * @param {string} secret
 * @param {readonly bigint[]} words
 * @param {number} wordSize in bytes
 * @returns {Needle[]}
 */
export function stateNeedles(secret, words, wordSize) {
  const written = words.map((word) => bytesFrom(word, wordSize))
  return [
    { secret, spelling: 'bytes', bytes: Buffer.concat(written) },
    { secret, spelling: 'words', bytes: Buffer.concat(written.map((word) => Buffer.from(word).reverse())) },
  ]
}

/**
 * The texts of a PEM, line by line.
 *
 * @param {string} secret
 * @param {string} pem
 * @returns {Needle[]}
 */
export function textNeedles(secret, pem) {
  const lines = pem.split('\n').filter((line) => line.length >= usualPieceSize && !line.startsWith('-----'))
  return lines.map((line, index) => ({ secret, spelling: `line ${index + 1}`, bytes: Buffer.from(line) }))
}

/**
 * The pieces of a needle that are random enough to be nothing else.
 *
 * @param {Needle} needle
 */
export function piecesOf({ bytes, pieceSize = usualPieceSize }) {
  /** @type {Buffer[]} */
  const pieces = []
  if (bytes.length < pieceSize) return pieces
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const start = Math.min(at, bytes.length - pieceSize)
    const piece = bytes.subarray(start, start + pieceSize)
    if (new Set(piece).size > 4) pieces.push(piece)
  }
  return pieces
}
