// Usage: node benchmarks/run.js [group ...] [--runtime NAME] [--rounds=N] [--operations=N] [--json] [--check] [--write] [--to FOLDER]
// Beside the peers: the same tokens, the same checks, one process. A group is named by how its name begins: "verify",
// "verify HS256", "cached". A runtime is node (the one that runs this), node22 and so on, bun, deno or workerd.
// Wrong results end it with status 1; with --check so does a promise of promises.js that is not kept. With --write all
// groups are run on this Node.js, the newest, Bun, Deno and workerd unless some are named, and docs/benchmarks.md is
// written from what is known then of all. What was measured is kept in build/benchmarks, or in another folder.
import { parseArgs } from 'node:util'
import { groups as races } from './groups.js'
import { hostNamed, newestNode } from './hosts.js'
import { writePage } from './page.js'
import { promises } from './promises.js'
import { limitTable, machine, memoryTable, ratioTable, timingTable, verdictTable } from './report.js'
import { keep } from './results.js'
import { missed, verdictsOf } from './verdicts.js'

/** @import { Host, Result } from './hosts.js' */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtime: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    operations: { type: 'string', default: '10000000' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    to: { type: 'string' },
  },
})
const operations = atLeastOne('operations', values.operations)

/** @param {string} option @param {string} text */
function atLeastOne(option, text) {
  const number = Number(text)
  if (!(number >= 1)) throw new TypeError(`--${option} is a number of at least 1`)
  return number
}

/** The groups that are no races need what only Node.js tells. @param {Host} host */
function groupsFor({ family }) {
  const all = [...Object.keys(races), ...(family === 'node' ? ['memory', 'limits'] : [])]
  const wanted = all.filter(
    (name) => positionals.length === 0 || positionals.some((filter) => name.startsWith(filter)),
  )
  if (wanted.length === 0) throw new TypeError(`There is no such group: ${all.join('; ')}`)
  return wanted
}

/** @param {string} text */
function say(text) {
  if (!values.json) console.log(text)
}

/** @param {Result} result */
function tablesOf({ group, timings, missing = [], limits, readings }) {
  const absent = missing.map(({ name, why }) => `${name} is missing: ${why}`)
  if (timings !== undefined) return [timingTable(group, timings), ...absent].join('\n')
  return limits === undefined ? memoryTable(readings ?? []) : limitTable(limits)
}

/** @param {Host} host */
async function measure(host) {
  const described = machine()
  // Most is promised of Node.js, and what is promised elsewhere is far enough from its limit to be seen in few rounds.
  const rounds = atLeastOne('rounds', values.rounds ?? (host.family === 'node' ? '21' : '11'))
  const { cpu, cores, system, load } = described
  say(`\n${host.version}: ${cpu}, ${cores} cores, ${system}, load ${load}; ${rounds} interleaved rounds`)
  const { name, family, version } = host
  const date = new Date().toISOString().slice(0, 10)
  /** @type {Result[]} */
  const results = []
  const record = { name, family, version, machine: described, rounds, date, results }
  for await (const result of host.run({ groups: groupsFor(host), rounds, operations })) {
    results.push(result)
    keep(record, values.to)
    say(tablesOf(result))
  }
  const verdicts = verdictsOf(promises, results, family)
  say(ratioTable(results))
  say(verdictTable(host.version, verdicts))
  return { ...record, verdicts }
}

const everywhere = values.write ? ['node', newestNode(), 'bun', 'deno', 'workerd'] : ['node']
const records = []
for (const name of values.runtime ?? everywhere) records.push(await measure(hostNamed(name)))
if (values.json) console.log(JSON.stringify(records, null, 2))
if (values.write) writePage()

for (const line of values.check ? missed(records) : []) {
  console.error(line)
  process.exitCode = 1
}
