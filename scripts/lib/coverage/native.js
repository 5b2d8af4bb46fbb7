// Which lines and branches of src/holoband the C++ tests execute, counted by clang.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { despiteFailures } from '../counts.js'
import { programs, runNativeTests } from '../native-tests.js'
import { buildDir, rootDir } from '../paths.js'
import { run } from '../run.js'

/**
 * What was executed of a file. A branch is one outcome of a condition, so that each condition has two.
 *
 * @typedef {object} FileCoverage
 * @property {string} file
 * @property {Map<number, boolean>} lines  those that can be executed, and whether they were
 * @property {boolean[]} branches
 *
 * @typedef {[line: number, column: number, endLine: number, endColumn: number, taken: number, notTaken: number]} Branch
 * @typedef {[line: number, column: number, count: number, hasCount: boolean, isEntry: boolean, isGap: boolean]} Segment
 * @typedef {{ data: { files: { filename: string, segments: Segment[], branches: Branch[] }[] }[] }} Export
 */

const folder = path.join(buildDir, 'coverage')

/**
 * @param {import('../progress.js').Progress} progress
 * @returns {Promise<FileCoverage[]>}
 */
export async function nativeCoverage(progress) {
  const profiles = path.join(folder, 'profiles')
  fs.rmSync(profiles, { recursive: true, force: true })
  // The programs write their counters where this says: a file for each process, since several run at a time.
  process.env.LLVM_PROFILE_FILE = path.join(profiles, '%p.profraw')
  await despiteFailures(() => runNativeTests('coverage', progress), progress)
  progress.detail('counting')
  const merged = path.join(folder, 'holoband.profdata')
  const raw = fs.readdirSync(profiles).map((name) => path.join(profiles, name))
  await run('llvm-profdata', ['merge', '-sparse', '-o', merged, ...raw])
  const [first = '', ...more] = programs.map((program) => path.join(folder, 'tests', 'cpp', program))
  const objects = [first, ...more.flatMap((program) => ['-object', program])]
  const sources = path.join(rootDir, 'src', 'holoband')
  const { stdout } = await run('llvm-cov', ['export', `-instr-profile=${merged}`, ...objects, sources])
  return filesOf(JSON.parse(stdout))
}

/** @param {Export} exported */
function filesOf({ data }) {
  return data
    .flatMap(({ files }) => files)
    .map(({ filename, segments, branches }) => ({
      file: path.relative(rootDir, filename),
      lines: withoutBrackets(linesOf(segments), filename),
      branches: branchesOf(branches),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}

/**
 * A template has its conditions once for each use, and they are one condition of the source. What the compiler knows the
 * outcome of was never counted.
 * @param {Branch[]} branches
 */
function branchesOf(branches) {
  const conditions = /** @type {Map<string, [boolean, boolean]>} */ (new Map())
  for (const [line, column, endLine, endColumn, taken, notTaken] of branches) {
    const place = [line, column, endLine, endColumn].join()
    const before = conditions.get(place) ?? [false, false]
    conditions.set(place, [before[0] || taken > 0, before[1] || notTaken > 0])
  }
  return [...conditions.values()].flat()
}

/**
 * A line of brackets alone does not count.
 * @param {Map<number, boolean>} lines
 * @param {string} file
 */
function withoutBrackets(lines, file) {
  const text = fs.readFileSync(file, 'utf8').split('\n')
  return new Map([...lines].filter(([line]) => /\w/.test(text[line - 1] ?? '')))
}

/**
 * A line was executed as often as the part of it that was executed most often, or what it is a part of.
 * @param {Segment[]} segments
 */
function linesOf(segments) {
  const lines = /** @type {Map<number, boolean>} */ (new Map())
  /** @type {Segment | undefined} */
  let around
  const last = segments.at(-1)?.[0] ?? 0
  for (let line = segments[0]?.[0] ?? 1, index = 0; line <= last; line++) {
    const own = []
    for (let next = segments[index]; next !== undefined && next[0] === line; next = segments[++index])
      own.push(next)
    const begun = own.filter(([, , , hasCount, isEntry, isGap]) => hasCount && isEntry && !isGap)
    const isSkipped = own[0] !== undefined && !own[0][3] && own[0][4]
    if (!isSkipped && (around?.[3] || begun.length > 0)) {
      lines.set(line, (around?.[2] ?? 0) > 0 || begun.some(([, , count]) => count > 0))
    }
    around = own.at(-1) ?? around
  }
  return lines
}
