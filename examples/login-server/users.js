import { HolobandError, hashPassword, needsRehash, verifyPassword } from 'holoband'
import Database from 'libsql'

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} name
 * @property {string} password  a PHC string, never the password itself
 * @property {'admin' | 'user'} role
 * @property {0 | 1} banned
 *
 * @typedef {ReturnType<typeof openUsers>} Users
 */

/** The people of the demo. Their passwords are printed at the start; a real program knows nobody's. */
export const demoUsers = Object.freeze([
  { name: 'ada', password: 'analytical-engine', role: 'admin', banned: 0 },
  { name: 'grace', password: 'nanosecond-of-wire', role: 'user', banned: 0 },
  { name: 'mallory', password: 'man-in-the-middle', role: 'user', banned: 1 },
])

const schema = `CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'user')),
  banned INTEGER NOT NULL DEFAULT 0 CHECK (banned IN (0, 1))
)`

/** What each role may do, as the scope claim of its access tokens (RFC 8693 section 4.2). */
const scopes = Object.freeze({ admin: 'notes:write users:manage', user: 'notes:write' })

/** Longer ones are not hashed: nobody's password, and work for the server. */
const maxPasswordBytes = 1024

/**
 * openUsers opens the table of users in an embedded SQLite database, and puts the demo's people into a new one.
 *
 * @param {string} file a path, or ':memory:'
 */
export function openUsers(file) {
  const database = new Database(file)
  // The sessions may be in the same file, and another process too.
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec(schema)
  seed(database)
  const byName = database.prepare('SELECT id, name, password, role, banned FROM users WHERE name = ?')
  const byId = database.prepare('SELECT id, name, password, role, banned FROM users WHERE id = ?')
  const all = database.prepare('SELECT name, role, banned FROM users ORDER BY id')
  const ban = database.prepare('UPDATE users SET banned = ? WHERE name = ?')
  const rehash = database.prepare('UPDATE users SET password = ? WHERE id = ?')

  return {
    /** @param {{ username: string, password: string }} credentials */
    authenticate({ username, password }) {
      if (Buffer.byteLength(password) > maxPasswordBytes) return null
      const user = /** @type {User | undefined} */ (byName.get(username))
      // An unknown name takes as long as a known one.
      if (!verifyPassword(password, user?.password) || user === undefined) return null
      if (user.banned === 1) throw new HolobandError('ERR_SUBJECT_REFUSED')
      if (needsRehash(user.password)) rehash.run(hashPassword(password), user.id)
      return { subject: String(user.id) }
    },

    /**
     * The claims of the account as it is now, or null where it may not go on.
     *
     * @param {string} subject
     */
    claims(subject) {
      const user = /** @type {User | undefined} */ (byId.get(Number(subject)))
      return user === undefined || user.banned === 1 ? null : claimsOf(user)
    },

    list() {
      const rows = /** @type {User[]} */ (all.all())
      return rows.map(({ name, role, banned }) => ({ name, role, banned: banned === 1 }))
    },

    /**
     * setBanned returns the subject that it was done to, or undefined where there is no such user.
     *
     * @param {string} name
     * @param {boolean} banned
     */
    setBanned(name, banned) {
      ban.run(banned ? 1 : 0, name)
      const user = /** @type {User | undefined} */ (byName.get(name))
      return user === undefined ? undefined : String(user.id)
    },

    close() {
      database.close()
    },
  }
}

/** @param {import('libsql').Database} database */
function seed(database) {
  const known = database.prepare('SELECT 1 FROM users WHERE name = ?')
  const insert = database.prepare('INSERT INTO users (name, password, role, banned) VALUES (?, ?, ?, ?)')
  for (const { name, password, role, banned } of demoUsers) {
    if (known.get(name) === undefined) insert.run(name, hashPassword(password), role, banned)
  }
}

/** @param {User} user */
function claimsOf({ name, role }) {
  return { name, role, scope: scopes[role] }
}
