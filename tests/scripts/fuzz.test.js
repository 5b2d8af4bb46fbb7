import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { addInputs, committedInputs, nameOf, readInputs } from '../../scripts/lib/fuzz/corpus.js'
import { reachedIn } from '../../scripts/lib/fuzz/native.js'
import { reportPage } from '../../scripts/lib/fuzz/report.js'
import { linesOf, measure, targetCalled } from '../../scripts/lib/fuzz/run.js'
import { targets } from '../../scripts/lib/fuzz-targets.js'
import { rootDir } from '../../scripts/lib/paths.js'
import { fuzzGuided } from '../fuzz/guided.js'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-'))
after(() => fs.rmSync(folder, { recursive: true }))

const newFolder = () => fs.mkdtempSync(path.join(folder, 'run-'))

/** @param {string} body  of the function that fuzzes */
async function runModule(body) {
  const module = path.join(newFolder(), 'planted.mjs')
  fs.writeFileSync(module, `export async function fuzz({ seconds, seed, corpus, report }) { ${body} }`)
  const job = { seconds: 1, seed: 1, corpus: newFolder(), findings: newFolder() }
  const options = { ...job, wantsCoverage: true, onLine: () => {} }
  return measure('cookie', { kind: 'node', module }, options)
}

test('every target has its corpus, or a module that makes its inputs', () => {
  for (const [name, target] of Object.entries(targets)) {
    // A module may make its inputs itself.
    if (target.kind === 'native') assert.ok(committedInputs(name).length > 0, name)
    else assert.ok(fs.existsSync(path.join(rootDir, target.module)), name)
  }
})

test('every committed input is shorter than its target takes, and is there once', () => {
  for (const [name, target] of Object.entries(targets)) {
    const inputs = committedInputs(name)
    const most = target.kind === 'native' ? target.maxBytes : Number.POSITIVE_INFINITY
    assert.ok(
      inputs.every((input) => input.length <= most),
      name,
    )
    assert.equal(new Set(inputs.map(nameOf)).size, inputs.length, name)
  }
})

test('inputs come out of a folder as they were put in, the shortest first', () => {
  const inputs = ['longer', '', '\0\xff', '{'].map((text) => Buffer.from(text, 'latin1'))
  const corpus = newFolder()
  addInputs(corpus, [...inputs, ...inputs])
  assert.deepEqual(
    readInputs(corpus).map((input) => input.toString('latin1')),
    ['', '{', '\0\xff', 'longer'],
  )
})

test('what a module finds is kept in a file, and reported with the command that gives it again', async () => {
  const finding = `{ name: 'one is two', input: 'abc' }`
  const run = await runModule(`return { executions: 3, coverage: '1 of 2', findings: [${finding}] }`)
  const [found] = run.findings
  assert.equal(fs.readFileSync(found?.file ?? '', 'utf8'), 'abc')
  const lines = linesOf(run)
  assert.match(lines[0] ?? '', /^✗ cookie: 3 executions in .+, 1 of 2, 0 inputs of 0 bytes, 1 finding$/)
  assert.equal(lines[1], '  one is two')
  assert.match(lines[2] ?? '', /^ {2}npm run fuzz -- cookie --replay .+crash-[0-9a-f]{40}$/)
})

test('a module that ends early is a finding, with its last words', async () => {
  const thrown = await runModule(`throw new Error('there is no more')`)
  assert.deepEqual(thrown.findings, [{ name: 'there is no more', file: '' }])
  const ended = await runModule(`process.stdout.write('so long\\n'); process.exit(0)`)
  assert.deepEqual(ended.findings, [{ name: 'so long', file: '' }])
})

test('a module whose server is still open is not waited for', async () => {
  const server = `await import('node:net').then(({ createServer }) => createServer().listen(0))`
  const run = await runModule(`${server}; return { executions: 1, coverage: '', findings: [] }`)
  assert.equal(run.executions, 1)
  assert.deepEqual(run.findings, [])
})

test('a guided fuzzer gets to a planted bug by what it reaches on the way, and makes the input short', async () => {
  const { parseCookies } = await import('holoband/session')
  const corpus = newFolder()
  addInputs(corpus, [Buffer.from('a=1; __Host-access=2; b=3')])
  const options = { seconds: 20, seed: 3, corpus, report: () => {} }
  const run = await fuzzGuided(options, {
    module: 'js/session/cookies.js',
    dictionary: ['=', '; ', '__Host-access'],
    check(input) {
      const cookies = parseCookies(Buffer.from(input).toString('latin1'))
      if (cookies.isRepeated('__Host-access')) throw new Error('a name came twice')
      return `${cookies.size}`
    },
  })
  const [found] = run.findings
  assert.equal(found?.name, 'a name came twice')
  assert.equal(Buffer.from(found?.input ?? '').toString(), '__Host-access=;__Host-access=')
  assert.match(run.coverage, /^[1-9]\d* of [1-9]\d* blocks$/)
})

test('a guided fuzzer keeps of its corpus what adds something', async () => {
  const corpus = newFolder()
  addInputs(corpus, ['a', 'b', 'aa', 'bb'].map(Buffer.from))
  const subject = { module: 'js/session/cookies.js', dictionary: [] }
  const check = (/** @type {Uint8Array} */ input) => `${input.length}`
  await fuzzGuided({ seconds: 0, seed: 1, corpus, report: () => {} }, { ...subject, check })
  assert.deepEqual(readInputs(corpus).map(String), ['a', 'aa'])
})

test('coverage is of the sources that a target is about', () => {
  const line = (/** @type {string} */ kind, /** @type {string} */ edges, /** @type {string} */ file) =>
    `${kind}_FUNC: hits: 7 edges: ${edges} holoband::name(int) ${path.join(rootDir, file)}:12`
  const output = [
    'INFO: seed corpus: files: 3',
    line('COVERED', '3/4', 'src/holoband/jws.cc'),
    line('UNCOVERED', '0/5', 'src/holoband/jws_verifier.cc'),
    line('COVERED', '7/7', 'src/holoband/claims.cc'),
    line('COVERED', '1/1', 'tests/fuzz/targets/token.cc'),
  ].join('\n')
  assert.deepEqual(reachedIn(output, ['src/holoband/jws']), {
    functions: { reached: 1, all: 2 },
    edges: { reached: 3, all: 9 },
  })
})

test('a target that does not exist is an error that names those that do', () => {
  assert.throws(() => targetCalled('tokens'), /There is no target called tokens: token, header, /)
})

test('the report has a row for each run, and says which targets were not run', () => {
  const corpus = { inputs: 2, bytes: 30 }
  const run = { target: 'token', seed: 1, seconds: 10, executions: 1000, coverage: '5 of 6 edges' }
  const page = reportPage([{ ...run, corpus, findings: [] }])
  assert.match(
    page,
    /\| `token` \| whole tokens [^|]+ \| 10 \| 1000 \| 100 \| 5 of 6 edges \| 2 inputs, 30 bytes \| 0 \|/,
  )
  assert.match(page, /Not run here: header, claims, /)
})
