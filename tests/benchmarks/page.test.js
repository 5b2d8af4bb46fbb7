import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { spread } from '../../benchmarks/measure.js'
import { mark, pageOf, summaryOf, withSentence } from '../../benchmarks/page.js'
import { machine } from '../../benchmarks/report.js'
import { keep, kept } from '../../benchmarks/results.js'
import { root } from '../support/process.js'

/** @import { Result } from '../../benchmarks/hosts.js' */
/** @import { Run } from '../../benchmarks/results.js' */

/** @param {string} name @param {number} cost @param {{ of?: string, size?: number, added?: string, bytes?: number }} [more] */
const timing = (name, cost, more = {}) => ({
  ...{ name, rounds: [cost, cost], operations: 1, ...more },
  ...{ processor: spread([cost]), clock: spread([cost]) },
})

/** @param {string} name @param {Result[]} results @returns {Run} */
const run = (name, results) => ({
  ...{ name, family: name.replace(/\d+$/, ''), version: `The ${name}`, machine: machine() },
  ...{ rounds: 2, date: '2030-01-02', results },
})

const verify = {
  group: 'verify HS256',
  timings: [
    timing('holoband', 2, { bytes: 1234 }),
    timing('fast-jwt', 8),
    timing('jose', 10, { added: 'patience' }),
  ],
  missing: [{ name: 'somebody', why: 'no | here' }],
}
const others = [
  { group: 'sign HS256', timings: [timing('holoband', 1), timing('fast-jwt', 2)] },
  { group: 'verify ES256', timings: [timing('holoband', 300), timing('fast-jwt', 75)] },
  {
    group: 'sizes, verify',
    timings: [
      timing('holoband, 10', 1, { of: 'holoband', size: 10 }),
      timing('holoband, 100', 10, { of: 'holoband', size: 100 }),
    ],
  },
  {
    group: 'memory',
    readings: [
      { operations: 1, rss: 5e6, heap: 1e6, wasm: 65536 },
      { operations: 2, rss: 5e6, heap: 9e6, wasm: 65536 },
    ],
  },
]
const records = [run('node20', [verify, ...others]), run('workerd', [verify])]
const { text, charts } = pageOf(records)

test('the page has the figures of every runtime, with a chart of those of Node.js', () => {
  assert.ok(text.startsWith(mark))
  assert.match(text, /\| {2}\| The node20 \| The workerd \| bytes \|/)
  assert.match(text, /\| holoband \| 2\.00 \(2\.00 – 2\.00\) \| 2\.00 \(2\.00 – 2\.00\) \| 1,234 \|/)
  assert.match(text, /!\[[^\]]+\]\(benchmarks\/verify-hs256\.svg\)/)
  assert.match(charts.get('verify-hs256.svg') ?? '', /holoband 500,000; fast-jwt 125,000; jose 100,000/)
})

test('the page says what was promised, and what of it was missed', () => {
  assert.match(
    text,
    /\| HS256 verify \| fast-jwt \| ≥ 2\.50× \| Node\.js \| 4\.00× \(4\.00 – 4\.00\) \| 4\.00×/,
  )
  assert.match(
    text,
    /\| HS256 verify \| jose \| ≥ 15\.0× \| Node\.js \| \*\*missed\*\*: 5\.00× \(5\.00 – 5\.00\) \| 5\.00×/,
  )
  assert.match(text, /\| the heap \|.*\*\*missed\*\*: grew 8\.0 MB/)
  assert.match(text, /\| sizes, verify: holoband \| 1\.00 \| – \|/)
})

test('the page names who is missing and why, and what was added by hand', () => {
  assert.match(text, /\| The node20 \| verify HS256 \| somebody \| no \\\| here \|/)
  assert.match(text, /- \*\*jose\*\*: patience/)
})

test('the sentence for elsewhere has what is faster and what is slower, of each Node.js', () => {
  const sentence = summaryOf(records)
  assert.match(sentence, /The node20 .* verified 4\.00 times .* signed 2\.00 times/)
  assert.match(sentence, /ES256, .* verified 0\.25 times as fast/)
  assert.doesNotMatch(sentence, /workerd/)
  assert.equal(summaryOf([run('node20', [verify])]), 'Nothing was measured yet.')
})

test('a sentence takes the place of the one before, and a README without a place for it is an error', () => {
  const readme = 'a\n<!-- figures of docs/benchmarks.md -->\nold\n<!-- end of figures -->\nb\n'
  assert.equal(withSentence(readme, 'new'), readme.replace('old', 'new'))
  assert.throws(() => withSentence('a', 'new'), /no place for the figures/)
})

test('the page in the documents was generated, its charts are there, and the README says what it says', () => {
  const page = readFileSync(join(root, 'docs', 'benchmarks.md'), 'utf8')
  assert.ok(page.startsWith(mark))
  const shown = [...page.matchAll(/\(benchmarks\/([^)]+\.svg)\)/g)].map(([, file]) => file)
  assert.deepEqual(shown.sort(), readdirSync(join(root, 'docs', 'benchmarks')).sort())
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, said = ''] = /figures of docs\/benchmarks\.md -->\n([\s\S]*?)\n<!-- end/.exec(readme) ?? []
  assert.ok(said.length > 20 && page.includes(said), said)
})

test('a run of some groups takes the place of those groups, and leaves the others and other runtimes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-results-'))
  try {
    keep(
      run('bun', [
        { group: 'a', timings: [] },
        { group: 'b', timings: [timing('x', 1)] },
      ]),
      folder,
    )
    keep(run('deno', [{ group: 'a', timings: [] }]), folder)
    keep(run('bun', [{ group: 'b', timings: [timing('x', 2)] }]), folder)
    const [bun, deno, ...more] = kept(folder)
    assert.deepEqual(
      bun?.results.map(({ group, timings }) => [group, timings?.[0]?.rounds[0]]),
      [
        ['a', undefined],
        ['b', 2],
      ],
    )
    assert.equal(deno?.name, 'deno')
    assert.deepEqual(more, [])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
