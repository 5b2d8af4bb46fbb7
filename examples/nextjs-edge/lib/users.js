import { verifyPassword } from 'holoband'

/**
 * The accounts, where a real program has a table. Of a password there is the Argon2id hash and no more; that of ada is
 * in the README.
 */
const users = [
  {
    id: '1',
    name: 'ada',
    scope: 'notes:write',
    hash: '$argon2id$v=19$m=19456,t=2,p=1$UTne/veJhuT20abE+P1g/g$QZ9mWymjqWGHNxTDvZek0VKAaXtD+ODTf5B2UMcSPDw',
  },
]

/** More than anybody types: what is longer is not hashed. */
const longestPassword = 1024

/** @param {{ username: string, password: string }} credentials */
export function authenticate({ username, password }) {
  if (password.length > longestPassword) return null
  const user = users.find(({ name }) => name === username)
  // An unknown name costs as much time as a known one, so that nobody learns from it which names exist.
  return verifyPassword(password, user?.hash) && user !== undefined ? { subject: user.id } : null
}

/**
 * claimsOf gives what access tokens say of an account, as it is now; null where it has gone, and its sessions with it.
 *
 * @param {string} subject
 */
export function claimsOf(subject) {
  const user = users.find(({ id }) => id === subject)
  return user === undefined ? null : { name: user.name, scope: user.scope }
}
