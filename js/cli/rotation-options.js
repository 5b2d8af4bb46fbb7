import { duration } from './values.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Policy } from './key-plan.js' */

export const rotationOptions = /** @type {const} */ ({
  ttl: {
    type: 'string',
    value: 'DURATION',
    text: 'How long the longest-lived token is good: seconds, or 90s, 15m, 12h, 7d, 2w.',
  },
  'jwks-max-age': {
    type: 'string',
    value: 'DURATION',
    text:
      'How long caches keep the published set, as its Cache-Control says, and a CDN on top of that: seconds, or 10m, ' +
      '1h.',
  },
  margin: {
    type: 'string',
    value: 'DURATION',
    text:
      'How much later the slowest verifier has the set, for fetches that fail at first and the cooldown between two: ' +
      'seconds, or 30s, 5m. Unless given: 60.',
  },
  tolerance: {
    type: 'string',
    value: 'DURATION',
    text: 'How far clocks may differ, the greatest that a verifier allows: seconds, or 30s, 5m. Unless given: 0.',
  },
})

/** What holds where nothing is said. */
export const rotationDefaults = Object.freeze({ margin: 60, tolerance: 0 })

/**
 * rotationPolicy reads what the command line says of the policy.
 *
 * @param {Arguments} args
 * @returns {{ [K in keyof Policy]: number | undefined }}
 */
export function rotationPolicy(args) {
  return {
    ttl: duration(args, 'ttl'),
    jwksMaxAge: duration(args, 'jwks-max-age'),
    margin: duration(args, 'margin'),
    tolerance: duration(args, 'tolerance'),
  }
}
