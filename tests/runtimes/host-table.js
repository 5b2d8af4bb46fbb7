// The table of docs/runtimes.md that says what `crypto: 'host'` leaves to the host.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/process.js'

/** @import { HostReport } from '../conformance/host.js' */

const head = '| runtime | the host verifies | the host signs |'

/** The cells of each runtime, by its name. */
export function hostTable() {
  const text = readFileSync(join(root, 'docs/runtimes.md'), 'utf8')
  const [, after = ''] = text.split(`${head}\n|---|---|---|\n`)
  const [rows = ''] = after.split('\n\n')
  const cells = rows.split('\n').map((row) => row.slice(2, -2).split(' | '))
  return new Map(cells.map(([runtime = '', ...rest]) => [runtime, rest]))
}

/**
 * What they have to say of a runtime.
 *
 * @param {HostReport | string} report
 */
export function hostCells(report) {
  if (typeof report === 'string') return ['nothing', 'nothing']
  const [verifies, signs] = [report.verifies, report.signs].map((list) =>
    list.map((alg) => `\`${alg}\``).join(' '),
  )
  return [verifies, verifies === signs ? 'the same' : signs]
}
