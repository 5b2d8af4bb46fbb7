// What was measured, one file for each runtime, so that the page is made of runs that need not be one.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildDir } from '../scripts/lib/paths.js'

/** @import { Result } from './hosts.js' */
/** @import { Machine } from './report.js' */

/**
 * @typedef {object} Run
 * @property {string} name  of the runtime
 * @property {string} family
 * @property {string} version
 * @property {Machine} machine
 * @property {number} rounds
 * @property {string} date
 * @property {Result[]} results
 */

const place = path.join(buildDir, 'benchmarks')

/**
 * Keeps a run. What is known of groups that were not run again stays.
 *
 * @param {Run} record
 * @param {string} [folder]
 */
export function keep(record, folder = place) {
  mkdirSync(folder, { recursive: true })
  const rerun = new Set(record.results.map(({ group }) => group))
  const before = kept(folder).find(({ name }) => name === record.name)
  const others = before?.results.filter(({ group }) => !rerun.has(group)) ?? []
  const results = [...others, ...record.results]
  writeFileSync(path.join(folder, `${record.name}.json`), JSON.stringify({ ...record, results }))
}

/**
 * @param {string} [folder]
 * @returns {Run[]} of all runtimes there are
 */
export function kept(folder = place) {
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
}
