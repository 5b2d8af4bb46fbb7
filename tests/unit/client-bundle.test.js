import assert from 'node:assert/strict'
import path from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { rootDir } from '../../scripts/lib/paths.js'

/** The most that `holoband/client` may be, minified and gzipped. */
const budget = 3500

const settings = /** @type {const} */ ({
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  metafile: true,
  write: false,
  absWorkingDir: rootDir,
  logLevel: 'silent',
})

/**
 * What a bundler makes of a program that imports the package by name.
 * @param {string} source
 * @param {Pick<import('esbuild').BuildOptions, 'external' | 'format' | 'globalName'>} [options]
 */
async function bundle(source, options = {}) {
  const stdin = { contents: source, resolveDir: rootDir }
  const { outputFiles, metafile, warnings } = await build({ ...settings, stdin, ...options })
  assert.deepEqual(warnings, [])
  const [output] = Object.values(metafile.outputs)
  return {
    code: outputFiles[0]?.text ?? '',
    read: Object.keys(metafile.inputs).filter((file) => file !== '<stdin>'),
    imports: output?.imports ?? [],
  }
}

const whole = await bundle(`export * from 'holoband/client'`)
const fetchOnly = await bundle(`export { createAuthFetch } from 'holoband/client'`)
const gzipped = (/** @type {string} */ code) => gzipSync(code, { level: 9 }).length

describe('holoband/client in a bundle', () => {
  test('is within its budget', (t) => {
    const size = gzipped(whole.code)
    t.diagnostic(
      `figures: holoband/client ${size} bytes minified and gzipped, createAuthFetch alone ${gzipped(fetchOnly.code)}`,
    )
    assert.ok(size <= budget, `${size} bytes are more than ${budget}`)
    assert.ok(size > 1000, `${size} bytes cannot be all of it`)
  })

  test('imports nothing but its own folder and what makes errors recognise each other', async () => {
    const { metafile } = await build({
      ...settings,
      entryPoints: ['js/client/index.js', 'js/client/react.js'],
      external: ['react'],
      outdir: 'unused',
    })
    for (const file of Object.keys(metafile.inputs)) {
      assert.ok(file === 'js/base-error.js' || path.posix.dirname(file) === 'js/client', file)
    }
    assert.deepEqual(whole.imports, [])
  })

  test('has no WebAssembly, no cryptography and nothing of Node’s', () => {
    for (const word of [
      'WebAssembly',
      'wasm',
      'crypto',
      'subtle',
      'node:',
      'process',
      'Buffer',
      'require(',
    ]) {
      assert.ok(!whole.code.includes(word), word)
    }
  })

  test('brings createAuthFetch without the client around it', () => {
    assert.ok(gzipped(fetchOnly.code) < gzipped(whole.code))
    assert.match(whole.code, /["'`]login["'`]/)
    assert.doesNotMatch(fetchOnly.code, /["'`]login["'`]/)
  })

  test('is nothing where nothing of it is used', async () => {
    assert.equal((await bundle(`import { createAuthFetch } from 'holoband/client'`)).code.trim(), '')
  })

  test('does not bring React, which only its own entry imports', async () => {
    assert.ok(!whole.read.some((file) => file.includes('react')))
    const hook = await bundle(`export * from 'holoband/client/react'`, { external: ['react'] })
    assert.deepEqual(
      hook.imports.map((each) => each.path),
      ['react'],
    )
    assert.ok(gzipped(hook.code) < 300, `${gzipped(hook.code)} bytes`)
  })

  test('can be imported where there is no page, no clock and no network', async () => {
    const { code } = await bundle(`export * from 'holoband/client'`, { format: 'iife', globalName: 'client' })
    const context = vm.createContext(Object.create(null))
    vm.runInContext(
      `for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (/^(Date|WebAssembly|console)$/.test(name)) delete globalThis[name]
    }`,
      context,
    )
    vm.runInContext(code, context)
    assert.deepEqual(vm.runInContext('Object.keys(client).sort().join()', context).split(','), [
      'HolobandError',
      'createAuthClient',
      'createAuthFetch',
    ])
  })

  test('can be imported by Node itself, and leaves nothing there that keeps it alive or changes it', async () => {
    const before = Reflect.ownKeys(globalThis).length
    const listeners = process.eventNames().length
    await import('holoband/client')
    assert.equal(Reflect.ownKeys(globalThis).length, before)
    assert.equal(process.eventNames().length, listeners)
  })
})
