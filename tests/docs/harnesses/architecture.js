/** @import { Harness } from '../support/programs.js' */

/** @type {Readonly<Record<string, Harness>>} */
export const architectureHarnesses = Object.freeze({
  rules: {
    in: 'node',
    before: `
      import { createIssuer, createVerifier, generateKey } from 'holoband'
      const key = generateKey('HS256')
      const token = createIssuer({ key, issuer: null, audience: null, ttl: 60 }).issue({})`,
  },
})
