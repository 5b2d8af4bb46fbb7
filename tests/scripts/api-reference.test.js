import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { entryFiles } from '../../scripts/lib/api-model.js'
import { apiReference, fileOf } from '../../scripts/lib/api-reference.js'
import { anchorsOf, PageLinks, typeNames } from '../../scripts/lib/api-types.js'

const folder = mkdtempSync(path.join(tmpdir(), 'api-reference-'))
after(() => rmSync(folder, { recursive: true }))

const manifest = {
  name: 'holoband',
  exports: {
    '.': { types: './dist/types/index.d.ts', default: './dist/index.js' },
    './node': {
      require: { node: { types: './dist/node.d.cts' } },
      import: { types: './dist/types/adapters/node.d.ts' },
    },
    './package.json': './package.json',
  },
}

const tool = `import { Part } from './part.js'

/**
 * What a tool is made of.
 *
 * @typedef {object} ToolOptions
 * @property {Part | readonly Part[]} parts  the parts
 * @property {Spring} [spring]  how strong; fails with ERR_OPTION_RANGE
 *
 * @typedef {'soft' | 'hard'} Spring
 */

/**
 * Makes a tool, see {@link Part}.
 *
 *     const tool = makeTool({ parts })
 *
 * That is all.
 *
 * @param {ToolOptions} options
 * @returns {Promise<Part>}
 * @throws {Error} \`ERR_OPTION_MISSING\`
 */
export function makeTool(options) {}
`
const part = `/** A part. */
export class Part {
  /** Its weight in grams. @returns {number} */
  get weight() {
    return 1
  }

  /** Breaks it. */
  break() {}
}
`
const index = `export { Part } from './part.js'
export { makeTool } from './tool.js'

/** @typedef {import('./tool.js').ToolOptions} ToolOptions */
`

/** @param {Record<string, string>} [changes] */
function pagesOf(changes = {}) {
  const root = mkdtempSync(path.join(folder, 'package-'))
  const files = {
    'index.js': index,
    'tool.js': tool,
    'part.js': part,
    'adapters/node.js': index.replaceAll('./', '../'),
  }
  for (const [name, text] of Object.entries({ ...files, ...changes })) {
    mkdirSync(path.dirname(path.join(root, 'js', name)), { recursive: true })
    writeFileSync(path.join(root, 'js', name), text)
  }
  return apiReference(root, manifest)
}

test('there is a page for every subpath, and one that lists them', () => {
  assert.deepEqual([...pagesOf().keys()], ['docs/api/README.md', 'docs/api/holoband.md', 'docs/api/node.md'])
})

test('the module of a subpath is found by its types, under whatever conditions they are', () => {
  assert.deepEqual(entryFiles(manifest), [
    { subpath: 'holoband', file: 'js/index.js' },
    { subpath: 'holoband/node', file: 'js/adapters/node.js' },
  ])
  assert.equal(fileOf('holoband/stores/redis'), 'docs/api/stores/redis.md')
})

test('a function is shown with its call, its meaning and its errors, with links to all that it speaks of', () => {
  const page = pagesOf().get('docs/api/holoband.md') ?? ''
  const expected = `### makeTool

<code>makeTool(options: <a href="#tooloptions">ToolOptions</a>): Promise&lt;<a href="#part">Part</a>&gt;</code>

Makes a tool, see [\`Part\`](#part).

<!-- harness: api-maketool -->
\`\`\`js
const tool = makeTool({ parts })
\`\`\`

That is all.

Throws [\`ERR_OPTION_MISSING\`](../errors.md#err_option_missing).`
  assert.ok(page.includes(expected), page)
})

test('a type is a table of its properties, and one that it speaks of is on the same page', () => {
  const page = pagesOf().get('docs/api/holoband.md') ?? ''
  const row =
    '| `parts` | <code><a href="#part">Part</a> \\| readonly <a href="#part">Part</a>[]</code> | the parts |'
  assert.ok(page.includes(row), page)
  assert.ok(page.includes('| `spring` (optional) | <code><a href="#spring">Spring</a></code> |'), page)
  assert.ok(page.includes("## Types that have no export\n\n### Spring\n\n<code>'soft' | 'hard'</code>"), page)
})

test('a class has its fields in a table and its methods below', () => {
  const page = pagesOf().get('docs/api/holoband.md') ?? ''
  assert.ok(page.includes('| `weight` | <code>number</code> | Its weight in grams. |'), page)
  assert.ok(page.includes('#### Part.break\n\n<code>break(): void</code>\n\nBreaks it.'), page)
})

for (const [what, changes, message] of /** @type {const} */ ([
  [
    'a function without a text',
    { 'tool.js': tool.replace(/ \* Makes[\s\S]*?all\.\n \*\n/, '') },
    /makeTool does not say/,
  ],
  ['a class without a text', { 'part.js': part.replace('A part.', '') }, /of Part does not say/],
  [
    'a method without a text',
    { 'part.js': part.replace('  /** Breaks it. */\n', '') },
    /of break does not say/,
  ],
  [
    'a field without a type',
    { 'part.js': part.replace('@returns {number} ', '') },
    /Part\.weight does not name its type/,
  ],
  [
    'an exported type without a text',
    { 'tool.js': tool.replace(' * What a tool is made of.\n *\n', '') },
    /ToolOptions does not say/,
  ],
  [
    'an export without JSDoc',
    { 'part.js': part.replace('/** A part. */\n', '') },
    /exports Part, of which no JSDoc/,
  ],
  [
    'a type that is nowhere',
    { 'index.js': index.replace('.ToolOptions}', '.Nothing}') },
    /type ToolOptions, of which no JSDoc/,
  ],
])) {
  test(`${what} stops the generator`, () => {
    assert.throws(() => pagesOf(changes), message)
  })
}

test('a subpath that nobody has described stops the generator', () => {
  const exports = { './unheard-of': { types: './dist/types/index.d.ts' } }
  const root = mkdtempSync(path.join(folder, 'package-'))
  mkdirSync(path.join(root, 'js'))
  writeFileSync(path.join(root, 'js', 'index.js'), '/** A function. */\nexport function f() {}\n')
  assert.throws(() => apiReference(root, { name: 'holoband', exports }), /holoband\/unheard-of is for/)
})

test('names in types are found, those in quotation marks are not', () => {
  assert.deepEqual([...typeNames(["Pick<A, 'B'> | readonly C[]"])], ['Pick', 'A', 'readonly', 'C'])
})

test('a name is a link unless it is quoted, a property, or something else here', () => {
  const links = new PageLinks({
    file: 'docs/api/a/b.md',
    anchors: new Map([['A', 'a']]),
    homes: new Map([[{}, { name: 'B', file: 'docs/api/c.md', anchor: 'b' }]]),
  })
  assert.equal(
    links.code("A | 'A' | { A: B }"),
    `<code><a href="#a">A</a> | 'A' | { A: <a href="../c.md#b">B</a> }</code>`,
  )
  assert.equal(links.code('A<B>', ['A']), '<code>A&lt;<a href="../c.md#b">B</a>&gt;</code>')
  assert.equal(links.prose('as ERR_X says'), 'as [`ERR_X`](../../errors.md#err_x) says')
})

test('of two names that differ in capital letters only, the second one has an anchor of its own', () => {
  assert.deepEqual(
    [...anchorsOf(['keySet', 'KeySet', 'other'])],
    [
      ['keySet', 'keyset'],
      ['KeySet', 'keyset-1'],
      ['other', 'other'],
    ],
  )
})

test('examples are programs for the tests, but a sketch is text, and JSON is JSON', () => {
  const links = new PageLinks({ file: 'docs/api/a.md', anchors: new Map(), homes: new Map() })
  const text = links.prose(
    'One:\n\n    a()\n\n    b()\n\nTwo:\n\n    c()\n\nThree:\n\n    d(…)\n\nFour:\n\n    {\n      "e": 1\n    }',
    'Thing',
  )
  const expected = `One:

<!-- harness: api-thing -->
\`\`\`js
a()

b()
\`\`\`

Two:

<!-- harness: api-thing-2 -->
\`\`\`js
c()
\`\`\`

Three:

\`\`\`text
d(…)
\`\`\`

Four:

\`\`\`jsonc
{
  "e": 1
}
\`\`\``
  assert.equal(text, expected)
})
