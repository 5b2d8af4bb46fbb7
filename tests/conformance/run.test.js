// The conformance suite, which lives outside the package: every one of its cases that is about something this version
// has must pass, in every tier.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { root } from '../support/process.js'
import { capabilities } from './adapter.js'

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} [alg]
 * @property {string} [pem]
 * @property {string} [expect]
 * @property {{ algorithms?: string[] }} [policy]
 */

/** @typedef {{ id: string, set: string, category: string, status: string, why: string }} Row */

const shared = path.resolve(process.env.HOLOBAND_SHARED ?? path.join(root, '..', 'shared'))
const suite = path.join(shared, 'conformance')
const runner = path.join(suite, 'run.mjs')
const heldOut = path.join(suite, 'heldout')
const data = existsSync(heldOut) ? heldOut : path.join(suite, 'data')

const files = {
  attack: 'attack-cases.json',
  wycheproof: 'wycheproof-jws.json',
  rfc: 'rfc-vectors.json',
  json: 'json-suite.json',
  sign: 'sign-cases.json',
  thumb: 'thumbprints.json',
  cookie: 'cookie-cases.json',
}

// What this version does not have, and says so: anything else that a case was left out for is a fault of the adapter.
const honestReasons = /^(pem|thumbprint|alg (?!HS)\w+)$/

/** @param {string} name */
function casesOf(name) {
  const file = path.join(data, name)
  if (!existsSync(file)) return []
  const content = /** @type {{ cases: Case[] }} */ (JSON.parse(readFileSync(file, 'utf8')))
  return content.cases
}

/**
 * Whether a case is about something that this version has, by its own record and not by what became of it.
 *
 * @param {string} set
 * @param {Case} one
 */
function isOurs(set, { alg, pem, expect, policy }) {
  if (set === 'thumb' || pem !== undefined) return false
  if (set === 'cookie') return true
  if (set === 'sign') return expect !== 'ok' || capabilities.algs.includes(alg ?? '')
  const algorithms = policy?.algorithms
  if (algorithms === undefined || algorithms.length === 0) return true
  return algorithms.some((name) => capabilities.algs.includes(name))
}

/**
 * @param {string} out
 * @returns {Promise<{ table: string, rows: Row[] }>}
 */
function runSuite(out) {
  const adapter = fileURLToPath(new URL('adapter.js', import.meta.url))
  const args = [runner, adapter, '--data', data, '--sets', Object.keys(files).join(','), '--out', out]
  return new Promise((resolve, reject) => {
    // The exit status speaks of two tiers only; the rows speak of all, so they are what is judged.
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 }, (error, table, errors) => {
      if (!existsSync(out))
        return reject(new Error(`the runner wrote no results: ${errors || error?.message}`))
      resolve({ table, rows: JSON.parse(readFileSync(out, 'utf8')).rows })
    })
  })
}

const absent = existsSync(runner) ? false : `the conformance suite is not at ${path.relative(root, suite)}`

test('the conformance suite is there where it must be', {
  skip: process.env.CI === 'true' ? false : absent,
}, () => {
  assert.equal(absent, false)
})

describe('the conformance suite', { skip: absent }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-conformance-'))
  /** @type {Row[]} */
  let rows = []

  before(async () => {
    const result = await runSuite(path.join(folder, 'results.json'))
    rows = result.rows
    console.log(result.table)
  })
  after(() => rmSync(folder, { recursive: true }))

  for (const [set, file] of Object.entries(files)) {
    const cases = casesOf(file)
    if (cases.length === 0) continue

    test(`every ${set} case that this version can be asked passes`, () => {
      const status = new Map(rows.filter((row) => row.set === set).map((row) => [row.id, row]))
      const asked = cases.filter((one) => isOurs(set, one))
      for (const { id } of asked) {
        const row = status.get(id)
        assert.equal(row?.status, 'pass', `${id}: ${row?.why}`)
      }
      const passes = [...status.values()].filter((row) => row.status === 'pass')
      assert.ok(passes.length >= asked.length, `${passes.length} passes of ${asked.length} cases in ${set}`)
    })

    test(`no ${set} case fails, shows nothing, or is left out for a reason that is not true`, () => {
      const judged = rows.filter((row) => row.set === set)
      assert.equal(judged.length, cases.length)
      for (const { id, status, why } of judged) {
        if (status === 'na') assert.match(why, honestReasons, id)
        else assert.equal(status, 'pass', `${id}: ${why}`)
      }
    })
  }
})
