// Where the conformance suite is, which lives outside the package, and what is in it.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { root } from '../support/process.js'

/** @import { Case } from './verdicts.js' */

/** Where the data are that are no part of this repository. */
export const shared = path.resolve(process.env.HOLOBAND_SHARED ?? path.join(root, '..', 'shared'))
const suite = path.join(shared, 'conformance')
const heldOut = path.join(suite, 'heldout')

export const runner = path.join(suite, 'run.mjs')
export const data = existsSync(heldOut) ? heldOut : path.join(suite, 'data')

export const files = {
  attack: 'attack-cases.json',
  wycheproof: 'wycheproof-jws.json',
  rfc: 'rfc-vectors.json',
  json: 'json-suite.json',
  sign: 'sign-cases.json',
  thumb: 'thumbprints.json',
  cookie: 'cookie-cases.json',
  prim: 'wycheproof-primitives.json',
}

/** Why the suite cannot run, or false. */
export const absent = existsSync(runner)
  ? false
  : `the conformance suite is not at ${path.relative(root, suite)}`

/** The same where it may be absent: with CI=true it must be there, and a test that needs it fails. */
export const skip = process.env.CI === 'true' ? false : absent

/**
 * @param {string} name of a file
 * @returns {Case[]}
 */
export function casesOf(name) {
  const file = path.join(data, name)
  if (!existsSync(file)) return []
  const content = /** @type {{ cases: Case[] }} */ (JSON.parse(readFileSync(file, 'utf8')))
  return content.cases
}

/**
 * The sets of these data and their cases, without those that they do not have.
 *
 * @returns {Record<string, Case[]>}
 */
export function allSets() {
  const sets = Object.entries(files).map(([set, file]) => /** @type {const} */ ([set, casesOf(file)]))
  return Object.fromEntries(sets.filter(([, cases]) => cases.length > 0))
}

/**
 * A name for these very cases.
 *
 * @param {Record<string, Case[]>} sets
 */
export function hashOf(sets) {
  return createHash('sha256').update(JSON.stringify(sets)).digest('hex')
}
