/** How often sessions that are over are removed from the store, in milliseconds. */
export const purgeInterval = 60 * 60 * 1000

/**
 * readSettings reads what is set from outside: by the environment, or by a Worker's variables and secrets. Nothing but
 * these names is asked for, so that Deno can be told to show no other.
 *
 * @param {Readonly<Record<string, unknown>>} environment
 */
export function readSettings(environment) {
  const { SESSION_SECRET, PORT = '3000', DATABASE = 'sessions.db' } = environment
  const { ORIGIN = `http://localhost:${PORT}` } = environment
  if (typeof SESSION_SECRET !== 'string')
    throw new Error('SESSION_SECRET is not set. `npx holoband keygen` makes one.')
  return {
    secret: SESSION_SECRET,
    origin: String(ORIGIN),
    database: String(DATABASE),
    // Of this machine only: what the world reaches is a proxy that speaks TLS.
    listen: { port: Number(PORT), hostname: '127.0.0.1' },
  }
}
