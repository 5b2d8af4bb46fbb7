// Usage: node benchmarks/run.js [group ...] [--json] [--check] [--rounds=N]
// Beside the peers: the same tokens, the same checks, one process. A group is named by how its name begins: sign, verify
// (with HS256, and "verify ES256" and so on for the others), refuse, limits.
// Wrong results end it with status 1; with --check so does HS256 that is less than 1.5 times as fast as fast-jwt, and an
// asymmetric algorithm that is slower beside it than asymmetric.js allows.
import { parseArgs } from 'node:util'
import { asymmetricGroups, limits as slowest } from './asymmetric.js'
import { floor, judges, signers, verifiers } from './contestants.js'
import { assertEverybodyIsRight } from './correctness.js'
import { measureLimits } from './limits.js'
import { race, ratio } from './measure.js'
import { limitTable, machine, timingTable } from './report.js'
import { claimsOf, complete, freshCopies, goodTokens, neutralToken } from './workload.js'

const REQUIRED_RATIO = 1.5
const TOKENS = 5000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
  },
})
const rounds = Number(values.rounds)

/** @typedef {import('./measure.js').Timing} Timing */

const tokens = goodTokens(TOKENS)
const claims = Array.from({ length: TOKENS }, (_, index) => claimsOf(index))
const badSignatures = claims.map((one) => neutralToken(complete(one), 'another secret'))
const expired = claims.map((one) => neutralToken(complete(one, { exp: 1 })))
const macInput = (/** @type {string} */ token) => token.slice(0, token.lastIndexOf('.'))
const floorOf = { name: floor.name, run: (/** @type {string} */ token) => floor.run(macInput(token)) }

/** @type {Record<string, () => Promise<Timing[]>>} */
const groups = {
  sign: () => race(signers, () => claims.map((one) => ({ ...one })), rounds),
  verify: () => race([...verifiers, floorOf], () => freshCopies(tokens), rounds),
  'refuse a bad signature': () => race(judges, () => freshCopies(badSignatures), rounds),
  'refuse an expired token': () => race(judges, () => freshCopies(expired), rounds),
  ...asymmetricGroups(rounds),
}

/** @param {string} name */
const isWanted = (name) => positionals.length === 0 || positionals.some((filter) => name.startsWith(filter))

/** @param {string} text */
function say(text) {
  if (!values.json) console.log(text)
}

await assertEverybodyIsRight()
const described = machine()
say(
  `${described.cpu}, ${described.cores} cores, ${described.system}, Node.js ${described.node}, load ${described.load}`,
)
say(`HS256, tokens of ${tokens[0]?.length} bytes, ${rounds} interleaved rounds of ${TOKENS} different ones`)

/** @type {{ group: string, timings: Timing[], ratio: { median: number, low: number, high: number } | null }[]} */
const results = []
for (const [group, run] of Object.entries(groups)) {
  if (!isWanted(group)) continue
  const timings = await run()
  say(timingTable(group, timings))
  const [mine] = timings
  const theirs = timings.find(({ name }) => name === 'fast-jwt')
  const compared = mine === undefined || theirs === undefined ? null : ratio(mine, theirs)
  results.push({ group, timings, ratio: compared })
}

say('')
for (const { group, ratio: compared } of results) {
  if (compared === null) continue
  const { median, low, high } = compared
  say(
    `${group}: holoband is ${median.toFixed(2)}× fast-jwt (quartiles ${low.toFixed(2)} – ${high.toFixed(2)})`,
  )
}
const limits = isWanted('limits') ? measureLimits() : []
if (limits.length > 0) say(limitTable(limits))
if (values.json) console.log(JSON.stringify({ machine: described, rounds, results, limits }, null, 2))

if (values.check) {
  for (const { group, ratio: compared } of results) {
    const slower = slowest.get(group)
    const required = slower ? 1 / slower : ['sign', 'verify'].includes(group) ? REQUIRED_RATIO : 0
    if (compared === null || compared.median >= required) continue
    console.error(`${group} is ${compared.median.toFixed(2)}× fast-jwt, less than ${required.toFixed(2)}×`)
    process.exitCode = 1
  }
}
