// Usage: node benchmarks/cold-start.js [node] [workerd] [--json] [--check] [--rounds=N]
// How long it takes until a token of 300 bytes is verified for the first time, in fresh processes: on Node.js from the
// import of the library, and in workerd from the start of the process. Without an argument both are measured.
// With --check it ends with status 1 where Node.js takes longer than the limit.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { everybody } from './cold-start/contestants.js'
import { inTurns, startOnNode } from './cold-start/node.js'
import { ratioLines, ratios, startTable } from './cold-start/report.js'
import { newWork } from './cold-start/work.js'
import { makeWorker, startInWorkerd } from './cold-start/workerd.js'
import { spread } from './measure.js'
import { machine } from './report.js'

const LIMIT = 15 // milliseconds on Node.js

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
  },
})
const rounds = Number(values.rounds)
const work = newWork()

const places = {
  node: {
    title: 'Node.js: import, key, verifier, first verification',
    measure: () => inTurns(everybody, rounds, (name) => startOnNode(name, work)),
  },
  workerd: { title: 'workerd: start of the process to the first response', measure: measureWorkers },
}

async function measureWorkers() {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-workers-'))
  try {
    /** @type {Map<string, string>} */
    const configurations = new Map()
    for (const name of everybody) configurations.set(name, await makeWorker(name, folder))
    const configurationOf = (/** @type {string} */ name) => configurations.get(name) ?? ''
    return await inTurns(everybody, rounds, (name) => startInWorkerd(name, configurationOf(name), work))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const described = machine()
if (!values.json) {
  const { cpu, cores, system, node, load } = described
  console.log(`${cpu}, ${cores} cores, ${system}, Node.js ${node}, load ${load}`)
  console.log(`HS256, a token of ${work.token.length} bytes, ${rounds} interleaved rounds of fresh processes`)
}

/** @type {Record<string, unknown>} */
const results = {}
for (const [place, { title, measure }] of Object.entries(places)) {
  if (positionals.length > 0 && !positionals.includes(place)) continue
  const turns = /** @type {import('./cold-start/report.js').Turns} */ (await measure())
  const compared = ratios(turns, 'holoband')
  results[place] = { turns: Object.fromEntries(turns), ratios: compared }
  if (!values.json) console.log(`${startTable(title, turns)}\n\n${ratioLines(place, compared)}`)
  const { median } = spread((turns.get('holoband') ?? []).map((turn) => turn.clock))
  if (values.check && place === 'node' && !(median <= LIMIT)) {
    console.error(`The first verification on Node.js takes ${median.toFixed(1)} ms, more than ${LIMIT} ms`)
    process.exitCode = 1
  }
}
if (values.json) console.log(JSON.stringify({ machine: described, rounds, results }, null, 2))
