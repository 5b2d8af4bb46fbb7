import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mentions, testsOf } from '../../scripts/lib/incident-table.js'
import { nativeTestsIn, testsIn } from '../../scripts/lib/test-names.js'

const source = `import { describe, test } from 'node:test'

for (const kind of ['one', 'two']) {
  describe(\`CVE-2099-1234: \${kind} of them\`, () => {
    test('is refused', () => {})
  })
}

describe('a suite', () => {
  test("of somebody's", () => {})

  describe('inside', () => {
    test(
      'with a name that needs a line of its own: it\\'s long',
      () => {},
    )
  })
})

test('slug-name: alone', { skip: true }, () => {})
`

test('tests are found with what they are in, and what a template puts in is left open', () => {
  assert.deepEqual(
    testsIn('a.test.js', source).map(({ suites, name }) => [...suites, name]),
    [
      ['CVE-2099-1234: … of them', 'is refused'],
      ['a suite', "of somebody's"],
      ['a suite', 'inside', "with a name that needs a line of its own: it's long"],
      ['slug-name: alone'],
    ],
  )
})

test('a test of C++ is found under the comment that names its incidents, and no other', () => {
  const native = '// Incident: CVE-2099-1\nTEST(Suite, Name) {}\n\n// Something else\nTEST(Suite, Other) {}\n'
  assert.deepEqual(nativeTestsIn('a_test.cc', native), [
    { file: 'a_test.cc', suites: [], name: 'CVE-2099-1: Suite.Name' },
  ])
})

test('an identifier is not found in a longer one', () => {
  for (const [id, name, is] of /** @type {const} */ ([
    ['CVE-2015-92', 'CVE-2015-9235: x', false],
    ['kid-size', 'a-kid-size: x', false],
    ['kid-size', 'kid-sizes: x', false],
    ['lib #20', 'lib #200: x', false],
    ['lib #20', 'lib #20, other: x', true],
    ['lib 2.18.1', 'x (incident: lib 2.18.1, y)', true],
    ['lib 2.18', 'lib 2.18.1: x', false],
  ])) {
    assert.equal(mentions(id).test(name), is, `${id} in ${name}`)
  }
})

test('an incident has the tests that name it, and a whole suite once', () => {
  const tests = testsIn('a.test.js', source)
  assert.deepEqual(testsOf({ ids: ['CVE-2099-1234'] }, [...tests, ...tests]), [
    { file: 'a.test.js', name: 'CVE-2099-1234: … of them' },
  ])
  assert.deepEqual(testsOf({ ids: ['CVE-2099-1', 'slug-name'] }, tests), [
    { file: 'a.test.js', name: 'Slug-name: alone' },
  ])
})
