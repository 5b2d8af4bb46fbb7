import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { errorTable } from '../../js/core/error-codes.js'
import { root } from '../support/process.js'

/** @import { ErrorCode } from 'holoband' */

// The same file under another address is another module, as a second copy of the package in one program would be.
const copy = '../../js/errors.js?another-copy'
const other = /** @type {typeof import('../../js/errors.js')} */ (await import(copy)).HolobandError

describe('HolobandError', () => {
  test('has the code, the reason and the sentence of its row', () => {
    const error = new HolobandError('ERR_TOKEN_EXPIRED', { claim: 'exp' })
    assert.equal(error.name, 'HolobandError')
    assert.equal(error.code, 'ERR_TOKEN_EXPIRED')
    assert.equal(error.reason, 'expired')
    assert.equal(error.claim, 'exp')
    assert.equal(error.message, 'The token has expired. (exp)')
    assert.equal(String(error), 'HolobandError: The token has expired. (exp)')
    assert.ok(error instanceof Error)
    assert.ok(error.stack?.includes('errors.test.js'))
  })

  test('names what it is about, whatever kind of name that is', () => {
    for (const name of /** @type {const} */ (['claim', 'parameter', 'option'])) {
      const error = new HolobandError('ERR_OPTION_TYPE', { [name]: 'something' })
      assert.equal(error[name], 'something')
      assert.ok(error.message.endsWith('(something)'))
    }
    assert.equal(new HolobandError('ERR_JSON_SYNTAX', { part: 'header' }).part, 'header')
    assert.equal(new HolobandError('ERR_DISPOSED').message.includes('('), false)
  })

  test('carries a cause where there is one, and has none where there is not', () => {
    const cause = new Error('lower')
    assert.equal(new HolobandError('ERR_SERVER_FAILED', { cause }).cause, cause)
    assert.equal(Object.hasOwn(new HolobandError('ERR_SERVER_FAILED'), 'cause'), false)
  })

  test('takes the codes of the list and no other', () => {
    for (const { code, reason, message } of errorTable) {
      const error = new HolobandError(code)
      assert.deepEqual([error.code, error.reason, error.message], [code, reason, message])
    }
    for (const code of ['ERR_UNHEARD_OF', '', 'toString', '__proto__', undefined, null, 5]) {
      assert.throws(() => new HolobandError(/** @type {ErrorCode} */ (code)), TypeError)
    }
  })

  test('is known by its brand across two copies of the package, in both directions', () => {
    assert.notEqual(other, HolobandError)
    assert.ok(new other('ERR_DISPOSED') instanceof HolobandError)
    assert.ok(new HolobandError('ERR_DISPOSED') instanceof other)
  })

  test('is not anything else that looks like it', () => {
    const lookAlike = Object.assign(new Error('The token has expired.'), {
      name: 'HolobandError',
      code: 'ERR_TOKEN_EXPIRED',
    })
    for (const value of [lookAlike, new Error('x'), {}, null, undefined, 'ERR_TOKEN_EXPIRED', 5, () => {}]) {
      assert.equal(/** @type {unknown} */ (value) instanceof HolobandError, false)
    }
  })
})

describe('the list of codes', () => {
  test('has each code once, with a sentence, and success at zero', () => {
    const codes = errorTable.map((row) => row.code)
    assert.equal(new Set(codes).size, codes.length)
    assert.equal(codes[0], 'OK')
    for (const { code, message } of errorTable.slice(1)) {
      assert.match(code, /^ERR_[A-Z0-9_]+$/)
      assert.match(message, /^[A-Z].*[.]$/)
    }
    assert.ok(errorTable.every((row) => Object.isFrozen(row)) && Object.isFrozen(errorTable))
  })

  test('is the list that C++ was compiled with', () => {
    const list = readFileSync(path.join(root, 'src/holoband/error_codes.def'), 'utf8')
    const codes = [...list.matchAll(/^HOLOBAND_ERROR\(\w+, "(\w+)"/gm)].map((match) => match[1])
    assert.deepEqual(
      errorTable.map((row) => row.code),
      codes,
    )
  })
})
