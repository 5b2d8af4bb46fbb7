// What package.json says, and what tools that know the rules say of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import { publint } from 'publint'
import { withExports } from '../../scripts/lib/exports.js'
import { ensurePackage } from '../../scripts/lib/package.js'
import { tryRun } from '../../scripts/lib/run.js'
import { root } from '../support/process.js'
import { manifest, programSubpaths } from './support.js'

const packed = await ensurePackage()

describe('package.json', () => {
  test('describes every entry as its file wants it, and all of them alike', () => {
    assert.ok(programSubpaths.length >= 15)
    assert.deepEqual(withExports(manifest), manifest)
    for (const subpath of programSubpaths) {
      const row = JSON.stringify(manifest.exports[subpath])
      for (const condition of ['types', 'require', 'node', 'bun', 'module-sync', 'module', 'default']) {
        assert.ok(row.includes(`"${condition}":`), `${subpath} has ${condition}`)
      }
    }
  })

  test('makes a row of nothing but a file', () => {
    const exports = { './package.json': './package.json', './new': './dist/deep/new.js' }
    /** @type {Record<string, unknown>} */
    const made = withExports({ exports, imports: {}, bin: {} })
    const file = './dist/deep/new.js'
    const modern = { types: './dist/types/deep/new.d.ts', default: file }
    const node = {
      types: './dist/deep/new.d.cts',
      bun: file,
      'module-sync': file,
      module: file,
      default: './dist/deep/new.cjs',
    }
    assert.deepEqual(made.exports, {
      './package.json': './package.json',
      './new': { require: { node, ...modern }, ...modern },
    })
    assert.deepEqual(made.typesVersions, { '*': { new: ['./dist/types/deep/new.d.ts'] } })
  })

  test('says types first, and the rest last, wherever conditions are', () => {
    /** @param {unknown} value */
    const check = (value) => {
      if (typeof value !== 'object' || value === null) return
      const keys = Object.keys(value)
      assert.ok(!keys.includes('default') || keys.at(-1) === 'default', keys.join())
      const types = keys.indexOf('types')
      const nested = Object.values(value).findLastIndex((each) => typeof each === 'object')
      assert.ok(types === -1 || types === nested + 1, keys.join())
      Object.values(value).forEach(check)
    }
    for (const subpath of programSubpaths) check(manifest.exports[subpath])
    check(manifest.imports['#wasm'])
  })

  test('runs nothing when it is installed, and depends on nothing', () => {
    const scripts = Object.keys(/** @type {object} */ (manifest.scripts))
    const hooks = /^(pre|post)?(install|prepare|publish|prepublish|prepublishOnly|pack)$/
    assert.deepEqual(
      scripts.filter((name) => hooks.test(name)),
      [],
    )
    assert.equal(manifest.dependencies, undefined)
    assert.equal(manifest.optionalDependencies, undefined)
    assert.deepEqual(
      manifest.peerDependenciesMeta,
      optional(/** @type {object} */ (manifest.peerDependencies)),
    )
  })

  test('says that importing has no effect, which Node it needs, and under which licence it is', () => {
    assert.equal(manifest.sideEffects, false)
    assert.deepEqual(manifest.engines, { node: '>=20.19' })
    assert.equal(manifest.license, 'Apache-2.0')
    assert.match(readFileSync(join(packed.folder, 'LICENSE'), 'utf8'), /Apache License\s+Version 2\.0/)
  })

  test('is only published by a build that signs where it comes from', () => {
    assert.deepEqual(manifest.publishConfig, { access: 'public', provenance: true })
  })
})

/** @param {object} peers */
function optional(peers) {
  return Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }]))
}

test('publint finds nothing, not even a suggestion', async () => {
  const tarball = readFileSync(packed.tarball)
  const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true })
  assert.deepEqual(messages, [])
})

test('are-the-types-wrong finds nothing in its strict profile, with no rule left out', async () => {
  const cli = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js')
  const args = [cli, packed.tarball, '--profile', 'strict', '--format', 'json']
  const { stdout, code } = await tryRun(process.execPath, args)
  const { analysis, problems } = JSON.parse(stdout)
  assert.deepEqual(problems, {})
  assert.deepEqual(analysis.problems, [])
  assert.equal(code, 0)
  assert.deepEqual(Object.keys(analysis.entrypoints), Object.keys(manifest.exports))
  for (const { resolutions } of Object.values(analysis.entrypoints)) {
    assert.deepEqual(Object.keys(resolutions), ['node10', 'node16-cjs', 'node16-esm', 'bundler'])
  }
})
