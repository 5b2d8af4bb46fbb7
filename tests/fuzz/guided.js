// A fuzzer for functions in JavaScript that is guided, like those in C++, by the code that its inputs reach: V8 counts the
// blocks of one module of the package, and an input that reaches a new one is kept and changed further.
import fs from 'node:fs'
import inspector from 'node:inspector'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { nameOf, readInputs } from '../../scripts/lib/fuzz/corpus.js'

/**
 * @typedef {import('../../scripts/lib/fuzz-targets.js').FuzzOptions} FuzzOptions
 * @typedef {import('../../scripts/lib/fuzz-targets.js').FuzzResult} FuzzResult
 *
 * @typedef {object} Subject
 * @property {string} module  the source that counts, such as js/session/cookies.js
 * @property {readonly string[]} dictionary  texts that inputs are likely to need
 * @property {(input: Uint8Array) => string} check  throws where a promise is broken; returns what the outcome looks like, so
 *   that an input with another outcome is kept too
 *
 * @typedef {{ start: number, end: number }} Range
 */

/** Asking V8 takes longer than many inputs do, so that it is asked about as many at once. */
const batchSize = 64

/** Over the longest cookie that browsers keep, with its attributes. */
const maxBytes = 8192

const reportMs = 5_000

/**
 * @param {FuzzOptions} options
 * @param {Subject} subject
 * @returns {Promise<FuzzResult>}
 */
export async function fuzzGuided({ seconds, seed, corpus, report }, { module, dictionary, check }) {
  const blocks = new Blocks(module)
  const fuzzer = new Fuzzer(blocks, check, new Mutator(seed, dictionary))
  fuzzer.begin(corpus)
  const end = performance.now() + seconds * 1000
  for (let next = 0; performance.now() < end && fuzzer.finding === undefined; ) {
    fuzzer.round(corpus)
    if (performance.now() < next) continue
    next = performance.now() + reportMs
    report(`${fuzzer.executions} executions, ${blocks.summary()}, ${fuzzer.kept.length} inputs`)
  }
  const findings = fuzzer.finding === undefined ? [] : [fuzzer.finding]
  return { executions: fuzzer.executions, coverage: blocks.summary(), findings }
}

/** Fuzzer has the inputs that are worth changing. */
class Fuzzer {
  #blocks
  #check
  #mutator
  /** @type {Set<string>} */
  #outcomes = new Set()

  executions = 0
  /** @type {Uint8Array[]} */
  kept = []
  /** @type {import('../../scripts/lib/fuzz-targets.js').Finding | undefined} */
  finding

  /**
   * @param {Blocks} blocks
   * @param {Subject['check']} check
   * @param {Mutator} mutator
   */
  constructor(blocks, check, mutator) {
    this.#blocks = blocks
    this.#check = check
    this.#mutator = mutator
  }

  /**
   * Gives every input of the corpus, the shortest first. One that adds nothing to the shorter ones is removed.
   * @param {string} corpus
   */
  begin(corpus) {
    for (const input of readInputs(corpus)) {
      if (this.#isNew(input)) this.kept.push(input)
      else if (this.finding === undefined) fs.rmSync(path.join(corpus, nameOf(input)), { force: true })
      if (this.finding !== undefined) return
    }
  }

  /** @param {string} corpus */
  round(corpus) {
    const inputs = Array.from({ length: batchSize }, () => this.#mutator.next(this.kept))
    const outcomes = inputs.map((input) => this.#run(input))
    const reached = this.#blocks.take()
    if (this.finding !== undefined) return
    if (!reached && outcomes.every((outcome) => this.#outcomes.has(outcome))) return
    for (const input of inputs) {
      if (!this.#isNew(input)) continue
      this.kept.push(input)
      fs.writeFileSync(path.join(corpus, nameOf(input)), input)
    }
  }

  /** @param {Uint8Array} input */
  #isNew(input) {
    const outcome = this.#run(input)
    const isOther = !this.#outcomes.has(outcome)
    this.#outcomes.add(outcome)
    return this.#blocks.takeAndKeep() || isOther
  }

  /** @param {Uint8Array} input */
  #run(input) {
    this.executions++
    try {
      return this.#check(input)
    } catch (error) {
      const name = error instanceof Error ? error.message : String(error)
      this.finding ??= { name, input: this.#shortest(input, name) }
      return ''
    }
  }

  /**
   * Leaves out whatever the same promise is broken without.
   * @param {Uint8Array} input
   * @param {string} name
   */
  #shortest(input, name) {
    let shortest = [...input]
    for (let size = Math.ceil(shortest.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at + size <= shortest.length; ) {
        const shorter = shortest.toSpliced(at, size)
        if (this.#breaks(Uint8Array.from(shorter), name)) shortest = shorter
        else at += size
      }
    }
    return Uint8Array.from(shortest)
  }

  /**
   * @param {Uint8Array} input
   * @param {string} name
   */
  #breaks(input, name) {
    try {
      this.#check(input)
      return false
    } catch (error) {
      return error instanceof Error && error.message === name
    }
  }
}

/** Mutator makes inputs out of others. */
class Mutator {
  #state
  #words

  /**
   * @param {number} seed
   * @param {readonly string[]} dictionary
   */
  constructor(seed, dictionary) {
    this.#state = seed
    this.#words = dictionary.map((word) => Buffer.from(word, 'latin1'))
  }

  /** @param {number} limit */
  #below(limit) {
    // Of Weyl's sequence, mixed: every seed gives another one, and each the same every time.
    this.#state = (this.#state + 0x9e3779b9) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) % limit
  }

  /**
   * @param {readonly Uint8Array[]} inputs
   * @returns {Uint8Array}
   */
  next(inputs) {
    let bytes = [...this.#oneOf(inputs)]
    for (let changes = 1 + this.#below(4); changes > 0; changes--) bytes = this.#changed(bytes, inputs)
    return Uint8Array.from(bytes.slice(0, maxBytes))
  }

  /** @param {readonly Uint8Array[]} from */
  #oneOf(from) {
    return from[this.#below(Math.max(from.length, 1))] ?? new Uint8Array()
  }

  /**
   * @param {number[]} bytes
   * @param {readonly Uint8Array[]} inputs
   */
  #changed(bytes, inputs) {
    const at = this.#below(bytes.length + 1)
    const length = this.#below(Math.min(bytes.length - at, 8) + 1)
    switch (this.#below(7)) {
      case 0:
        return bytes.toSpliced(at, length)
      case 1:
        return bytes.toSpliced(at, 0, this.#below(256))
      case 2:
        return bytes.toSpliced(at, 1, this.#below(256))
      case 3:
        return bytes.toSpliced(at, 0, ...this.#oneOf(this.#words))
      case 4:
        return bytes.toSpliced(at, length, ...this.#oneOf(this.#words))
      case 5:
        return bytes.toSpliced(at, 0, ...bytes.slice(this.#below(bytes.length + 1)))
      default:
        return [...bytes.slice(0, at), ...this.#oneOf(inputs).slice(this.#below(16))]
    }
  }
}

/** Blocks are those of one module, as V8 knows them, and which of them were ever reached. */
class Blocks {
  #session = new inspector.Session()
  #module
  /** @type {Map<string, Range>} */
  #all = new Map()
  /** @type {Set<string>} */
  #reached = new Set()
  /** @type {Map<string, Range | undefined>} */
  #places = new Map()

  /** @param {string} module */
  constructor(module) {
    this.#module = module
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    this.take()
  }

  /** Whether a block was reached, since it was asked the last time, that never was before. */
  take() {
    return [...this.#covered()].some((key) => !this.#reached.has(key))
  }

  /** The same, and from now on it was. */
  takeAndKeep() {
    const before = this.#reached.size
    for (const key of this.#covered()) this.#reached.add(key)
    return this.#reached.size > before
  }

  summary() {
    return `${this.#reached.size} of ${this.#all.size} blocks`
  }

  *#covered() {
    const ranges = this.#rangesNow()
    for (const { start, end } of ranges) this.#all.set(`${start}-${end}`, { start, end })
    // V8 tells of a block only where it was reached less often than what is around it.
    for (const [key, block] of this.#all) {
      const around = ranges.filter(({ start, end }) => start <= block.start && end >= block.end)
      const innermost = around.reduce(
        (least, range) => (range.end - range.start < least.end - least.start ? range : least),
        { start: 0, end: Number.POSITIVE_INFINITY, count: 0 },
      )
      if (innermost.count > 0) yield key
    }
  }

  #rangesNow() {
    /** @type {(Range & { count: number })[]} */
    const ranges = []
    this.#session.post('Profiler.takePreciseCoverage', (error, { result } = { result: [] }) => {
      if (error) throw error
      for (const { url, functions } of result) {
        const place = this.#placeIn(url)
        if (place === undefined) continue
        for (const { startOffset: start, endOffset: end, count } of functions.flatMap(
          (each) => each.ranges,
        )) {
          if (start >= place.start && end <= place.end) ranges.push({ start, end, count })
        }
      }
    })
    return ranges
  }

  /**
   * Where the module is in a file of the package: they are joined to few files, and each begins with a line of its name.
   * @param {string} url
   */
  #placeIn(url) {
    if (!url.includes('/dist/')) return undefined
    if (!this.#places.has(url))
      this.#places.set(url, placeOf(this.#module, fs.readFileSync(fileURLToPath(url), 'utf8')))
    return this.#places.get(url)
  }
}

/**
 * @param {string} module
 * @param {string} text
 * @returns {Range | undefined}
 */
function placeOf(module, text) {
  const start = text.indexOf(`\n// ${module}\n`)
  if (start < 0) return undefined
  const end = text.indexOf('\n// js/', start + 1)
  return { start, end: end < 0 ? text.length : end }
}
