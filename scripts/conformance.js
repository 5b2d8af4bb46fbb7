// Usage: node scripts/conformance.js [--write]
// Puts every conformance case to the package on every runtime. With --write, docs/conformance.md is what came of it.
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { absent, hashOf } from '../tests/conformance/data.js'
import { cellsOf, codesOf, document } from '../tests/runtimes/document.js'
import { hosts } from '../tests/runtimes/hosts/index.js'
import { createSuiteProject, sets } from '../tests/runtimes/project.js'
import { referenceVerdicts } from '../tests/runtimes/reference.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say } from './lib/progress.js'

await main(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
  if (absent !== false) throw new Error(absent)
  const rows = await askEveryRuntime()
  const codes = codesOf(await referenceVerdicts())
  const text = document({ data: hashOf(sets), rows, codes })
  if (values.write) fs.writeFileSync(path.join(rootDir, 'docs', 'conformance.md'), text)
})

async function askEveryRuntime() {
  const project = await createSuiteProject()
  /** @type {Record<string, import('../tests/runtimes/document.js').Row>} */
  const rows = {}
  try {
    for (const { name, run } of hosts) {
      const { verdicts, version = '' } = await run(project)
      rows[name] = { version, verdicts: cellsOf(verdicts) }
      say(`${name} ${version}: ${Object.values(cellsOf(verdicts)).join(', ')}`)
    }
  } finally {
    project.remove()
  }
  return rows
}
