// SHA-2 down to the states between blocks, which no interface of a runtime shows: what an HMAC key keeps is such a
// state. Written for tests to search memory with, from FIPS 180-4 alone.

/**
 * @typedef {object} Sha2
 * @property {number} wordBits
 * @property {number} blockSize in bytes
 * @property {number} digestSize in bytes
 * @property {readonly bigint[]} initial
 * @property {readonly bigint[]} constants of the rounds
 * @property {readonly (readonly [number, number, number])[]} rotations Σ0, Σ1; σ0, σ1, whose last one is a shift
 */

const primes = firstPrimes(80)

/** @type {Sha2} */
const sha256 = {
  wordBits: 32,
  blockSize: 64,
  digestSize: 32,
  initial: primes.slice(0, 8).map((prime) => fraction(prime, 2n, 32n)),
  constants: primes.slice(0, 64).map((prime) => fraction(prime, 3n, 32n)),
  rotations: [
    [2, 13, 22],
    [6, 11, 25],
    [7, 18, 3],
    [17, 19, 10],
  ],
}

/** @type {Sha2} */
const sha512 = {
  wordBits: 64,
  blockSize: 128,
  digestSize: 64,
  initial: primes.slice(0, 8).map((prime) => fraction(prime, 2n, 64n)),
  constants: primes.map((prime) => fraction(prime, 3n, 64n)),
  rotations: [
    [28, 34, 39],
    [14, 18, 41],
    [1, 8, 7],
    [19, 61, 6],
  ],
}

/** @type {Sha2} */
const sha384 = {
  ...sha512,
  digestSize: 48,
  initial: primes.slice(8, 16).map((prime) => fraction(prime, 2n, 64n)),
}

/** @type {Readonly<Record<'sha256' | 'sha384' | 'sha512', Sha2>>} */
export const digests = { sha256, sha384, sha512 }

/** @param {number} count */
function firstPrimes(count) {
  /** @type {bigint[]} */
  const found = []
  for (let number = 2n; found.length < count; number++) {
    if (found.every((prime) => number % prime !== 0n)) found.push(number)
  }
  return found
}

/**
 * The first bits behind the point of a root.
 *
 * @param {bigint} number
 * @param {bigint} degree
 * @param {bigint} bits
 */
function fraction(number, degree, bits) {
  const scaled = number << (bits * degree)
  let low = 0n
  let high = 1n << (bits + 5n)
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** degree <= scaled) low = middle
    else high = middle
  }
  return BigInt.asUintN(Number(bits), low)
}

/**
 * The state after one more block.
 *
 * @param {Sha2} digest
 * @param {readonly bigint[]} state
 * @param {Uint8Array} block
 */
export function compress(digest, state, block) {
  const { wordBits, constants, rotations } = digest
  const narrow = (/** @type {bigint} */ number) => BigInt.asUintN(wordBits, number)
  const turn = (/** @type {bigint} */ word, /** @type {number} */ by) =>
    narrow((word >> BigInt(by)) | (word << BigInt(wordBits - by)))
  const mix = (/** @type {number} */ row, /** @type {bigint} */ word) => {
    const [first, second, third] = rotations[row] ?? [0, 0, 0]
    const last = row < 2 ? turn(word, third) : word >> BigInt(third)
    return turn(word, first) ^ turn(word, second) ^ last
  }
  const words = wordsOf(block, wordBits / 8)
  const word = (/** @type {number} */ index) => words[index] ?? 0n
  for (let t = 16; t < constants.length; t++)
    words.push(narrow(mix(3, word(t - 2)) + word(t - 7) + mix(2, word(t - 15)) + word(t - 16)))
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state
  for (const [t, constant] of constants.entries()) {
    const first = h + mix(1, e) + ((e & f) ^ (narrow(~e) & g)) + constant + word(t)
    const second = mix(0, a) + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, narrow(d + first), c, b, a, narrow(first + second)]
  }
  return [a, b, c, d, e, f, g, h].map((sum, index) => narrow(sum + (state[index] ?? 0n)))
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size
 */
function wordsOf(bytes, size) {
  const text = Buffer.from(bytes).toString('hex')
  return Array.from({ length: bytes.length / size }, (_, index) =>
    BigInt(`0x${text.slice(index * 2 * size, (index + 1) * 2 * size)}`),
  )
}

/**
 * The states that an HMAC key consists of: after the inner and after the outer padded key (RFC 2104 section 2).
 *
 * @param {keyof typeof digests} name
 * @param {Uint8Array} secret no longer than a block
 */
export function hmacStates(name, secret) {
  const digest = digests[name]
  const padded = (/** @type {number} */ pad) =>
    Uint8Array.from({ length: digest.blockSize }, (_, index) => (secret[index] ?? 0) ^ pad)
  const state = (/** @type {number} */ pad) => compress(digest, digest.initial, padded(pad))
  return { inner: state(0x36), outer: state(0x5c), innerBlock: padded(0x36), outerBlock: padded(0x5c) }
}
