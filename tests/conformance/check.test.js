// The suites have assertions of their own, because no test runner is everywhere. Here they fail.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as holoband from 'holoband'
import * as client from 'holoband/client'
import * as adapter from 'holoband/hono'
import * as session from 'holoband/session'
import * as memory from 'holoband/stores/memory'
import { Hono } from 'hono'
import { check } from './suite/check.js'
import { casesOf, resultOf, runSuite } from './suite/index.js'

const lib = { ...holoband, ...session, ...memory, ...adapter, Hono, client }
const refuse = () => lib.parseDuration('soon')

describe('the assertions of the suites', () => {
  test('take what is equal, however deep', () => {
    check.equal({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }], c: undefined })
    check.equal(Number.NaN, Number.NaN)
    check.ok('something')
  })

  test('fail on what is not', () => {
    for (const [one, other] of [
      [1, '1'],
      [0, -0],
      [null, undefined],
      [null, {}],
      [{ a: 1 }, { a: 1, b: undefined }],
      [
        { a: 1, b: undefined },
        { a: 1, c: undefined },
      ],
      [[1, 2], [1]],
      [[], {}],
      [{ a: { b: 1 } }, { a: { b: 2 } }],
      [() => {}, () => {}],
    ]) {
      assert.throws(() => check.equal(one, other), / is not /)
      assert.throws(() => check.equal(other, one), / is not /)
    }
    assert.throws(() => check.ok(0, 'zero'), { message: 'zero: 0 is not true' })
  })

  test('fail where nothing is refused, or with another code, or by somebody else', async () => {
    check.refused(lib, 'ERR_DURATION_INVALID', refuse)
    const stranger = () => {
      throw Object.assign(new Error('no'), { code: 'ERR_DURATION_INVALID' })
    }
    assert.throws(() => check.refused(lib, 'ERR_DURATION_INVALID', () => 1), /nothing was refused/)
    assert.throws(() => check.refused(lib, 'ERR_OPTION_TYPE', refuse), /ERR_DURATION_INVALID is not/)
    assert.throws(() => check.refused(lib, 'ERR_DURATION_INVALID', stranger), /none of the library's/)
    await check.rejected(lib, 'ERR_DURATION_INVALID', Promise.reject(refusal()))
    await assert.rejects(
      check.rejected(lib, 'ERR_DURATION_INVALID', Promise.resolve(1)),
      /nothing was refused/,
    )
    await assert.rejects(check.rejected(lib, 'ERR_OPTION_TYPE', Promise.reject(refusal())), / is not /)
  })
})

function refusal() {
  try {
    return refuse()
  } catch (error) {
    return error
  }
}

describe('the runner of the suites', () => {
  test('tells of a library that is broken in one place what is broken, and goes on', async () => {
    const trusting = { ...lib, verifyPassword: () => true }
    const results = await runSuite(trusting, ['core', 'algorithms', 'keys', 'remote', 'sessions', 'server'])
    const failed = results.filter(({ ok }) => !ok)
    assert.deepEqual(
      failed.map(({ name }) => name),
      [
        'passwords: a password is the one that was hashed, and no other',
        'passwords: a hash of the reference implementation is verified',
        'passwords: a user who does not exist has no password',
        'passwords: a cost out of range and a broken hash are refused',
      ],
    )
    assert.match(failed[0]?.error ?? '', /true is not false/)
    assert.ok(results.length > failed.length)
  })

  test('has names that are different, and leaves out the suites that it is told to', () => {
    const names = casesOf().map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.length > 90)
    assert.deepEqual(
      casesOf(['server']).map(({ name }) => name),
      names.filter((name) => !name.startsWith('server: ')),
    )
  })

  test('takes whatever a case throws for a failure, and waits for it', async () => {
    assert.deepEqual(await resultOf('a', () => {}), { name: 'a', ok: true })
    const late = async () => {
      await undefined
      throw 'a text'
    }
    assert.deepEqual(await resultOf('b', late), { name: 'b', ok: false, error: 'a text' })
  })
})
