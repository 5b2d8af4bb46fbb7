import { hashPassword, needsRehash, verifyPassword } from 'holoband'

/** @import { Database } from 'bun:sqlite' */

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} name
 * @property {string} password  its Argon2id hash
 */

/** More than anybody types: what is longer is not hashed. */
const longestPassword = 1024

/** @param {Database} database */
export function createUsers(database) {
  const byName = database.prepare('SELECT id, name, password FROM users WHERE name = ?')
  const byId = database.prepare('SELECT id, name, password FROM users WHERE id = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO users (name, password) VALUES (?, ?)')
  const rehash = database.prepare('UPDATE users SET password = ? WHERE id = ?')

  return {
    /**
     * add makes an account; false where the name is taken.
     *
     * @param {string} name
     * @param {string} password
     */
    add: (name, password) => insert.run(name, hashPassword(password)).changes === 1,

    /** @param {{ username: string, password: string }} credentials */
    authenticate({ username, password }) {
      if (password.length > longestPassword) return null
      const user = /** @type {User | null} */ (byName.get(username))
      // An unknown name costs as much time as a known one, so that nobody learns from it which names exist.
      if (!verifyPassword(password, user?.password) || user === null) return null
      if (needsRehash(user.password)) rehash.run(hashPassword(password), user.id)
      return { subject: String(user.id) }
    },

    /**
     * What access tokens say of an account; null where it has gone, and its sessions with it.
     *
     * @param {string} subject
     */
    claimsOf(subject) {
      const user = /** @type {User | null} */ (byId.get(Number(subject)))
      return user === null ? null : { name: user.name }
    },
  }
}
