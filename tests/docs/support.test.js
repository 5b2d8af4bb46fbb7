import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { indentedCode, parseBlocks } from './support/blocks.js'
import { assertHtml, assertJson, assertJsonc, assertMermaid, assertToml } from './support/data.js'
import { anchorsOf, linksOf } from './support/links.js'
import { assertRuns, makeFolder, programOf, promises } from './support/programs.js'
import { assertShell } from './support/shell.js'
import { commandsOf } from './support/shell-words.js'
import { typeProblems } from './support/types.js'

const { folder, remove } = makeFolder()
after(remove)

/**
 * @param {string} language
 * @param {string} text
 * @param {string} [document]
 */
function block(language, text, document = 'README.md') {
  const [found] = parseBlocks(document, `# Title\n\n\`\`\`${language}\n${text}\n\`\`\`\n`)
  assert.ok(found)
  return found
}

test('a block has the heading, the number, the line and the language that it stands under', () => {
  const text = '# One\n\n```js\na\n```\n\ntext\n\n```sh\nb\n```\n\n## Two `x`\n\n```\nc\n```\n'
  const found = parseBlocks('a.md', text).map(({ heading, number, line, language }) => ({
    heading,
    number,
    line,
    language,
  }))
  assert.deepEqual(found, [
    { heading: 'One', number: 1, line: 3, language: 'js' },
    { heading: 'One', number: 2, line: 9, language: 'sh' },
    { heading: 'Two `x`', number: 1, line: 15, language: '' },
  ])
})

test('a block keeps its text, without the indentation of the list that it stands in', () => {
  const [first] = parseBlocks('a.md', '- item\n\n  ```js\n  if (a) {\n    b\n  }\n\n  ```\n')
  assert.equal(first?.text, 'if (a) {\n  b\n}\n\n')
})

test('a block inside a longer fence is text of that fence', () => {
  const found = parseBlocks('a.md', '````text\n```js\na\n```\n````\n')
  assert.deepEqual(
    found.map(({ language, text }) => [language, text]),
    [['text', '```js\na\n```\n']],
  )
})

test('a harness is named on the line above the fence, and nowhere else', () => {
  const text = '<!-- harness: a-b -->\n```js\n```\n\n<!-- harness: c -->\n\n```js\n```\n'
  assert.deepEqual(
    parseBlocks('a.md', text).map(({ harness }) => harness),
    ['a-b', ''],
  )
})

test('a block that nothing closes is an error that says where it is', () => {
  assert.throws(() => parseBlocks('a.md', 'x\n```js\na\n'), /a\.md:2 /)
})

test('code that is indented after an empty line is found, and a list that goes on is not code', () => {
  assert.deepEqual(indentedCode('text\n\n    code\n'), [3])
  assert.deepEqual(indentedCode('- item\n\n    more of it\n'), [])
  assert.deepEqual(indentedCode('```js\n\n    code\n```\n'), [])
  assert.deepEqual(indentedCode('text\n    goes on\n'), [])
})

test('what a program promises is what stands behind its console.log', () => {
  assert.deepEqual(promises("console.log(a) // 1\nconsole.log(f('x')) // two words\nconst b = 2 // no\n"), [
    '1',
    'two words',
  ])
})

test('a program that keeps its promise passes', async () => {
  await assertRuns(block('js', 'console.log(1 + 1) // 2'), undefined, folder)
})

for (const [what, program] of [
  ['prints something else', 'console.log(1 + 1) // 3'],
  ['prints what it did not say', 'console.log(1)'],
  ['throws', "throw new Error('no')"],
  ['complains on standard error', "console.error('no')"],
  ['ends with a failure', 'process.exit(3)'],
  ['is no JavaScript', 'const ='],
  ['imports what the package does not have', "import { nothing } from 'holoband'\nnothing()"],
]) {
  test(`a program that ${what} fails`, async () => {
    await assert.rejects(assertRuns(block('js', program ?? ''), undefined, folder), {
      name: 'AssertionError',
    })
  })
}

test('a program with require is run as CommonJS', async () => {
  const text = "const { createIssuer } = require('holoband')\nconsole.log(typeof createIssuer) // function"
  await assertRuns(block('js', text), undefined, folder)
})

test('a harness puts its parts around the program, and its own output in the place of the promises', async () => {
  const harness = /** @type {const} */ ({
    in: 'node',
    before: 'const a = 1',
    after: 'console.log(a + b)',
    edit: (/** @type {string} */ text) => text.replace('9', '2'),
    prints: ['3'],
  })
  assert.equal(
    programOf(block('js', 'const b = 9'), harness),
    'const a = 1\nconst b = 2\n\nconsole.log(a + b)',
  )
  await assertRuns(block('js', 'const b = 9'), harness, folder)
})

test('a harness that edits what is not there fails', () => {
  const edit = (/** @type {string} */ text) => text.replace('.listen(8080)', '')
  assert.throws(() => programOf(block('js', 'a'), { in: 'node', edit }), { name: 'AssertionError' })
})

test('TypeScript is checked in one run, and each block is told its own mistakes', async () => {
  const good = block('ts', "import { parseDuration } from 'holoband'\nconst a: number = parseDuration('1m')")
  const bad = block('ts', "import { parseDuration } from 'holoband'\nconst a: string = parseDuration('1m')")
  const problems = await typeProblems([good, bad], folder)
  assert.deepEqual([...problems.keys()], [bad])
  assert.match(problems.get(bad) ?? '', /TS2322/)
})

for (const [what, text, commands] of /** @type {const} */ ([
  [
    'a line each, without comments',
    'npm start # now\n# nothing\n\nnpm test',
    [
      ['npm', 'start'],
      ['npm', 'test'],
    ],
  ],
  ['one over several lines', 'node a.js \\\n  --flag', [['node', 'a.js', '--flag']]],
  ['parted by lists and pipes', 'a && b | c || d; e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
  ['without assignments and redirections', 'A=1 B="2 3" a b > c 2>d < e', [['a', 'b']]],
  ['nothing but an assignment', 'A=…   # as it was printed', []],
  ['with quoted words', `a "b c" 'd | e' f"g"h`, [['a', 'b c', 'd | e', 'fgh']]],
  [
    'those of a substitution too',
    'A=$(b c) && export A',
    [
      ['b', 'c'],
      ['export', 'A'],
    ],
  ],
  ['with a number sign inside a word', 'a b#c', [['a', 'b#c']]],
])) {
  test(`commands are taken apart: ${what}`, () => assert.deepEqual(commandsOf(text), commands))
}

for (const command of [
  'npm start',
  'npm test',
  'npm test -- node jest',
  'npm run bench -- clients --write',
  'npm install holoband',
  'npx wrangler dev',
  'node examples/login-server/server.js --access-ttl 20s',
  'cp node_modules/holoband/dist/holoband.wasm build/',
  'cmake --preset dev && cmake --build --preset dev && ctest --preset dev',
  'npx holoband keygen > key.json && npx holoband jwks --help',
  'npx holoband keygen | jq . && curl https://api.example',
  'npx holoband keys plan --ttl 5m && npm start',
  'bun run start',
  'bun start',
  'bunx holoband keygen && npm start',
  'deno run --allow-env npm:holoband keygen',
  'deno run examples/login-server/server.js',
  'cp a.json b.json',
]) {
  test(`the command "${command}" is right`, () => assertShell(block('sh', command), folder))
}

for (const command of [
  'npm run nothing',
  'npm test -- nothing',
  'npm install nothing-that-is-tested',
  'npx nothing',
  'node nothing.js',
  'cmake --preset nothing',
  'cd nothing',
  'cp node_modules/holoband/dist/nothing.wasm build/',
  'nothing',
  '# nothing',
  'build/nothing',
  'curl nothing',
  'deno task nothing',
  'deno run nothing.js',
  'bun nothing.js',
  'bunx nothing',
]) {
  test(`the command "${command}" is wrong`, () => {
    assert.throws(() => assertShell(block('sh', command), folder), { name: 'AssertionError' })
  })
}

test('our own command line is run, so that what it refuses fails', () => {
  assert.throws(() => assertShell(block('sh', 'npx holoband nothing'), folder), { status: 2 })
  assert.throws(() => assertShell(block('sh', 'npx holoband nothing && npm start'), folder), { status: 2 })
})

test('JSON has no comment, and JSON with comments no other mistake', () => {
  assertJson('{ "a": 1 }')
  assert.throws(() => assertJson('{ "a": 1 } // no'), SyntaxError)
  assertJsonc('{\n  // yes\n  "a": "http://x, }", /* too */\n  "b": [1,],\n}')
  assert.throws(() => assertJsonc('{ "a": 1 "b": 2 }'), SyntaxError)
})

test('TOML is parsed', async () => {
  await assertToml('a = 1\n[b]\nc = ["d"]')
  await assert.rejects(assertToml('a = '))
})

test('HTML may be a page or a part of one, and is refused where a browser would mend it', () => {
  assertHtml('<!doctype html>\n<title>a</title>\n<script type="module" src="a.js"></script>')
  assertHtml('<p>a</p>')
  assert.throws(() => assertHtml('<p id=a id=b>a</p>'), { name: 'AssertionError' })
  assert.throws(() => assertHtml('<p title="a>b</p>'), { name: 'AssertionError' })
})

test('diagrams of the three kinds that the documents use are read', () => {
  assertMermaid('flowchart TB\n  subgraph x["X"]\n    a["A"] --> b\n  end\n  b -.->|"c"| d("D")')
  assertMermaid(
    'sequenceDiagram\n  participant A as One\n  A->>B: hello\n  alt it is\n    B-->>A: yes\n  end',
  )
  assertMermaid('stateDiagram-v2\n  [*] --> active\n  active --> ended: logout')
})

for (const [what, text] of [
  ['of another kind', 'pie\n  "a": 1'],
  ['with a part that does not end', 'sequenceDiagram\n  opt a\n  A->>B: c'],
  ['with a line of another form', 'flowchart TB\n  a => b'],
  ['that shows nothing', 'flowchart TB'],
]) {
  test(`a diagram ${what} is refused`, () => {
    assert.throws(() => assertMermaid(text ?? ''), { name: 'AssertionError' })
  })
}

test('links to files and headings are found, and those to elsewhere or in code are not', () => {
  const text =
    '[a](b.md#c) `[d](e.md)` [f](https://g.example/h) [i](#j) <a href="l.md">l</a>\n\n```js\nx[0](k.md)\n```\n'
  assert.deepEqual(linksOf(text), [
    { target: 'b.md', anchor: 'c' },
    { target: '', anchor: 'j' },
    { target: 'l.md', anchor: '' },
  ])
})

test('a heading can be linked to as GitHub names it', () => {
  const text =
    '# One `two`, (three)!\n\n## Same\n\n## Same\n\n```sh\n# no heading\n```\n\n### [Link](x.md) a-b_c\n'
  assert.deepEqual([...anchorsOf(text)], ['one-two-three', 'same', 'same-1', 'link-a-b_c'])
})
