import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { contestants, everybody, floor } from '../../benchmarks/cold-start/contestants.js'
import { inTurns, spreads, startOnNode } from '../../benchmarks/cold-start/node.js'
import { ratioLines, ratios, startTable } from '../../benchmarks/cold-start/report.js'
import { assertVerified, newWork } from '../../benchmarks/cold-start/work.js'
import { makeWorker, startInWorkerd } from '../../benchmarks/cold-start/workerd.js'

/** @typedef {import('../../benchmarks/cold-start/contestants.js').Start} Start */

const work = newWork()

/** @param {string} name */
async function starterOf(name) {
  /** @type {{ start: Start }} */
  const { start } = await import(`../../benchmarks/cold-start/starters/${name}.js`)
  return start
}

/** @param {import('../../benchmarks/cold-start/report.js').Turn[]} turns */
const turnsOf = (...turns) => turns

const figures = new Map([
  [floor, turnsOf({ clock: 1, processor: 1, memory: 40e6 }, { clock: 1, processor: 1, memory: 40e6 })],
  [
    'holoband',
    turnsOf({ clock: 10, processor: 8, memory: 44e6 }, { clock: 20, processor: 16, memory: 44e6 }),
  ],
  ['jose', turnsOf({ clock: 30, processor: 20, memory: 52e6 }, { clock: 60, processor: 40, memory: 52e6 })],
])

test('the token that cold starts verify has about 300 bytes, and comes with what a verifier needs', () => {
  assert.ok(work.token.length > 280 && work.token.length < 340, `${work.token.length} bytes`)
  assert.deepEqual(Object.keys(work.setting).sort(), ['audience', 'issuer', 'secret'])
})

for (const name of contestants) {
  test(`${name} verifies the token of a cold start, and none that somebody else signed or that is for others`, async () => {
    const start = await starterOf(name)
    assert.equal((await start(work.setting)(work.token)).sub, work.sub)
    for (const change of [
      { secret: 'another secret of 32 characters.' },
      { issuer: 'https://other.example' },
      { audience: 'https://other.example' },
    ]) {
      const verify = start({ ...work.setting, ...change })
      await assert.rejects(async () => verify(work.token), Error, JSON.stringify(Object.keys(change)))
    }
  })
}

test('every contestant starts in a process of its own and tells what it took', async () => {
  for (const name of everybody) {
    const turn = await startOnNode(name, work)
    assert.equal(turn.claims.sub, work.sub, name)
    assert.ok(turn.clock > 0 && turn.processor > 0, `${name}: ${turn.clock} ms, ${turn.processor} ms`)
    assert.ok(turn.memory > 10e6, `${name}: ${turn.memory} bytes`)
  }
})

test('a process that does not verify the token ends the benchmark', async () => {
  const elsewhere = { ...work, setting: { ...work.setting, issuer: 'https://other.example' } }
  await assert.rejects(startOnNode('holoband', elsewhere), /ERR_ISSUER/)
  await assert.rejects(
    startOnNode('bare', { ...work, sub: 'somebody else' }),
    /bare did not verify the token/,
  )
  assert.throws(() => assertVerified('jose', {}, work.sub), /jose did not verify the token/)
})

test('every contestant answers the first request of a worker in workerd', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-cold-start-'))
  try {
    for (const name of everybody) {
      const configuration = await makeWorker(name, folder)
      const turn = await startInWorkerd(name, configuration, work)
      assert.ok(turn.clock > 0, name)
    }
    const bundled = path.join(folder, 'holoband')
    assert.match(readFileSync(path.join(bundled, 'config.capnp'), 'utf8'), /wasm = embed "holoband\.wasm"/)
    assert.doesNotMatch(
      readFileSync(path.join(bundled, 'worker.js'), 'utf8'),
      /(?:from|import|require\()\s*["']node:/,
      'needs nothing of Node.js',
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a worker that refuses the token ends the benchmark, and its process with it', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-cold-start-'))
  try {
    const configuration = await makeWorker('jose', folder)
    const elsewhere = { ...work, setting: { ...work.setting, audience: 'https://other.example' } }
    await assert.rejects(startInWorkerd('jose', configuration, elsewhere), /jose answered with 500/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('in every round everybody has one turn, and the first turn goes round', async () => {
  /** @type {string[]} */
  const order = []
  const turns = await inTurns(['a', 'b', 'c'], 3, async (name) => order.push(name))
  assert.deepEqual(order.slice(0, 3), ['a', 'b', 'c'], 'the round that does not count')
  assert.deepEqual(order.slice(3).join(''), 'abcbcacab')
  assert.deepEqual(
    [...turns].map(([name, all]) => [name, all.length]),
    [
      ['a', 3],
      ['b', 3],
      ['c', 3],
    ],
  )
  assert.equal(spreads(turns, (turn) => turn).get('a')?.median, 9)
})

test('the table of cold starts gives medians, quartiles, and the memory above the process without a library', () => {
  const lines = startTable('Starts', figures).trim().split('\n')
  assert.equal(lines[0], 'Starts')
  assert.match(lines[1] ?? '', /ms +quartiles +ms of processor +MB above bare$/)
  assert.match(lines[2] ?? '', /^bare +1\.0 +1\.0 – 1\.0 +1\.0 +0\.0$/)
  assert.match(lines[3] ?? '', /^holoband +20\.0 +10\.0 – 20\.0 +16\.0 +4\.0$/)
  assert.match(lines[4] ?? '', /^jose +60\.0 +30\.0 – 60\.0 +40\.0 +12\.0$/)
})

test('cold starts are compared round by round, with the peers and not with the process without a library', () => {
  const compared = ratios(figures, 'holoband')
  assert.deepEqual(compared, [{ name: 'jose', least: 2.5, low: 2.5, median: 2.5, high: 2.5 }])
  assert.equal(
    ratioLines('node', compared),
    'node: jose needs 2.50× the processor time of holoband (quartiles 2.50 – 2.50)',
  )
})
