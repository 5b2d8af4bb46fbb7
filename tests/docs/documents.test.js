import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { root } from '../support/process.js'
import { harnesses } from './harnesses/index.js'
import { allBlocks, documents, indentedCode, nameOf, read } from './support/blocks.js'
import { assertHtml, assertJson, assertJsonc, assertMermaid, assertToml } from './support/data.js'
import { anchorsOf, linksOf } from './support/links.js'
import { assertRuns, makeFolder } from './support/programs.js'
import { assertShell } from './support/shell.js'
import { typeProblems } from './support/types.js'

/** @import { Block } from './support/blocks.js' */

const { folder, remove } = makeFolder()
after(remove)

const blocks = allBlocks()
const problems = typeProblems(
  blocks.filter(({ language }) => language === 'ts'),
  folder,
)

/**
 * What becomes of a block, by its language, and how a test calls that.
 *
 * @type {Readonly<Record<string, readonly [claim: string, check: (block: Block) => unknown]>>}
 */
const checks = {
  js: ['runs, and prints what it says', (block) => assertRuns(block, harnesses[block.harness], folder)],
  ts: ['is what the compiler takes', async (block) => assert.equal((await problems).get(block), undefined)],
  sh: ['has commands that are there', (block) => assertShell(block, folder)],
  json: ['is JSON', ({ text }) => assertJson(text)],
  jsonc: ['is JSON with comments', ({ text }) => assertJsonc(text)],
  toml: ['is TOML', ({ text }) => assertToml(text)],
  html: ['is HTML without a mistake', ({ text }) => assertHtml(text)],
  mermaid: ['is a diagram', ({ text }) => assertMermaid(text)],
  text: ['is text that is not empty', ({ text }) => assert.notEqual(text.trim(), '')],
}

for (const block of blocks) {
  const name = nameOf(block)
  const [claim, check] = checks[block.language] ?? []
  // Chromium runs it, and tests/browser/documented.test.js has a test of its own for each.
  if (harnesses[block.harness]?.in === 'page') continue
  test(`${name} ${claim ?? 'is of a language that is checked'}`, async () => {
    assert.ok(check, block.language)
    await check(block)
  })
}

test('every block names a harness that is there, and every harness is used', () => {
  const used = new Set(blocks.map(({ harness }) => harness).filter((name) => name !== ''))
  assert.deepEqual([...used].sort(), Object.keys(harnesses).sort())
})

test('only programs have a harness', () => {
  for (const block of blocks) assert.ok(block.harness === '' || block.language === 'js', nameOf(block))
})

for (const document of documents()) {
  test(`${document} has no code that is indented instead of fenced`, () => {
    assert.deepEqual(indentedCode(read(document)), [])
  })

  test(`${document} links to nothing that is not there`, () => {
    for (const { target, anchor } of linksOf(read(document))) {
      const file = target === '' ? document : path.posix.join(path.posix.dirname(document), target)
      assert.ok(existsSync(path.join(root, file)), `${target} is there`)
      if (anchor !== '') assert.ok(anchorsOf(read(file)).has(anchor), `${file} has the heading ${anchor}`)
    }
  })
}
