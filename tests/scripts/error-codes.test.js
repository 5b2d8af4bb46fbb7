import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodesModule, parseErrorCodes } from '../../scripts/lib/error-codes.js'

const first = 'HOLOBAND_ERROR(kOk, "OK", ok, nothing, "Fine.")'
const second = String.raw`HOLOBAND_ERROR(kBad, "ERR_BAD", malformed, part, "It's \"bad\".")`

test('rows are read in order, with comments and preprocessor lines left out', () => {
  const rows = parseErrorCodes(`// text\n#ifndef HOLOBAND_ERROR\n#error "x"\n#endif\n\n${first}\n${second}\n`)
  assert.deepEqual(rows, [
    { name: 'kOk', code: 'OK', reason: 'ok', about: 'nothing', message: 'Fine.' },
    { name: 'kBad', code: 'ERR_BAD', reason: 'malformed', about: 'part', message: `It's "bad".` },
  ])
})

test('the generated module is JavaScript whose table is indexed by number and frozen', async () => {
  const text = errorCodesModule(parseErrorCodes(`${first}\n${second}`))
  const { errorTable } = await import(`data:text/javascript,${encodeURIComponent(text)}`)
  assert.equal(errorTable[0].code, 'OK')
  assert.equal(errorTable[1].message, `It's "bad".`)
  assert.ok(Object.isFrozen(errorTable) && errorTable.every(Object.isFrozen))
})

test('the generated module says that it is generated and names every code and reason once', () => {
  const text = errorCodesModule(parseErrorCodes(`${first}\n${second}`))
  assert.match(text, /^\/\/ Generated from /)
  assert.ok(text.includes(`@typedef {'OK' | 'ERR_BAD'} ErrorCode`))
  assert.ok(text.includes(`@typedef {'ok' | 'malformed'} ErrorReason`))
})

for (const [what, text, message] of /** @type {const} */ ([
  ['a line that is no row', `${first}\nHOLOBAND_ERROR(kBad, ERR_BAD)`, /no HOLOBAND_ERROR/],
  ['a code that stands twice', `${first}\n${second}\n${second.replace('kBad', 'kWorse')}`, /ERR_BAD twice/],
  ['a first row that is not kOk', second, /must begin with kOk/],
  ['an empty list', '', /must begin with kOk/],
])) {
  test(`${what} is refused`, () => {
    assert.throws(() => parseErrorCodes(text), message)
  })
}
