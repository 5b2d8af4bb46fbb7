import { parseArgs } from 'node:util'
import { HolobandError, parseDuration } from 'holoband'

export const usage = `Usage: node examples/login-server/server.js [options]

  --port N           the port to listen on (default 8080; the next free one when it is taken; 0: any)
  --host HOST        the address to listen on (default 127.0.0.1)
  --access-ttl TIME  how long an access token lives, such as 20s (default 15m)
  --refresh-ttl TIME how long a session lives (default 7d)
  --db FILE          where the users are kept (default :memory:, gone when the server stops)
  --insecure-cookies leave Secure out of the cookies, for browsers that refuse it on http://localhost
  --help             print this text

HOLOBAND_DEMO_SECRET, at least 32 bytes in base64url, is the signing secret; without it one is made for this run.`

/** UsageError is a command line that cannot be followed; its message is a sentence for the person who typed it. */
export class UsageError extends Error {}

/**
 * @typedef {object} Settings
 * @property {boolean} help
 * @property {number} port
 * @property {string} host
 * @property {string} db
 * @property {number} accessTtl   seconds
 * @property {number} refreshTtl  seconds
 * @property {boolean} insecureCookies
 */

/**
 * readArguments reads the command line, or throws a UsageError.
 *
 * @param {string[]} argv
 * @returns {Settings}
 */
export function readArguments(argv) {
  const given = parse(argv)
  return {
    help: given.help === true,
    port: readPort(given.port ?? '8080'),
    host: notEmpty('host', given.host ?? '127.0.0.1'),
    db: notEmpty('db', given.db ?? ':memory:'),
    accessTtl: readDuration('access-ttl', given['access-ttl'] ?? '15m'),
    refreshTtl: readDuration('refresh-ttl', given['refresh-ttl'] ?? '7d'),
    insecureCookies: given['insecure-cookies'] === true,
  }
}

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        db: { type: 'string' },
        'access-ttl': { type: 'string' },
        'refresh-ttl': { type: 'string' },
        'insecure-cookies': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The command line cannot be read.')
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port <= 65535) return port
  throw new UsageError('--port takes a number from 0 to 65535, for example --port 8080.')
}

/**
 * @param {string} name
 * @param {string} text
 */
function readDuration(name, text) {
  try {
    const seconds = parseDuration(/^[0-9]+$/.test(text) ? Number(text) : text)
    if (seconds >= 1) return seconds
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
  }
  throw new UsageError(`--${name} takes at least one second, written such as 20s, 15m, 12h or 7d.`)
}

/**
 * @param {string} name
 * @param {string} text
 */
function notEmpty(name, text) {
  if (text !== '') return text
  throw new UsageError(`--${name} is empty. Is it a shell variable that is not set?`)
}
