import { hashPassword, needsRehash, verifyPassword } from 'holoband'

/** @import { D1Database } from 'holoband/stores/d1' */

/** @typedef {{ id: number, name: string, password: string }} User  the password as its Argon2id hash */

/** More than anybody types: what is longer is not hashed. */
const longestPassword = 1024

/** @param {D1Database} database */
export function createUsers(database) {
  /**
   * @param {'id' | 'name'} column
   * @param {string} value
   */
  async function find(column, value) {
    const query = database.prepare(`SELECT id, name, password FROM users WHERE ${column} = ?`)
    const { results } = await query.bind(value).all()
    return /** @type {User[]} */ (results)[0]
  }

  return {
    /** @param {{ username: string, password: string }} credentials */
    async authenticate({ username, password }) {
      if (password.length > longestPassword) return null
      const user = await find('name', username)
      // An unknown name costs as much time as a known one, so that nobody learns from it which names exist.
      if (!verifyPassword(password, user?.password) || user === undefined) return null
      if (needsRehash(user.password)) {
        const update = database.prepare('UPDATE users SET password = ? WHERE id = ?')
        await update.bind(hashPassword(password), user.id).all()
      }
      return { subject: String(user.id) }
    },

    /**
     * What access tokens say of an account; null where it has gone, and its sessions with it.
     *
     * @param {string} subject
     */
    async claimsOf(subject) {
      const user = await find('id', subject)
      return user === undefined ? null : { name: user.name }
    },
  }
}
