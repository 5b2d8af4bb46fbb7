import { HolobandError, hashPassword, needsRehash, verifyPassword } from 'holoband'

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} name
 * @property {string} hash  a PHC string of Argon2id, never the password itself
 * @property {'admin' | 'member'} role
 *
 * @typedef {ReturnType<typeof createUsers>} Users
 */

/** What each role may do, as the scope claim of its access tokens (RFC 8693 section 4.2). */
const scopes = Object.freeze({ admin: 'users:read', member: '' })

/** Longer ones are not hashed: nobody's password, and work for the server. */
const maxPasswordBytes = 1024

const schema = `CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'member'))
)`

/**
 * createUsers keeps the users in a database.
 *
 * @param {import('libsql').Database} database
 */
export function createUsers(database) {
  database.exec(schema)
  const byName = database.prepare('SELECT id, name, hash, role FROM users WHERE name = ?')
  const byId = database.prepare('SELECT id, name, hash, role FROM users WHERE id = ?')
  const insert = database.prepare(
    'INSERT INTO users (name, hash, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const update = database.prepare('UPDATE users SET hash = ? WHERE id = ?')
  const all = database.prepare('SELECT name, role FROM users ORDER BY id')

  /**
   * @param {User | undefined} user
   * @param {string} password
   */
  function verify(user, password) {
    if (Buffer.byteLength(password) > maxPasswordBytes) return undefined
    // Without a hash this takes as long as with one, so that the time does not tell which names exist.
    return verifyPassword(password, user?.hash) ? user : undefined
  }

  return {
    /** @param {{ username: string, password: string }} credentials */
    authenticate({ username, password }) {
      const user = verify(/** @type {User | undefined} */ (byName.get(username)), password)
      if (user === undefined) return null
      // The recommended cost grows over the years, and a login is the one moment when the password is known.
      if (needsRehash(user.hash)) update.run(hashPassword(password), user.id)
      return { subject: String(user.id) }
    },

    /**
     * claims is asked at the login and at every refresh; null ends the session of an account that is gone.
     *
     * @param {string} subject
     */
    claims(subject) {
      const user = /** @type {User | undefined} */ (byId.get(Number(subject)))
      return user === undefined ? null : { name: user.name, role: user.role, scope: scopes[user.role] }
    },

    /**
     * add returns whether the name was free.
     *
     * @param {string} name
     * @param {string} password
     * @param {User['role']} [role]
     */
    add(name, password, role = 'member') {
      return insert.run(name, hashPassword(password), role).changes === 1
    },

    /**
     * changePassword throws ERR_CREDENTIALS_INVALID where the old one is wrong.
     *
     * @param {string} subject
     * @param {{ from: string, to: string }} passwords
     */
    changePassword(subject, { from, to }) {
      const user = verify(/** @type {User | undefined} */ (byId.get(Number(subject))), from)
      if (user === undefined) throw new HolobandError('ERR_CREDENTIALS_INVALID')
      update.run(hashPassword(to), user.id)
    },

    list: () => /** @type {Pick<User, 'name' | 'role'>[]} */ (all.all()),
  }
}
