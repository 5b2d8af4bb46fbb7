// What is in the tarball: all that is needed, and no more than it weighs.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { reachableDeclarations } from '../../scripts/lib/declarations.js'
import { typesOf } from '../../scripts/lib/exports.js'
import { ensurePackage } from '../../scripts/lib/package.js'
import { cacheDir } from '../../scripts/lib/paths.js'
import { run } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'
import { entries, programSubpaths } from './support.js'
import { surface } from './surface.js'

const { folder, tarball } = await ensurePackage()
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const files = names.filter((name) => statSync(join(folder, name)).isFile()).sort()
const gzipped = (/** @type {string} */ name) =>
  gzipSync(readFileSync(join(folder, name)), { level: 9 }).length

describe('the package is within its budget', () => {
  /** The most that each may be, in bytes. The client's is in tests/unit/client-bundle.test.js. */
  const budgets = /** @type {const} */ ([
    ['the WebAssembly module, gzipped', 350_000, () => gzipped('dist/holoband.wasm')],
    ['its glue, gzipped', 10_000, () => gzipped('dist/holoband.js')],
    // The module as a text is in it too, for those to whom a file is no use.
    ['the tarball', 1_060_000, () => statSync(tarball).size],
    ['what is installed', 2_800_000, () => sum(files.map((name) => statSync(join(folder, name)).size))],
  ])
  for (const [name, most, measure] of budgets) {
    test(name, (t) => {
      const size = measure()
      t.diagnostic(`figures: ${name}, ${size} bytes of ${most}`)
      assert.ok(size <= most, `${size} bytes are more than ${most}`)
      assert.ok(size > most / 2, `${size} bytes: the budget is not a budget any more`)
    })
  }

  test('the number of files', () => {
    assert.ok(files.length <= 200, `${files.length} files`)
  })
})

/** @param {readonly number[]} sizes */
function sum(sizes) {
  return sizes.reduce((all, each) => all + each, 0)
}

describe('the package exports what it promises', () => {
  /** @type {import('../support/package.js').Project} */
  let project
  before(async () => {
    project = await createProject({ dependencies: ['react'] })
    project.write(
      'names.mjs',
      `import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      const all = {}
      for (const subpath of ${JSON.stringify(programSubpaths)}) {
        const name = subpath.replace('.', 'holoband')
        const file = require.resolve(name).replace(/\\.js$/, '.cjs')
        all[subpath] = [await import(name), require(file)].map((module) => Object.keys(module).sort())
      }
      console.log(JSON.stringify(all))`,
    )
  })
  after(() => project.remove())

  test('no name more and none less, and CommonJS the same', async () => {
    const { stdout } = await run(process.execPath, ['names.mjs'], { cwd: project.folder })
    const both = Object.entries(surface).map(([subpath, exported]) => [subpath, [exported, exported]])
    assert.deepEqual(JSON.parse(stdout), Object.fromEntries(both))
  })

  test('and nothing else of what is in it', async () => {
    for (const hidden of ['dist/index.js', 'dist/internals.js', 'dist/holoband.wasm', 'session/index.js']) {
      project.write('hidden.mjs', `import('holoband/${hidden}').catch((error) => console.log(error.code))`)
      const { stdout } = await run(process.execPath, ['hidden.mjs'], { cwd: project.folder })
      assert.equal(stdout.trim(), 'ERR_PACKAGE_PATH_NOT_EXPORTED', hidden)
    }
  })
})

describe('the declarations', () => {
  const declared = files.filter((name) => /\.d\.c?ts$/.test(name))
  const roots = entries.flatMap((entry) => [typesOf(entry), `dist/${entry.replace(/\.js$/, '.d.cts')}`])

  test('are those that an entry leads to, and no others', () => {
    const reached = reachableDeclarations(roots.map((name) => join(folder, name)))
    assert.deepEqual([...reached].map((file) => relative(folder, file)).sort(), declared)
  })

  test('tell what every function is for', () => {
    const texts = declared.map((name) => [name, readFileSync(join(folder, name), 'utf8')])
    const silent = texts.flatMap(([name = '', text = '']) =>
      [...text.matchAll(/(.*)\n(?:export declare (?:function|class) )(\w+)/g)]
        .filter(([, before = '']) => !before.endsWith('*/'))
        .map(([, , exported]) => `${name}: ${exported}`),
    )
    assert.deepEqual(silent, [])
  })
})

describe('the files', () => {
  test('name no place on the machine that built them', () => {
    const places = [root, homedir(), tmpdir(), cacheDir(), process.execPath]
    const shapes = /(?<![\w.!])\/(?:home|Users|root|tmp|usr|work|opt|builds?)\/\w/
    for (const name of files) {
      // Emscripten's invented home is nobody's.
      const text = readFileSync(join(folder, name), 'latin1').replaceAll('/home/web_user', '')
      for (const place of places.filter((each) => each.length > 4))
        assert.ok(!text.includes(place), `${name}: ${place}`)
      assert.doesNotMatch(text, shapes, name)
    }
  })

  test('have no source map, no source and no test', () => {
    const odd = files.filter((name) => /\.map$|\.test\.|(^|\/)(js|src|tests?|scripts|bindings)\//.test(name))
    assert.deepEqual(odd, [])
    for (const name of files.filter((each) => /\.c?js$/.test(each))) {
      assert.ok(!readFileSync(join(folder, name), 'utf8').includes('sourceMappingURL'), name)
    }
  })

  test('begin the command with what lets it be run', () => {
    assert.ok(readFileSync(join(folder, 'dist/cli/main.js'), 'utf8').startsWith('#!/usr/bin/env node\n'))
  })
})
