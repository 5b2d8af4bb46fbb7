// What Chromium cannot show of the loader of browsers; tests/browser/loading.test.js shows the rest.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { inlineModule } from 'holoband/inline'
import * as browser from '../../js/wasm/browser.js'
import * as inline from '../../js/wasm/inline.js'
import * as node from '../../js/wasm/node.js'
import { compileFrom } from '../../js/wasm/streaming.js'
import { root } from '../support/process.js'
import { refusal } from '../support/refusal.js'

const bytes = readFileSync(join(root, 'dist/holoband.wasm'))

/** @param {string} type */
const answer = (type) => new Response(bytes, { headers: { 'content-type': type } })

describe('compileFrom', () => {
  for (const type of ['application/wasm', 'text/plain']) {
    test(`makes a module of what a server calls ${type}`, async () => {
      const module = await compileFrom(async () => answer(type))
      assert.ok(module instanceof WebAssembly.Module)
    })
  }

  test('keeps what went wrong as the cause, were it that there is no address to ask', async () => {
    const cause = new TypeError('Invalid URL')
    const request = () => {
      throw cause
    }
    await assert.rejects(compileFrom(request), (/** @type {Error} */ error) => {
      assert.equal(error.cause, cause)
      return refusal('ERR_WASM_UNAVAILABLE')(error)
    })
  })
})

describe('the loaders', () => {
  test('are interchangeable: each offers the same functions', () => {
    for (const loader of [browser, inline, node]) {
      assert.deepEqual(Object.keys(loader), ['loadModule', 'prepareModule'])
    }
  })

  test('are chosen by package condition, the particular before the general', () => {
    const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    // What is asked first wins: wrangler sets workerd and browser, Deno and Bun call themselves node too.
    assert.deepEqual(Object.entries(imports['#wasm']), [
      ['workerd', './dist/wasm/workerd.js'],
      ['edge-light', './dist/wasm/edge-light.js'],
      ['deno', './dist/wasm/inline.js'],
      ['bun', './dist/wasm/bun.js'],
      ['node', './dist/wasm/node.js'],
      ['browser', './dist/wasm/browser.js'],
      ['default', './dist/wasm/inline.js'],
    ])
  })

  test('are of 30 lines at the most, so that no runtime gets a way of its own', () => {
    const folder = join(root, 'js/wasm')
    const files = readdirSync(folder).filter((name) => name.endsWith('.js'))
    assert.ok(files.length >= 6)
    for (const name of files) {
      const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').length
      assert.ok(lines <= 30, `${name} has ${lines}`)
    }
  })

  test('that holds the module as text makes the same module of it', () => {
    const module = inlineModule()
    assert.ok(module instanceof WebAssembly.Module)
    const published = new WebAssembly.Module(readFileSync(join(root, 'dist/holoband.wasm')))
    assert.deepEqual(WebAssembly.Module.exports(module), WebAssembly.Module.exports(published))
  })

  test('of browsers has no module until one was prepared', async () => {
    assert.throws(browser.loadModule, refusal('ERR_NOT_INITIALIZED'))
  })
})
