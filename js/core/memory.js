import { HolobandError } from '../errors.js'

/** @typedef {import('../../dist/holoband.js').Glue} Glue */

const encoder = new TextEncoder()
// Bytes that C++ hands over are valid UTF-8, and a byte order mark is a character like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

// What Buffer's toString comes to for Latin-1, which costs as much again before it gets there.
const latin1Slice = globalThis.Buffer?.prototype.latin1Slice

// The positions in the frame of results, as bindings/memory.h lays it out.
const TEXT = 0
const HEADER = 2
const HEADER_SERIAL = 4
const FLAG = 5
const DETAIL = 6
const SHAPE = 8
const CACHE_SLOT = 9
const CACHE_SERIAL = 10
const DROPPED = 11
const FRAME_WORDS = 13

// The rows of the table of claims, as bindings/claims_table.h lays it out: a number, a start, an end.
const CLAIM_ROWS = 32

const FIRST_CAPACITY = 16 * 1024

// kMaxInputBytes of bindings/memory.h.
const MOST_INPUT = 48 * 1024 * 1024

/**
 * Why there is no room for what a token is to be made of.
 *
 * @param {number} size bytes
 */
export function noRoomFor(size) {
  return new HolobandError(size > MOST_INPUT ? 'ERR_TOKEN_TOO_LARGE' : 'ERR_OUT_OF_MEMORY')
}

/**
 * A column of each kind for the claims of a token.
 *
 * @typedef {{ numbers: Float64Array, starts: Uint32Array, ends: Uint32Array }} ClaimsTable
 */

/**
 * The memory that JavaScript and C++ share: an input buffer to write to, and a frame of results to read from.
 * A memory that grows detaches its views, so each use asks first whether they are still attached.
 */
export class SharedMemory {
  #glue
  #memory
  #frameAddress
  #inputAddress = 0
  #inputCapacity = 0
  #bytes = new Uint8Array(0)
  #frame = new Uint32Array(0)
  #input = new Uint8Array(0)
  #lowest = new Uint32Array(0)
  /** @type {ClaimsTable} */
  #table = { numbers: new Float64Array(0), starts: new Uint32Array(0), ends: new Uint32Array(0) }

  /**
   * @param {Glue} glue
   * @param {WebAssembly.Memory} memory
   */
  constructor(glue, memory) {
    this.#glue = glue
    this.#memory = memory
    this.#frameAddress = glue._holoband_frame()
    this.reserve(FIRST_CAPACITY)
  }

  /** How many bytes the input buffer holds. */
  get capacity() {
    return this.#inputCapacity
  }

  /** The size of the whole WebAssembly memory in bytes. */
  get size() {
    return this.#memory.buffer.byteLength
  }

  /**
   * Makes room for so many bytes of input, and tells whether there is.
   *
   * @param {number} size
   */
  reserve(size) {
    if (size <= this.#inputCapacity) return true
    this.#inputAddress = this.#glue._holoband_input(size)
    this.#inputCapacity = this.#inputAddress === 0 ? 0 : size
    this.#attach()
    return this.#inputAddress !== 0
  }

  /**
   * Writes a whole token to the input buffer and returns how many bytes it took, or -1 where there is no room. What
   * does not belong in a token, a character outside ASCII included, is for C++ to find where it stands.
   *
   * @param {string} token
   */
  writeToken(token) {
    if (!this.reserve(token.length)) return -1
    if (this.#input.length === 0) this.#attach()
    const { read, written } = encoder.encodeInto(token, this.#input)
    if (read === token.length) return written
    // Some character takes more than one byte, so the end was cut off. None takes more than three for each code unit.
    return this.reserve(3 * token.length) ? this.writeAt(token, 0) : -1
  }

  /**
   * Writes text, as UTF-8, or bytes behind others in the input buffer, and returns how many bytes it took. The caller
   * has reserved enough.
   *
   * @param {string | Uint8Array} value
   * @param {number} offset
   */
  writeAt(value, offset) {
    if (this.#input.length === 0) this.#attach()
    const room = offset === 0 ? this.#input : this.#input.subarray(offset)
    if (typeof value === 'string') return encoder.encodeInto(value, room).written
    room.set(value)
    return value.length
  }

  /** The text that the last call left in the frame. */
  text() {
    return decoder.decode(this.#span(TEXT))
  }

  /** The same, of text that is known to be ASCII, for which Node.js has a shorter way. */
  ascii() {
    if (latin1Slice === undefined) return this.text()
    const start = this.#word(TEXT)
    return latin1Slice.call(this.#bytes, start, start + this.#word(TEXT + 1))
  }

  /** A copy of the bytes that the last call left in the frame. */
  bytes() {
    return this.#span(TEXT).slice()
  }

  /** The header that the last call left in the frame. */
  header() {
    return decoder.decode(this.#span(HEADER))
  }

  /** Changes whenever the header of a verifier may have. */
  headerSerial() {
    return this.#word(HEADER_SERIAL)
  }

  flag() {
    return this.#word(FLAG)
  }

  /** The serial of the names of the claims in the table, or 0 where they are not there. */
  shape() {
    return this.#word(SHAPE)
  }

  /** The claims of the last token, by row. */
  table() {
    this.#refresh()
    return this.#table
  }

  /** Where a verifier's cache had the token of the last call. */
  cacheSlot() {
    return this.#word(CACHE_SLOT)
  }

  /** What tells two tokens apart that were kept in one slot; 0 where the token was not there. */
  cacheSerial() {
    return this.#word(CACHE_SERIAL)
  }

  /** How many slots the last call of a verifier with a cache gave up. */
  droppedCount() {
    return this.#word(DROPPED + 1)
  }

  /** The slots that it gave up. */
  dropped() {
    const count = this.droppedCount()
    return new Uint32Array(this.#memory.buffer, this.#word(DROPPED), count)
  }

  /** What the failure of the last call is about, or an empty string. */
  detail() {
    return decoder.decode(this.#span(DETAIL))
  }

  /**
   * Writes a secret straight into a buffer that C++ owns and wipes, with another text behind it where there is one.
   * Returns the size of the first.
   *
   * @param {string | Uint8Array} secret
   * @param {string} [behind]
   */
  writeSecret(secret, behind = '') {
    const size = typeof secret === 'string' ? utf8Length(secret) : secret.length
    const room = this.#secretRoom(size + utf8Length(behind))
    if (typeof secret === 'string') encoder.encodeInto(secret, room)
    else room.set(secret)
    encoder.encodeInto(behind, room.subarray(size))
    return size
  }

  /** The text that the last call left in the secret buffer and named in the frame; the buffer is wiped. */
  takeSecretText() {
    const text = this.text()
    this.#glue._holoband_secret(0)
    return text
  }

  /**
   * Copies out a secret that `fill` makes in the buffer that C++ owns, and wipes the buffer.
   *
   * @param {number} size
   * @param {() => void} fill
   */
  readSecret(size, fill) {
    const room = this.#secretRoom(size)
    fill()
    const secret = room.slice()
    this.#glue._holoband_secret(0)
    return secret
  }

  /** Whether nobody wrote to the null address, which nothing stands at: embind does, where it gets no memory for a text. */
  isSound() {
    this.#refresh()
    return this.#lowest[0] === 0
  }

  /** Wipes everything, keys and secrets included. */
  wipe() {
    new Uint8Array(this.#memory.buffer).fill(0)
  }

  /** @param {number} size */
  #secretRoom(size) {
    const address = this.#glue._holoband_secret(size)
    if (address === 0 && size > 0) throw new HolobandError('ERR_OUT_OF_MEMORY')
    this.#refresh()
    return this.#bytes.subarray(address, address + size)
  }

  /** @param {number} index */
  #word(index) {
    this.#refresh()
    return /** @type {number} */ (this.#frame[index])
  }

  /** @param {number} index */
  #span(index) {
    const address = this.#word(index)
    return this.#bytes.subarray(address, address + this.#word(index + 1))
  }

  #refresh() {
    if (this.#frame.length === 0) this.#attach()
  }

  #attach() {
    const { buffer } = this.#memory
    this.#bytes = new Uint8Array(buffer)
    this.#frame = new Uint32Array(buffer, this.#frameAddress, FRAME_WORDS)
    this.#input = new Uint8Array(buffer, this.#inputAddress, this.#inputCapacity)
    this.#lowest = new Uint32Array(buffer, 0, 1)
    const claims = this.#glue._holoband_claims()
    this.#table = {
      numbers: new Float64Array(buffer, claims, CLAIM_ROWS),
      starts: new Uint32Array(buffer, claims + 8 * CLAIM_ROWS, CLAIM_ROWS),
      ends: new Uint32Array(buffer, claims + 12 * CLAIM_ROWS, CLAIM_ROWS),
    }
  }
}

/** @param {string} text */
function utf8Length(text) {
  let length = 0
  for (const character of text) {
    const point = /** @type {number} */ (character.codePointAt(0))
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return length
}
