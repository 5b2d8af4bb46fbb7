import { apiHarnesses } from './api.js'
import { architectureHarnesses } from './architecture.js'
import { clientHarnesses } from './client.js'
import { migrationHarnesses } from './migration.js'
import { readmeHarnesses } from './readme.js'
import { runtimeHarnesses } from './runtimes.js'
import { sessionHarnesses } from './sessions.js'

/** @import { Harness } from '../support/programs.js' */

/**
 * What blocks need around them, by the name that the comment above a block gives.
 *
 * @type {Readonly<Record<string, Harness>>}
 */
export const harnesses = Object.freeze({
  ...readmeHarnesses,
  ...clientHarnesses,
  ...apiHarnesses,
  ...runtimeHarnesses,
  ...sessionHarnesses,
  ...migrationHarnesses,
  ...architectureHarnesses,
})
