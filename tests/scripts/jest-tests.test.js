import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { TestFailure } from '../../scripts/lib/counts.js'
import { jestFolder, runJestTests } from '../../scripts/lib/jest-tests.js'
import { nodeTestFiles } from '../../scripts/lib/node-tests.js'
import { buildDir, rootDir } from '../../scripts/lib/paths.js'

const silent = { detail: () => {}, note: () => {} }

// Inside the checkout, where the tests find Jest.
fs.mkdirSync(buildDir, { recursive: true })
const folder = fs.mkdtempSync(path.join(buildDir, 'jest-'))
after(() => fs.rmSync(folder, { recursive: true, force: true }))

/** @param {Record<string, string>} files */
function jestTests(files) {
  const home = fs.mkdtempSync(path.join(folder, 'tests-'))
  const imports = `import { expect, test } from '@jest/globals'\n`
  for (const [name, source] of Object.entries(files))
    fs.writeFileSync(path.join(home, name), imports + source)
  const config = path.join(home, 'jest.config.json')
  const settings = { rootDir: home, transform: {}, testEnvironment: 'node', waitForUnhandledRejections: true }
  fs.writeFileSync(config, JSON.stringify({ ...settings, testMatch: ['**/*.test.js'] }))
  return runJestTests(silent, config)
}

test('what is Jest’s is not given to node:test, and everything else is', () => {
  const files = nodeTestFiles()
  assert.deepEqual(
    files.filter((file) => file.startsWith(jestFolder)),
    [],
  )
  assert.ok(files.includes('tests/scripts/jest-tests.test.js'))
  assert.ok(fs.existsSync(path.join(rootDir, jestFolder, 'node', 'package.test.js')))
})

test('ES modules run under Jest, and are counted', async () => {
  const source = `test('a', () => { expect(import.meta.url).toMatch(/a.test.js$/) }); test.skip('b', () => {}); test.todo('c')`
  assert.deepEqual(await jestTests({ 'a.test.js': source }), { passed: 1, failed: 0, skipped: 2 })
})

test('what fails is counted and shown, together with a file that cannot be loaded', async () => {
  const files = {
    'a.test.js': `test('one and one', () => { expect(1 + 1).toBe(3) }); test('fine', () => {})`,
    'b.test.js': `import './nowhere.js'`,
  }
  await assert.rejects(jestTests(files), (error) => {
    assert.ok(error instanceof TestFailure)
    assert.deepEqual(error.counts, { passed: 1, failed: 2, skipped: 0 })
    for (const told of ['one and one', 'nowhere.js', 'a.test.js', 'b.test.js']) {
      assert.ok(error.message.includes(told), told)
    }
    assert.ok(!error.message.includes('● fine'))
    return true
  })
})

test('a rejection that nobody handles fails the test that made it', async () => {
  const source = `test('a', () => { void Promise.reject(new Error('lost')) })`
  await assert.rejects(jestTests({ 'a.test.js': source }), /lost/)
})

test('Jest without a test is a failure', async () => {
  await assert.rejects(jestTests({}), (error) => error instanceof TestFailure && error.counts.failed === 1)
})
