import { verifyPassword } from 'holoband'
// Deno loads what a program imports without asking for a permission.
import accounts from './users.json' with { type: 'json' }

/** @type {Readonly<Record<string, { id: string, hash: string } | undefined>>} */
const byName = Object.assign(Object.create(null), accounts)

/** More than anybody types: what is longer is not hashed. */
const longestPassword = 1024

/** @param {{ username: string, password: string }} credentials */
export function authenticate({ username, password }) {
  if (password.length > longestPassword) return null
  const account = byName[username]
  // An unknown name costs as much time as a known one, so that nobody learns from it which names exist.
  return verifyPassword(password, account?.hash) && account !== undefined ? { subject: account.id } : null
}

/**
 * claimsOf gives what access tokens say of an account; null where it has gone, and its sessions with it.
 *
 * @param {string} subject
 */
export function claimsOf(subject) {
  const found = Object.entries(accounts).find(([, { id }]) => id === subject)
  return found === undefined ? null : { name: found[0] }
}
