// What Chromium cannot show of the loader of browsers; tests/browser/loading.test.js shows the rest.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as browser from '../../js/wasm/browser.js'
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
    assert.deepEqual(Object.keys(browser), Object.keys(node))
    assert.deepEqual(Object.keys(node), ['loadModule', 'prepareModule'])
  })

  test('are chosen so that what calls itself Node.js too, as Jest does in jsdom, reads the file', () => {
    const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    assert.deepEqual(Object.entries(imports['#wasm']), [
      ['node', './js/wasm/node.js'],
      ['default', './js/wasm/browser.js'],
    ])
  })

  test('of browsers has no module until one was prepared', async () => {
    assert.throws(browser.loadModule, refusal('ERR_NOT_INITIALIZED'))
  })
})
