// The verdicts that every runtime must share: those of this Node.js and this checkout, of which run.test.js proves that
// they are the ones that the conformance suite expects.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ensureFolder } from '../../scripts/lib/cache.js'
import { fingerprint, sha256OfFile } from '../../scripts/lib/hash.js'
import { ensurePackage } from '../../scripts/lib/package.js'
import { buildDir } from '../../scripts/lib/paths.js'
import * as adapter from '../conformance/adapter.js'
import { hashOf } from '../conformance/data.js'
import { verdictsOn } from '../conformance/verdicts.js'
import { root } from '../support/process.js'
import { sets } from './project.js'

/** @typedef {Record<string, string[]>} Verdicts  by set, in the order of its cases */

/**
 * Judged once for this content of the package and of the data: the test files are processes of their own, and each
 * needs it.
 *
 * @returns {Promise<Verdicts>}
 */
export async function referenceVerdicts() {
  const target = join(buildDir, 'verdicts', await fingerprintOfReference())
  await ensureFolder(target, async (partial) => {
    writeFileSync(join(partial, 'verdicts.json'), JSON.stringify(await verdictsOn(sets, adapter)))
  })
  return JSON.parse(readFileSync(join(target, 'verdicts.json'), 'utf8'))
}

async function fingerprintOfReference() {
  const { folder } = await ensurePackage()
  const judges = ['tests/conformance/any-adapter.js', 'tests/conformance/verdicts.js']
  const hashes = await Promise.all(judges.map((name) => sha256OfFile(join(root, name))))
  return fingerprint([process.version, basename(dirname(folder)), hashOf(sets), hashes])
}
