// Runs the JavaScript tests with counters.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { despiteFailures } from '../counts.js'
import { runJestTests } from '../jest-tests.js'
import { nodeTestFiles, runNodeTests } from '../node-tests.js'
import { buildDir } from '../paths.js'

/** These execute copies of the package that are installed elsewhere, or nothing of it. */
const uncounted = /^tests\/(package|examples|benchmarks|docs|scripts)\//

/**
 * @param {import('../progress.js').Progress} progress
 * @returns what was counted: by the processes of Node.js and Deno, and by Jest
 */
export async function runCountedTests(progress) {
  const folder = path.join(buildDir, 'coverage', 'javascript')
  const v8Folder = path.join(folder, 'v8')
  const jestFolder = path.join(folder, 'jest')
  fs.rmSync(folder, { recursive: true, force: true })
  // Jest keeps its own count: the pages that it makes are gone when its processes end.
  const options = ['--coverage', '--coverageProvider=v8', '--coverageReporters=json']
  const files = ['--collectCoverageFrom=dist/**/*.{js,cjs}', `--coverageDirectory=${jestFolder}`]
  progress.detail('Jest')
  await despiteFailures(() => runJestTests(progress, undefined, [...options, ...files]), progress)
  Object.assign(process.env, { NODE_V8_COVERAGE: v8Folder, DENO_COVERAGE_DIR: v8Folder })
  const tests = nodeTestFiles().filter((file) => !uncounted.test(file))
  await despiteFailures(() => runNodeTests(progress, tests), progress)
  return { v8Folder, jestFile: path.join(jestFolder, 'coverage-final.json') }
}
