import { parseArgs } from 'node:util'
import { HolobandError, parseDuration } from 'holoband'

export const usage = `Usage: node examples/login-server/server.js [options]

  --port N           the port to listen on (default 8080; the next free one when it is taken; 0: any)
  --host HOST        the address to listen on (default 127.0.0.1)
  --access-ttl TIME  how long an access token lives, such as 20s (default 15m)
  --idle-ttl TIME    how long a session lives that is not refreshed (default 7d)
  --grace TIME       how long after a refresh its answer is given again to the token before it (default 5s, which is
                     short for the show, at most 300s; the library's default is 30s)
  --db FILE          the SQLite database of users and sessions (default :memory:, gone when the server stops)
  --store URL        keep the sessions elsewhere: redis://host:6379 or postgres://user@host/database
  --insecure-cookies leave Secure out of the cookies, for browsers that refuse it on http://localhost
  --help             print this text

Tokens are signed by an Ed25519 key that is made for this run. HOLOBAND_DEMO_SECRET, at least 32 bytes in base64url, is
a secret to sign with instead (HS256).`

/** UsageError is a command line that cannot be followed; its message is a sentence for the person who typed it. */
export class UsageError extends Error {}

/**
 * @typedef {object} Settings
 * @property {boolean} help
 * @property {number} port
 * @property {string} host
 * @property {string} db
 * @property {string | undefined} store  the address of another store for the sessions
 * @property {number} accessTtl  seconds
 * @property {number} idleTtl    seconds
 * @property {number} grace      seconds
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
    store: given.store === undefined ? undefined : readStore(given.store),
    accessTtl: readDuration('access-ttl', given['access-ttl'] ?? '15m'),
    idleTtl: readDuration('idle-ttl', given['idle-ttl'] ?? '7d'),
    grace: readGrace(given.grace ?? '5s'),
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
        store: { type: 'string' },
        'access-ttl': { type: 'string' },
        'idle-ttl': { type: 'string' },
        grace: { type: 'string' },
        'insecure-cookies': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The command line cannot be read.')
  }
}

/** @param {string} text */
function readStore(text) {
  if (/^(?:rediss?|postgres(?:ql)?):\/\/./.test(text) && URL.canParse(text)) return text
  throw new UsageError(
    '--store takes an address such as redis://localhost:6379 or postgres://me@localhost/mine.',
  )
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

/** @param {string} text */
function readGrace(text) {
  const seconds = readDuration('grace', text)
  if (seconds <= 300) return seconds
  throw new UsageError('--grace takes 300 s at most: so long, a stolen token may be used unnoticed.')
}

/**
 * @param {string} name
 * @param {string} text
 */
function notEmpty(name, text) {
  if (text !== '') return text
  throw new UsageError(`--${name} is empty. Is it a shell variable that is not set?`)
}
