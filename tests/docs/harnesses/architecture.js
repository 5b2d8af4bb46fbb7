/** @import { Harness } from '../support/programs.js' */

const before = `
  import { createIssuer, createVerifier, generateKey } from 'holoband'
  const key = generateKey('HS256')
  const token = createIssuer({ key, issuer: null, audience: null, ttl: 60 }).issue({})`

/** @type {Readonly<Record<string, Harness>>} */
export const architectureHarnesses = Object.freeze({
  rules: { in: 'node', before },
  cache: { in: 'node', before },
})
