// The API reference is made from JSDoc; here it is held to what the package really exports.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { entryFiles } from '../../scripts/lib/api-model.js'
import { fileOf } from '../../scripts/lib/api-reference.js'
import { root } from '../support/process.js'
import { read } from './support/blocks.js'

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

/** @param {string} page */
function headings(page) {
  return [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)
}

/**
 * The types of a module as its consumers see them.
 *
 * @param {string} file
 */
function declarations(file) {
  return readFileSync(path.join(root, 'dist', 'types', file), 'utf8')
}

/** A function in a file of declarations: its name, and what it returns. */
const functionOf = /^export declare function (\w+)[^\n]*?\): ([\s\S]*?);\n(?=[^\s}]|$)/gm

/** Modules that cannot be loaded here: what they import is there on one runtime only. */
const foreign = /cloudflare:|\.wasm/

for (const { subpath, file } of entryFiles(manifest)) {
  const page = read(fileOf(subpath))
  const types = declarations(file.replace(/^js\//, '').replace(/\.js$/, '.d.ts'))

  test(`the reference of ${subpath} has all that it exports, and no function that it does not`, async () => {
    const described = new Set(headings(page))
    const exported = await namesOf(subpath)
    for (const name of exported) assert.ok(described.has(name), name)
    const functions = [...(/(?<=## Functions\n)[\s\S]*?(?=\n## |$)/.exec(page) ?? [])].flatMap(headings)
    for (const name of functions) assert.ok(exported.includes(name ?? ''), name)
  })

  test(`the reference of ${subpath} has every type that it exports`, () => {
    const described = new Set(headings(page))
    const exported = [...types.matchAll(/^export type (\w+)/gm)].map(([, name]) => name)
    for (const name of exported) assert.ok(described.has(name), name)
  })

  test(`the reference of ${subpath} describes nothing twice`, () => {
    const all = headings(page)
    assert.equal(new Set(all).size, all.length)
  })
}

/** @param {string} subpath */
async function namesOf(subpath) {
  try {
    return Object.keys(await import(subpath))
  } catch (error) {
    assert.match(String(error), foreign, `${subpath} cannot be loaded`)
    return []
  }
}

test('what the reference says that a function returns is what the compiler says', () => {
  let compared = 0
  for (const { subpath } of entryFiles(manifest)) {
    const page = read(fileOf(subpath))
    for (const [, name = '', returned = ''] of page.matchAll(
      /^<code>(\w+)(?:&lt;.*?&gt;)?\(.*\): (.*)<\/code>$/gm,
    )) {
      const compiled = returnTypes.get(name)
      if (compiled === undefined) continue
      assert.equal(plain(returned), compiled, `${subpath}: ${name}`)
      compared += 1
    }
  }
  assert.ok(compared >= 40)
})

/** What the functions return, by their name, out of all that the compiler wrote. */
const returnTypes = new Map(
  entryFiles(manifest)
    .flatMap(({ file }) => [file, ...modulesOf(file)])
    .flatMap((file) => [
      ...declarations(file.replace(/^js\//, '').replace(/\.js$/, '.d.ts')).matchAll(functionOf),
    ])
    .map(([, name = '', returned = '']) => [name, plain(returned)]),
)

/** @param {string} file */
function modulesOf(file) {
  const source = readFileSync(path.join(root, file), 'utf8')
  return [...source.matchAll(/^export \{[^}]*\} from '(\.[^']+)'/gm)]
    .map(([, from = '']) => path.posix.join(path.posix.dirname(file), from))
    .filter((name) => existsSync(path.join(root, name)))
}

/** @param {string} type */
function plain(type) {
  return type
    .replace(/<a href="[^"]*">([^<]*)<\/a>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/import\("[^"]*"\)\./g, '')
    .replaceAll(';', ',')
    .replace(/,\s*\}/g, ' }')
    .replace(/\s+/g, ' ')
    .trim()
}
