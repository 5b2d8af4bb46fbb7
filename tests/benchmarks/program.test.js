import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { allocated } from '../../benchmarks/allocation.js'
import { hostNamed, newestNode } from '../../benchmarks/hosts.js'
import { laneOf } from '../../benchmarks/lanes.js'
import { mixedOperations } from '../../benchmarks/memory.js'
import { take } from '../../benchmarks/take.js'
import { root, runNode } from '../support/process.js'

const folder = mkdtempSync(join(tmpdir(), 'holoband-bench-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string[]} args */
async function bench(...args) {
  const program = join(root, 'benchmarks', 'run.js')
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--to', folder])
  return stdout
}

test('a group is run by the program itself, which prints what came of it as JSON and keeps it', {
  timeout: 120_000,
}, async () => {
  const [record, ...others] = JSON.parse(await bench('refuse an expired', '--rounds=2', '--json'))
  assert.deepEqual(others, [])
  assert.equal(record.family, 'node')
  assert.equal(record.version, `Node.js ${process.versions.node}`)
  assert.equal(record.rounds, 2)
  const [{ group, timings, missing }, ...groups] = record.results
  assert.deepEqual([group, missing, groups], ['refuse an expired token', [], []])
  for (const { name, rounds, processor, clock, operations, bytes } of timings) {
    assert.equal(rounds.length, 2, name)
    assert.ok(
      rounds.every((/** @type {number} */ time) => time > 0),
      name,
    )
    assert.ok(processor.low <= processor.median && processor.median <= processor.high, name)
    assert.ok(clock.median > 0 && operations >= 1 && bytes > 0, name)
  }
  const [verdict] = record.verdicts
  assert.equal(verdict.promised.operation, 'check of an expired token')
  assert.equal(typeof verdict.kept, 'boolean')
  assert.deepEqual(readdirSync(folder), [`${record.name}.json`])
})

test('the groups run in the real workerd too, and it says which peers it has not', {
  timeout: 120_000,
}, async () => {
  const [record] = JSON.parse(await bench('verify HS256', '--rounds=1', '--runtime=workerd', '--json'))
  const [{ timings, missing }] = record.results
  const names = timings.map((/** @type {{ name: string }} */ { name }) => name)
  for (const name of ['holoband', 'jose', 'hono/jwt', 'fast-jwt']) assert.ok(names.includes(name), name)
  assert.deepEqual(missing, [{ name: '@node-rs/jsonwebtoken', why: 'workerd has no native add-ons' }])
  const promised = record.verdicts.filter((/** @type {{ kept?: boolean }} */ { kept }) => kept !== undefined)
  assert.equal(promised.length, 2, 'what is promised there')
})

test('for people there are tables, of times and of what is promised', { timeout: 120_000 }, async () => {
  const text = await bench('living', '--rounds=1')
  assert.match(text, /^living verifiers\n.*µs +quartiles +per second +÷ first +µs by the clock +bytes$/m)
  assert.match(text, /^holoband, 1 of 1,000 verifiers +\d/m)
  assert.match(text, /what is promised, on Node\.js/)
})

test('a group, a runtime or a number that there is not ends the program with a sentence', async () => {
  await assert.rejects(bench('no such thing'), /There is no such group: sign HS256; verify HS256/)
  await assert.rejects(bench('--runtime=netscape'), /There is no runtime called netscape/)
  await assert.rejects(bench('--rounds=none'), /--rounds is a number of at least 1/)
})

test('the runtimes are this Node.js, those that are packages, Bun, Deno and workerd', () => {
  const [major] = process.versions.node.split('.')
  assert.equal(hostNamed('node').name, `node${major}`)
  assert.equal(hostNamed(`node${major}`).version, `Node.js ${process.versions.node}`)
  assert.match(hostNamed(newestNode()).version, /^Node\.js \d\d\./)
  for (const name of ['bun', 'deno', 'workerd']) assert.equal(hostNamed(name).family, name)
})

test('a turn makes its inputs and what is around it outside of what is timed, and undoes it', async () => {
  /** @type {string[]} */
  const order = []
  const lane = laneOf({
    name: 'lane',
    asynchronous: true,
    inputs: (count, round) => [`${count} in round ${round}`],
    run: async (/** @type {string} */ input) => order.push(input),
    surround: () => {
      order.push('surrounded')
      return () => order.push('undone')
    },
  })
  const { processor, clock } = await take(lane, 3, 7)
  assert.deepEqual(order, ['surrounded', '3 in round 7', 'undone'])
  assert.ok(processor >= 0 && clock > 0)
})

test('what an operation allocates is counted, and nothing where the collector cannot be asked', async () => {
  const module = join(root, 'benchmarks', 'allocation.js')
  const found = await runNode(
    `import { allocated } from ${JSON.stringify(module)}
    const keep = []
    const lane = (run) => ({ prepare: (count) => ({ go() { for (let i = 0; i < count; i++) run() }, undo() { keep.length = 0 } }) })
    console.log(JSON.stringify([
      await allocated(lane(() => keep.push(new Array(1000).fill(0)))),
      await allocated(lane(() => {})),
    ]))`,
    { flags: ['--expose-gc'] },
  )
  const [array = 0, nothing = 0] = /** @type {number[]} */ (found)
  assert.ok(array > 7000 && array < 12_000, `${array} bytes for an array of 1,000`)
  assert.ok(nothing < 100, `${nothing} bytes for nothing`)
  const lane = laneOf({ name: 'lane', inputs: () => [], run: () => {} })
  assert.equal(globalThis.gc === undefined ? await allocated(lane) : undefined, undefined)
})

test('the memory is read evenly, from the first tenth of the operations to the last', async () => {
  const readings = await mixedOperations(20_000, (operations) => ({ operations, rss: 1, heap: 2, wasm: 3 }))
  const [first] = readings
  assert.equal(readings.length, 21)
  assert.ok(first && first.operations >= 2000 && first.operations < 5000)
  assert.ok(Number(readings.at(-1)?.operations) >= 20_000)
})
