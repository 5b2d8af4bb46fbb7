// Usage: node benchmarks/clients.js [--write]
// holoband/client and others in the same races for a refresh, in Chromium. With --write, docs/client-races.md is what came of it.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measure } from './clients/measure.js'
import { contestantNames } from './clients/names.js'
import { document } from './clients/report.js'

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const { results, chromium } = await measure(contestantNames, console.log)
if (values.write)
  writeFileSync(new URL('../docs/client-races.md', import.meta.url), document(results, chromium))
