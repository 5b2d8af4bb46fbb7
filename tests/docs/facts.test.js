// Tables in the documents that say what the code does, held to the code.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { decodeUnverified, generateKey, hashPassword } from 'holoband'
import { createCookiePolicy, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { bundlers } from '../package/bundlers.js'
import { memorySize } from '../support/core.js'
import { root } from '../support/process.js'
import { documents, read } from './support/blocks.js'

/**
 * The rows of the table that begins with this row, as the texts of their cells.
 *
 * @param {string} document
 * @param {string} head
 */
function table(document, head) {
  const [, after] = read(document).split(`\n${head}\n`)
  assert.ok(after, `${document} has the table "${head}"`)
  const [rows = ''] = after.split('\n\n')
  const lines = rows.split('\n').slice(1)
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** @param {string} cell */
function codeIn(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

describe('docs/architecture.md', () => {
  const allowed = new Map(
    table('docs/architecture.md', '| part | may import |').map(([part = '', others = '']) => [
      codeIn(part)[0] ?? '',
      codeIn(others),
    ]),
  )

  /**
   * The part that a file belongs to: its folder, or itself where the table names it.
   *
   * @param {string} file
   */
  const partOf = (file) => {
    const [folder = '', name = ''] = file.split('/').slice(1)
    if (name !== '') return `js/${folder}`
    return ['js/errors.js', 'js/base-error.js'].includes(file) ? file : 'js/*.js'
  }

  const files = readdirSync(path.join(root, 'js'), { recursive: true, encoding: 'utf8' })
  // What tests look through is in no package, and may look everywhere.
  for (const name of files.filter((file) => file.endsWith('.js') && file !== 'internals.js')) {
    const file = `js/${name}`
    const imported = importsOf(file).map(partOf)
    const part = partOf(file)
    test(`${file} imports nothing but what its part may`, () => {
      const others = new Set(imported.filter((other) => other !== part))
      const may = new Set(allowed.get(part) ?? [])
      for (const other of others) assert.ok(may.has(other), `${part} imports ${other}`)
    })
  }
})

/**
 * The files of js/ that a file imports.
 *
 * @param {string} file
 */
function importsOf(file) {
  const source = readFileSync(path.join(root, file), 'utf8')
  const found = [...source.matchAll(/^(?:import|export)\b[^'\n]*from '(?<from>[^']+)'/gm)]
  return found
    .map(({ groups }) => groups?.from ?? '')
    .map((from) => (from === '#wasm' ? 'js/wasm/any.js' : path.posix.join(path.posix.dirname(file), from)))
    .filter((name) => name.startsWith('js/'))
}

test('docs/runtimes.md lists the conditions of package.json, in their order', () => {
  const { imports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const rows = table(
    'docs/runtimes.md',
    '| condition | set by | how the module gets there | `await init()` |',
  )
  assert.deepEqual(
    rows.map(([condition = '']) => codeIn(condition)[0]),
    Object.keys(imports['#wasm']),
  )
  const ways = new Map(rows.map(([condition = '', , way = '']) => [codeIn(condition)[0], way]))
  for (const [condition, file] of Object.entries(imports['#wasm'])) {
    const way = ways.get(condition) ?? ''
    assert.equal(/^text inside/.test(way), file.endsWith('/inline.js'), condition)
    assert.equal(/^fetched/.test(way), file.endsWith('/browser.js'), condition)
    assert.equal(/^a static import/.test(way), /workerd|edge-light/.test(file), condition)
  }
})

test('docs/runtimes.md says of each bundler what the tests of the package do with it', () => {
  const rows = table('docs/runtimes.md', '| bundler | for a page | for Node.js |')
  for (const [name, , bringsFile] of bundlers) {
    const row = rows.find(([cell = '']) => cell === name || cell.startsWith(`${name} `))
    assert.deepEqual(
      row?.slice(1).map((cell) => cell.startsWith('carries')),
      [bringsFile.browser, bringsFile.node],
      name,
    )
  }
})

test('a password hash needs the memory that docs/runtimes.md says, and the memory stays for the next one', () => {
  hashPassword('correct horse')
  const size = memorySize()
  assert.ok(size >= 19456 * 1024)
  hashPassword('correct horse')
  assert.equal(memorySize(), size)
})

describe('docs/sessions.md', () => {
  const start = 1_800_000_000
  const key = generateKey('HS256')
  const options = { key, issuer: 'https://i.example', audience: 'https://a.example', now: () => start }

  test('says how long the two tokens live, and whom they are for', async () => {
    const sessions = createSessions({ ...options, store: createMemoryStore({ now: () => start }) })
    const issued = await sessions.start('ada')
    const access = decodeUnverified(issued.accessToken)
    const refresh = decodeUnverified(issued.refreshToken)
    const rows = new Map(
      table('docs/sessions.md', '| | access token | refresh token |').map(([name = '', ...cells]) => [
        name,
        cells,
      ]),
    )
    assert.deepEqual(rows.get('header `typ`'), ['`at+jwt`', '`rt+jwt`'])
    assert.deepEqual(
      [access, refresh].map((token) => token.unverifiedHeader.typ),
      ['at+jwt', 'rt+jwt'],
    )
    assert.deepEqual(rows.get('`aud`'), ['your audience', 'your issuer'])
    assert.deepEqual(
      [access, refresh].map((token) => token.unverifiedClaims.aud),
      [options.audience, options.issuer],
    )
    assert.equal(rows.get('lives')?.[0], '15 minutes, up to 5 % less')
    const life = issued.claims.exp - start
    assert.ok(life <= 900 && life >= 855)
    assert.match(rows.get('lives')?.[1] ?? '', /^7 days/)
    assert.equal(issued.refreshExpiresAt - start, 7 * 86400)
    assert.equal(issued.expiresAt - start, 30 * 86400)
    assert.deepEqual(codeIn(rows.get('says')?.[1] ?? ''), ['sub', 'sid', 'gen'])
    for (const claim of ['sub', 'sid', 'gen']) assert.ok(claim in refresh.unverifiedClaims)
  })

  test('names the cookies and their attributes', () => {
    const cookies = createCookiePolicy().set({ accessToken: 'a', refreshToken: 'b', maxAge: 60 })
    const text = read('docs/sessions.md')
    assert.ok(text.includes('`HttpOnly; Secure; SameSite=Strict; Path=/`'))
    for (const cookie of cookies) {
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) {
        assert.ok(cookie.split('; ').includes(attribute), cookie)
      }
      assert.ok(text.includes(`\`${cookie.split('=')[0]}\``), cookie)
    }
  })

  test('lists the verdicts of the core in the order of its rules', () => {
    const header = readFileSync(path.join(root, 'src/holoband/session/rotation.h'), 'utf8')
    const rules = [...header.matchAll(/^\/\/ {3}(\d)\. .* k(\w+)$/gm)].map(([, number, verdict = '']) => [
      number,
      verdict.toLowerCase(),
    ])
    const rows = table('docs/sessions.md', '| # | what the row says | verdict | what happens |')
    assert.equal(rules.length, 8)
    assert.deepEqual(
      rows.map(([number, , verdict = '']) => [number, verdict.replaceAll('*', '')]),
      rules,
    )
  })
})

test('docs/security.md has a verdict on every point, and a test beside each that is met', () => {
  const rows = read('docs/security.md')
    .split('\n')
    .filter((line) => /^\| (?:chapter V)?\d/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  assert.ok(rows.length >= 60)
  for (const [number = '', point = '', verdict = '', , held = ''] of rows) {
    assert.match(verdict, /^(met\b.*|yours|not met|does not apply)$/, `${number} ${point}`)
    if (verdict.startsWith('met')) assert.ok(codeIn(held).length > 0, `${number} ${point}`)
  }
})

test('every file of the checkout that a document names in code is there', () => {
  let named = 0
  for (const document of documents().filter((name) => /^docs\/|^SECURITY/.test(name))) {
    const folders = /`((?:src|js|tests|scripts|bindings|examples|benchmarks)\/[\w./-]+)`/g
    for (const [, name = ''] of read(document).matchAll(folders)) {
      assert.ok(existsSync(path.join(root, name)), `${document} names ${name}`)
      named += 1
    }
  }
  assert.ok(named > 10)
})
