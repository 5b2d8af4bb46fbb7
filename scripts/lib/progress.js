// Says on stderr what is going on: a spinner for people, a line now and then for a log.
import process from 'node:process'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const quietMs = 2_000
const heartbeatMs = 10_000
const frameMs = 100

/**
 * What a step tells of itself: what it is at, and lines to print when it is done.
 * @typedef {{ detail(text: string): void, note(text: string): void }} Progress
 */

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Runs one named step. Whatever it returns or throws is passed on, after a line with its time.
 * @template T
 * @param {string} name
 * @param {(progress: Progress) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const started = performance.now()
  const elapsed = () => performance.now() - started
  let detail = ''
  const notes = /** @type {string[]} */ ([])
  const label = () => (detail ? `${name}: ${detail}` : name)
  const stop = process.stderr.isTTY ? spin(label, elapsed) : beat(label, elapsed)
  try {
    const result = await work({
      detail: (text) => {
        detail = text
      },
      note: (text) => notes.push(text),
    })
    stop()
    say([`✓ ${name} (${seconds(elapsed())})`, ...notes.map((note) => `  ${note}`)].join('\n'))
    return result
  } catch (error) {
    stop()
    say(`✗ ${label()} (${seconds(elapsed())})`)
    throw error
  }
}

/**
 * @param {() => string} label
 * @param {() => number} elapsed
 */
function spin(label, elapsed) {
  let frame = 0
  const draw = () => {
    frame = (frame + 1) % frames.length
    const width = Math.max(20, (process.stderr.columns || 80) - 1)
    const text = `${frames[frame]} ${label()} (${Math.floor(elapsed() / 1000)} s)`
    process.stderr.write(`\r\x1b[2K${text.slice(0, width)}`)
  }
  const timer = setInterval(draw, frameMs)
  return () => {
    clearInterval(timer)
    process.stderr.write('\r\x1b[2K')
  }
}

/**
 * @param {() => string} label
 * @param {() => number} elapsed
 */
function beat(label, elapsed) {
  const line = () => say(`… ${label()} (${Math.floor(elapsed() / 1000)} s)`)
  const first = setTimeout(line, quietMs)
  const rest = setInterval(line, heartbeatMs)
  return () => {
    clearTimeout(first)
    clearInterval(rest)
  }
}
