// The native library, asked through a program that is built from this folder and kept running.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { buildPreset } from '../../../scripts/lib/cmake.js'

/** @typedef {readonly (string | Uint8Array)[]} Request */

/** Builds the program, and starts it. */
export async function startNative() {
  const quiet = { detail: () => {}, note: () => {} }
  const folder = await buildPreset('dev', quiet, ['holoband_verdicts'])
  return new Native(path.join(folder, 'tests', 'fuzz', 'wasm-native', 'holoband_verdicts'))
}

export class Native {
  #program
  /** @type {ReturnType<typeof started> | undefined} */
  #running

  /** @param {string} program */
  constructor(program) {
    this.#program = program
  }

  /**
   * @param {readonly Request[]} requests
   * @returns {Promise<Buffer[][]>} the answers, in the same order
   */
  async ask(requests) {
    this.#running ??= started(this.#program)
    const { input, answers } = this.#running
    input.write(Buffer.concat(requests.map(packed)))
    /** @type {Buffer[][]} */
    const received = []
    for (const [question] of requests) {
      const { value } = await answers.next()
      if (value === undefined) {
        // The next question starts another.
        this.#running = undefined
        throw new Error(`the native library ended when it was asked: ${question}`)
      }
      received.push(value)
    }
    return received
  }

  stop() {
    this.#running?.input.end()
  }
}

/** @param {string} program */
function started(program) {
  const { stdin, stdout } = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  // Whatever is written to one that has ended is asked again of another.
  stdin.on('error', () => {})
  return { input: stdin, answers: answersIn(stdout) }
}

/** @param {Request} request */
function packed(request) {
  const texts = request.map((text) => Buffer.from(/** @type {string} */ (text)))
  return Buffer.concat([number(texts.length), ...texts.flatMap((text) => [number(text.length), text])])
}

/** @param {number} value */
function number(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/**
 * @param {AsyncIterable<Buffer>} stream
 * @returns {AsyncGenerator<Buffer[], void>}
 */
async function* answersIn(stream) {
  let bytes = Buffer.alloc(0)
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk])
    for (;;) {
      const answer = firstAnswer(bytes)
      if (answer === undefined) break
      yield answer.texts
      bytes = bytes.subarray(answer.size)
    }
  }
}

/**
 * @param {Buffer} bytes
 * @returns {{ texts: Buffer[], size: number } | undefined} nothing as long as a part of it is missing
 */
function firstAnswer(bytes) {
  if (bytes.length < 4) return undefined
  const texts = []
  let at = 4
  for (let count = bytes.readUInt32LE(0); count > 0; count--) {
    if (bytes.length < at + 4) return undefined
    const end = at + 4 + bytes.readUInt32LE(at)
    if (bytes.length < end) return undefined
    texts.push(bytes.subarray(at + 4, end))
    at = end
  }
  return { texts, size: at }
}
