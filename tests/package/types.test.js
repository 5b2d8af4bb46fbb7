// Programs in TypeScript, compiled against the installed declarations, none of which is skipped.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { run, tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'
import { programSubpaths } from './support.js'

/** @import { Project } from '../support/package.js' */

const require = createRequire(import.meta.url)
const current = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
// The release before the compiler was written anew, which are-the-types-wrong brings: many are there still.
const old = createRequire(require.resolve('@arethetypeswrong/core/package.json')).resolve(
  'typescript/bin/tsc',
)

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'es2022',
}
/** What a server has: ECMAScript, and the types of Node.js. */
const server = { ...strict, lib: ['es2022'], types: ['node'] }
/** What a page has. */
const page = { ...strict, lib: ['es2022', 'dom'], types: [] }

const source = (/** @type {string} */ name) =>
  readFileSync(join(root, 'tests', 'package', 'types', name), 'utf8')

/** @type {Project} */
let project

before(async () => {
  project = await createProject({ dependencies: ['@types/node', 'react'] })
  for (const extension of ['mts', 'cts', 'ts']) {
    project.write(`consumer.${extension}`, source('consumer.ts'))
    project.write(`should-not-compile.${extension}`, source('should-not-compile.ts'))
    project.write(`whole.${extension}`, whole(programSubpaths))
  }
  const forPages = programSubpaths.filter((subpath) => /^(\.|\.\/(inline|client.*))$/.test(subpath))
  project.write('page.ts', whole(forPages))
})
after(() => project.remove())

/** @param {readonly string[]} subpaths */
function whole(subpaths) {
  const names = subpaths.map((_, index) => `part${index}`)
  const imports = subpaths.map((subpath, i) => `import * as ${names[i]} from 'holoband${subpath.slice(1)}'`)
  return `${imports.join('\n')}\nexport const all: object[] = [${names.join(', ')}]\n`
}

/**
 * What the compiler says; nothing when all is well.
 *
 * @param {string} compiler
 * @param {Record<string, unknown>} compilerOptions
 * @param {readonly string[]} files
 */
async function compile(compiler, compilerOptions, files) {
  const name = project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  const args = [compiler, '-p', name, '--pretty', 'false']
  return (await tryRun(process.execPath, args, { cwd: project.folder })).output
}

const files = (/** @type {readonly string[]} */ extensions) =>
  ['consumer', 'should-not-compile', 'whole'].flatMap((name) => extensions.map((each) => `${name}.${each}`))

const both = ['mts', 'cts']
const bundled = { module: 'esnext', moduleResolution: 'bundler' }
const settings = /** @type {const} */ ([
  ['TypeScript 7, nodenext, both kinds of module', current, { module: 'nodenext' }, both],
  ['TypeScript 7, node16, both kinds of module', current, { module: 'node16' }, both],
  ['TypeScript 7, bundler', current, bundled, ['ts']],
  ['TypeScript 7, bundler, modules preserved', current, { module: 'preserve' }, both],
  ['TypeScript 5, nodenext, both kinds of module', old, { module: 'nodenext' }, both],
  ['TypeScript 5, node10', old, { module: 'commonjs', moduleResolution: 'node10' }, ['ts']],
])

describe('the declarations compile, every line of them, and refuse what they should', () => {
  for (const [name, compiler, options, extensions] of settings) {
    test(`with ${name}, without the DOM`, async () => {
      assert.equal(await compile(compiler, { ...server, ...options, noEmit: true }, files(extensions)), '')
    })
  }

  test('in a page, without the types of Node.js', async () => {
    const options = { ...page, ...bundled, noEmit: true }
    assert.equal(await compile(current, options, ['page.ts', 'should-not-compile.ts']), '')
  })

  test('and a policy that leaves something out is what is refused', async () => {
    const open = source('should-not-compile.ts').replaceAll(/^ *\/\/ @ts-expect-error.*\n/gm, '')
    project.write('open.mts', open)
    const output = await compile(current, { ...server, module: 'nodenext', noEmit: true }, ['open.mts'])
    const attempts = source('should-not-compile.ts').match(/@ts-expect-error/g) ?? []
    assert.ok(attempts.length > 20)
    assert.equal(output.match(/^open\.mts\(\d+,\d+\): error/gm)?.length, attempts.length, output)
    for (const missing of ['algorithms', 'issuer', 'audience', 'keys', 'ttl', 'store', 'authenticate']) {
      assert.match(output, new RegExp(`Property '${missing}' is missing`))
    }
  })
})

test('the compiled program does what it says, as an ES module and as CommonJS', async () => {
  const options = { ...server, module: 'nodenext', outDir: 'out' }
  assert.equal(await compile(current, options, ['consumer.mts', 'consumer.cts']), '')
  for (const file of ['consumer.mjs', 'consumer.cjs']) {
    const { stdout } = await run(process.execPath, [join('out', file)], { cwd: project.folder })
    assert.equal(stdout, 'ada ERR_SIGNATURE_INVALID ERR_KEY_SET_URL 1 true\n')
  }
})
