import { HolobandError, hashPassword, needsRehash, verifyPassword } from 'holoband'

/**
 * @typedef {'admin' | 'editor' | 'reader'} Role
 *
 * @typedef {object} User
 * @property {string} id    what sessions know the user by: it stays when the name changes
 * @property {string} name
 * @property {Role} role
 * @property {string} hash  a PHC string of Argon2id, never the password itself
 * @property {boolean} banned
 *
 * @typedef {ReturnType<typeof createUsers>} Users
 */

/** What each role may do, as the scope claim of its access tokens (RFC 8693 section 4.2). */
const scopes = Object.freeze({
  admin: 'notes:write users:manage',
  editor: 'notes:write',
  reader: '',
})

/** @type {readonly (readonly [name: string, role: Role])[]} */
export const demoUsers = [
  ['ada', 'admin'],
  ['grace', 'editor'],
  ['edgar', 'reader'],
]

/** Longer ones are not hashed: nobody's password, and work for the server. */
const maxPasswordBytes = 1024

/**
 * createUsers makes the table of users. A real one is in a database; what it has to do is the same.
 *
 * @param {string} password  of all of them, because this is a demo
 */
export function createUsers(password) {
  const hash = hashPassword(password)
  /** @type {User[]} */
  const users = demoUsers.map(([name, role], index) => ({
    id: `${index + 1}`,
    name,
    role,
    hash,
    banned: false,
  }))

  return {
    /** @param {{ username: string, password: string }} credentials */
    authenticate({ username, password: given }) {
      if (Buffer.byteLength(given) > maxPasswordBytes) return null
      const user = users.find(({ name }) => name === username)
      // Without a hash this takes as long as with one, so that the time does not tell which names exist.
      if (!verifyPassword(given, user?.hash) || user === undefined) return null
      if (user.banned) throw new HolobandError('ERR_SUBJECT_REFUSED')
      // The recommended cost grows over the years, and a login is the one moment when the password is known.
      if (needsRehash(user.hash)) user.hash = hashPassword(given)
      return { subject: user.id }
    },

    /**
     * claims is asked at the login and at every refresh: a role that was taken away is gone within one access token's
     * lifetime, and null ends the session.
     *
     * @param {string} subject
     */
    claims(subject) {
      const user = users.find(({ id }) => id === subject)
      if (user === undefined || user.banned) return null
      return { name: user.name, role: user.role, scope: scopes[user.role] }
    },

    list() {
      return users.map(({ name, role, banned }) => ({ name, role, banned }))
    },

    /**
     * setBanned returns the subject that it was done to, or undefined where there is no such user.
     *
     * @param {string} username
     * @param {boolean} banned
     */
    setBanned(username, banned) {
      const user = users.find(({ name }) => name === username)
      if (user !== undefined) user.banned = banned
      return user?.id
    },
  }
}
