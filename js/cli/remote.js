import { createRemoteKeySet, HolobandError } from '../index.js'
import { given } from './given.js'
import { warnOfSkipped } from './key.js'
import { Problem } from './problem.js'

/** @import { Algorithm } from '../index.js' */
/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */

export const remoteOptions = /** @type {const} */ ({
  jwks: {
    type: 'string',
    value: 'SOURCE',
    text: 'A JWK set: a file, or the https URL that an issuer publishes it under.',
  },
  'allow-insecure-loopback-for-local-development': {
    type: 'boolean',
    text: 'Let the URL of --jwks be http to this very machine.',
  },
})

/**
 * isUrl tells a URL from a path. What has the form of one is never opened as a file, so that `file:` is refused.
 *
 * @param {string} source
 */
export function isUrl(source) {
  return /^[a-z][a-z0-9+.-]+:/i.test(source)
}

/**
 * fetchKeys gets the keys of a URL once. Whoever asks disposes of them.
 *
 * @param {string} url
 * @param {readonly Algorithm[]} algorithms
 * @param {Arguments} args
 * @param {Context} context
 */
export async function fetchKeys(url, algorithms, args, context) {
  const options = given({
    algorithms: algorithms.length > 0 ? algorithms : undefined,
    allowInsecureLoopbackForLocalDevelopment: isInsecure(args) ? true : undefined,
  })
  const keys = createRemoteKeySet(url, options)
  try {
    await keys.load()
    warnOfSkipped(keys.skipped, context)
    return keys
  } catch (error) {
    keys.dispose()
    throw remoteProblem(error)
  }
}

/** @param {Arguments} args */
export function isInsecure(args) {
  return args.has('allow-insecure-loopback-for-local-development')
}

/**
 * remoteProblem says what became of a fetch. The URL is not repeated: it may hold what only its user knows.
 *
 * @param {unknown} error
 */
export function remoteProblem(error) {
  if (!(error instanceof HolobandError)) return error
  const { cause, code, message } = error
  const reason = cause instanceof HolobandError ? `${cause.code}: ${cause.message}` : reasonOf(cause)
  return new Problem(code, reason === undefined ? message : `${message} (${reason})`, error)
}

/** @param {unknown} cause */
export function reasonOf(cause) {
  if (!(cause instanceof Error)) return undefined
  // What fetch throws says nothing itself; its own cause has the system's code, which holds no name.
  const { code } = /** @type {{ code?: unknown }} */ (cause.cause ?? {})
  return typeof code === 'string' ? code : cause.message
}
