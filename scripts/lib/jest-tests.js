// Runs tests/client under Jest: the browser half in jsdom, and the whole package in Jest's own kind of Node.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { countJest, verdict } from './counts.js'
import { logsDir, rootDir } from './paths.js'
import { tryRun } from './run.js'

/** @typedef {import('./counts.js').Counts} Counts */
/** @typedef {import('./counts.js').JestReport} JestReport */

/** Everything below it is Jest's. */
export const jestFolder = 'tests/client/'

const jest = path.join(rootDir, 'node_modules', 'jest', 'bin', 'jest.js')

const ownConfig = path.join(rootDir, jestFolder, 'jest.config.js')

/**
 * @param {import('./progress.js').Progress} _progress
 * @param {string} [config]  another set of tests than our own
 * @param {string[]} [options]  of Jest's command line
 * @returns {Promise<Counts>}
 */
export async function runJestTests(_progress, config = ownConfig, options = []) {
  fs.mkdirSync(logsDir, { recursive: true })
  const folder = fs.mkdtempSync(path.join(logsDir, 'jest-'))
  try {
    const report = path.join(folder, 'report.json')
    const args = [jest, '--config', config, '--ci', '--json', `--outputFile=${report}`, ...options]
    const result = await tryRun(process.execPath, [...args, `--maxWorkers=${os.availableParallelism()}`], {
      log: 'jest-tests',
      // Jest loads ES modules through an interface of Node's that has to be asked for.
      env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings', NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    if (!fs.existsSync(report)) return verdict(undefined, result.code, result.output)
    const json = fs.readFileSync(report, 'utf8')
    return verdict(countJest(json), result.code, failuresOf(json) || result.output)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * What each file that failed has to say.
 * @param {string} json
 */
function failuresOf(json) {
  const { testResults } = /** @type {JestReport} */ (JSON.parse(json))
  return testResults
    .filter(({ message }) => message !== '')
    .map(({ name, message }) => `${path.relative(rootDir, name)}\n${message}`)
    .join('\n')
}
