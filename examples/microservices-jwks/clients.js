import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Who may have tokens, and for what. A client secret is made by a machine and has 256 bits, so that one round of SHA-256
 * is enough to store it; a person's password needs `hashPassword` of the library.
 *
 * @typedef {object} Client
 * @property {string} id
 * @property {Buffer} hash
 * @property {Readonly<Record<string, string>>} scopes  what it may do, by the service that it may do it to
 */

/** What an unknown client is compared with, so that the time does not tell which clients exist. */
const nobody = sha256('')

/**
 * createClients makes the table of clients.
 *
 * @param {readonly { id: string, secret: string, scopes: Client['scopes'] }[]} entries
 */
export function createClients(entries) {
  const clients = new Map(
    entries.map(({ id, secret, scopes }) => [
      id,
      { id, hash: sha256(secret), scopes: Object.freeze({ ...scopes }) },
    ]),
  )
  return {
    /**
     * authenticate reads an Authorization header (RFC 6749 section 2.3.1), or returns null.
     *
     * @param {string | null} header
     * @returns {Client | null}
     */
    authenticate(header) {
      const { id, secret } = readBasic(header)
      const client = clients.get(id)
      const matches = timingSafeEqual(sha256(secret), client?.hash ?? nobody)
      return matches && client !== undefined ? client : null
    },
  }
}

/**
 * readBasic reads the scheme Basic (RFC 7617). The two parts were encoded as forms are, so that they may contain anything.
 *
 * @param {string | null} header
 */
export function readBasic(header) {
  const [, encoded = ''] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '') ?? []
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return { id: '', secret: '' }
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) }
}

/** @param {string} text */
function formDecoded(text) {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? ''
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest()
}
