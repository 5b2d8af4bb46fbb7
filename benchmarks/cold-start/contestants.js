// Who starts, and with what. Nothing here loads a library: that is what is timed.

/**
 * @typedef {{ secret: string, issuer: string, audience: string }} Setting
 * @typedef {(token: string) => Record<string, unknown> | Promise<Record<string, unknown>>} Verify
 * @typedef {(setting: Setting) => Verify} Start makes the key and the verifier
 */

/** The floor comes first: what it takes is left when everybody else's own part is asked for. */
export const floor = 'bare'
export const contestants = /** @type {const} */ (['holoband', 'jose', 'fast-jwt', 'jsonwebtoken'])
export const everybody = [floor, ...contestants]
