// The conformance suite, which lives outside the package: every one of its cases must pass, in every tier.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { root } from '../support/process.js'
import * as adapter from './adapter.js'
import { absent, casesOf, data, files, runner, skip } from './data.js'
import { verdictOn } from './verdicts.js'

/** @import { Case } from './verdicts.js' */

/** @typedef {{ id: string, set: string, category: string, status: string, why: string }} Row */

/**
 * Cases in which a rule of trust says something else than their set expects. Each is refused here with this code, and is
 * tested elsewhere under the policy or at the layer that it is really about.
 */
const refusedByRule = new Map([
  // "RSA >= 2048 bits, odd e >= 65537": these verify under the exponent 3. The C++ tests ask for the bare primitive.
  ['prim/rsa_signature_2048_sha256/258', 'ERR_KEY_TOO_WEAK'],
  ['prim/rsa_signature_2048_sha256/259', 'ERR_KEY_TOO_WEAK'],
  ['prim/rsa_signature_2048_sha512/259', 'ERR_KEY_TOO_WEAK'],
  ['prim/rsa_signature_3072_sha256/259', 'ERR_KEY_TOO_WEAK'],
  ['prim/rsa_signature_3072_sha512/260', 'ERR_KEY_TOO_WEAK'],
  // "typ must be one that the policy names": the policy of this case names none, and its token is a dpop+jwt.
  ['rfc/9449-5-dpop', 'ERR_TYP_NOT_ALLOWED'],
])

/**
 * @param {string} out
 * @returns {Promise<{ table: string, rows: Row[] }>}
 */
function runSuite(out) {
  const file = fileURLToPath(new URL('adapter.js', import.meta.url))
  const args = [runner, file, '--data', data, '--sets', Object.keys(files).join(','), '--out', out]
  return new Promise((resolve, reject) => {
    // The exit status speaks of two tiers only; the rows speak of all, so they are what is judged.
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1 << 26 }, (error, table, errors) => {
      if (!existsSync(out))
        return reject(new Error(`the runner wrote no results: ${errors || error?.message}`))
      resolve({ table, rows: JSON.parse(readFileSync(out, 'utf8')).rows })
    })
  })
}

test('the conformance suite is there where it must be', { skip }, () => {
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

    test(`every ${set} case is asked, and has the outcome that it expects`, () => {
      const judged = rows.filter((row) => row.set === set)
      assert.deepEqual(
        judged.map(({ id }) => id),
        cases.map(({ id }) => id),
      )
      for (const { id, status, why } of judged) {
        if (!refusedByRule.has(id)) assert.equal(status, 'pass', `${id}: ${why}`)
      }
    })
  }

  test('every token has the same verdict where verifiers remember what was good', async () => {
    let accepted = 0
    for (const [set, file] of Object.entries(files)) {
      if (['prim', 'sign', 'thumb', 'cookie'].includes(set)) continue
      for (const one of casesOf(file)) {
        const verdict = await verdictOn(set, one, adapter)
        assert.equal(await verdictOn(set, one, adapter.remembering), verdict, one.id)
        if (verdict === 'accepted') accepted++
      }
    }
    assert.ok(accepted > 0)
  })

  for (const [id, code] of refusedByRule) {
    test(`${id} is refused by a rule of trust, and by no other`, async (context) => {
      const set = id.slice(0, id.indexOf('/'))
      const one = casesOf(files[/** @type {keyof typeof files} */ (set)]).find((each) => each.id === id)
      if (one === undefined) return context.skip('these data do not have it')
      assert.equal(await verdictOn(set, one, adapter), code)
    })
  }
})
