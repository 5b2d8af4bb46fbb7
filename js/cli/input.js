import { open } from 'node:fs/promises'
import { Problem } from './problem.js'

/** @import { Context } from './types.js' */

/** A key, a token or claims of a mebibyte are a mistake, or a device that never ends. */
const limit = 2 ** 20

/** What became of a file, by the system's code. */
const sentences = new Map([
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'does not exist'],
  ['ENAMETOOLONG', 'cannot exist: the name is too long. Was the content given where the path belongs?'],
  ['EACCES', 'may not be opened: permission denied'],
  ['EPERM', 'may not be opened: permission denied'],
  ['EISDIR', 'is a directory'],
  ['EEXIST', 'exists already; --force replaces it'],
  ['EROFS', 'is on a file system that cannot be written'],
  ['ENOSPC', 'does not fit: the device is full'],
])

/**
 * fileProblem turns a system error into a sentence. The path is named by its option and never printed, because
 * `--key-file "$SECRET"` is a mistake that people make, in jobs whose output is kept.
 *
 * @param {unknown} error
 * @param {string} subject for example 'The file of --key-file'
 */
export function fileProblem(error, subject) {
  if (error instanceof Problem) return error
  const code = systemCode(error)
  if (code === undefined) throw error
  const sentence = sentences.get(code) ?? `cannot be used (${code})`
  return new Problem('ERR_CLI_FILE', `${subject} ${sentence}${sentence.endsWith('?') ? '' : '.'}`, error)
}

/** @param {unknown} error */
export function systemCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
    ? error.code
    : undefined
}

/**
 * readFile reads a file of at most a mebibyte. The mode comes from the handle that was read, so that it speaks of the
 * same file; it is null for what is no regular file, such as the pipe of a process substitution.
 *
 * @param {string} path
 * @param {string} option the option that named it
 */
export function readFile(path, option) {
  return readFileNamed(path, `The file of --${option}`)
}

/**
 * readFileNamed reads a file that no option names.
 *
 * @param {string} path
 * @param {string} subject
 */
export async function readFileNamed(path, subject) {
  try {
    const handle = await open(path, 'r')
    try {
      const status = await handle.stat()
      const bytes = await collect(handle.createReadStream({ autoClose: false }), subject)
      return { bytes, mode: status.isFile() ? status.mode & 0o777 : null }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileProblem(error, subject)
  }
}

/** The contexts whose standard input has been read. @type {WeakSet<Context>} */
const drained = new WeakSet()

/**
 * readStdin reads standard input to its end. Waiting for a person to type a token is never what was meant, and what two
 * things are to be read from would leave the second empty.
 *
 * @param {Context} context
 * @param {string} hint how else to give it
 */
export async function readStdin(context, hint) {
  if (drained.has(context)) {
    throw new Problem('ERR_OPTION_CONFLICT', `Standard input has given something else already. ${hint}`)
  }
  drained.add(context)
  const stdin = context.stdin()
  if (stdin.isTTY === true) {
    throw new Problem('ERR_CLI_INPUT', `Nothing was given, and standard input is a terminal. ${hint}`)
  }
  try {
    return await collect(stdin, 'Standard input')
  } catch (error) {
    throw fileProblem(error, 'Standard input')
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {string} subject
 */
async function collect(chunks, subject) {
  const parts = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) throw new Problem('ERR_CLI_INPUT', `${subject} is longer than 1 MiB.`)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/**
 * withoutNewline takes off exactly one line ending, the one that echo and editors put at the end. A second one, a
 * space or a byte order mark stays and makes the token invalid: a token has one spelling, and a tool that repairs
 * another would call good what every verifier refuses.
 *
 * @param {string} text
 */
export function withoutNewline(text) {
  return text.replace(/\r?\n$/, '')
}

/**
 * textOf decodes bytes that must be UTF-8. A byte order mark is kept for the reader behind it to refuse.
 *
 * @param {Uint8Array} bytes
 * @param {string} subject
 */
export function textOf(bytes, subject) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new Problem('ERR_UTF8_INVALID', `${subject} is not valid UTF-8.`, error)
  }
}
