/** How browsers reach this server. The Host header is what somebody has sent, and decides nothing. */
export function origin() {
  return process.env.ORIGIN ?? 'http://localhost:3000'
}

/**
 * readKey gives the JWK of a variable.
 *
 * @param {'SESSION_KEY' | 'SESSION_PUBLIC_KEY'} name
 */
export function readJwk(name) {
  const text = process.env[name]
  if (text === undefined) throw new Error(`${name} is not set: see the README.`)
  try {
    return JSON.parse(text)
  } catch {
    // The error of the parser would show a part of the key.
    throw new Error(`${name} is not JSON.`)
  }
}
