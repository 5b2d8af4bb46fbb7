// How the time of every parser grows with the size, up to 16 MB: the native tests and those of the package say it, and this
// makes a page of it.
import path from 'node:path'
import process from 'node:process'
import { machine, table } from '../../tests/soak/report.js'
import { buildPreset } from './cmake.js'
import { replaceFile } from './files.js'
import { rootDir } from './paths.js'
import { step } from './progress.js'
import { run } from './run.js'

const env = { HOLOBAND_COMPLEXITY_BYTES: String(16 * 1024 * 1024), NO_COLOR: '1' }

/** @typedef {{ name: string, size: string, ms: string, exponent: string, engine?: string }} Row */

/** @param {{ write: boolean }} options */
export async function measureComplexity({ write }) {
  const native = await step('C++, up to 16 MB', async (progress) => {
    const folder = await buildPreset('dev', progress, ['holoband_tests'])
    progress.detail('measuring')
    const program = path.join(folder, 'tests', 'cpp', 'holoband_tests')
    const { stdout } = await run(program, ['--gtest_filter=Complexity.*'], { env, log: 'complexity-cpp' })
    return rowsOf(stdout)
  })
  const js = await step('JavaScript, up to 16 MB', async () => {
    const args = ['--test', '--test-reporter=tap', 'tests/dos/complexity.test.js']
    const { stdout } = await run(process.execPath, args, { env, log: 'complexity-js' })
    return rowsOf(stdout)
  })
  if (write) replaceFile(path.join(rootDir, 'docs', 'evidence', 'complexity.md'), page(native, js))
}

/**
 * @param {string} output
 * @returns {Row[]}
 */
export function rowsOf(output) {
  const line =
    /complexity: (?<name>.+): (?<size>\d+) bytes, (?<ms>[\d.]+) ms, exponent (?<exponent>-?[\d.]+)(?:, of the engine (?<engine>[\d.]+))?$/gm
  return [...output.matchAll(line)].map(({ groups }) => /** @type {Row} */ (/** @type {unknown} */ (groups)))
}

/**
 * @param {readonly Row[]} native
 * @param {readonly Row[]} js
 */
function page(native, js) {
  return `# Complexity

Time against size, for every parser and for texts of many hostile shapes. Written by \`npm run soak -- complexity --write\` from
what was measured; do not edit it.

The exponent is that of a least-squares fit over four sizes, each twice the one before: 1 is linear, 2 a square. Times are of
the CPU, the least of several. It is 1.1 at the most. Where it is more, the engine itself is to blame: the same text or table was
given to nothing but \`JSON.parse\`, \`JSON.stringify\`, \`normalize\` or a \`Map\`, and the last column is what came of
that; ours is more by 0.1 at the most.

An exponent below 1 belongs to what is refused before it is read to its end. Where the size is under 16777216 there is a limit of
that size, and what is over it is refused unread, but for names at a login, which are tried up to many times what the body of a
login may have. The size of a key set is the number of its keys.

## The core, native

${rows(native)}

## The package, in WebAssembly and JavaScript

${rows(js)}

${machine()}
`
}

/** @param {readonly Row[]} list */
function rows(list) {
  const cells = list.map(({ name, size, ms, exponent, engine = '' }) => [
    ...[name.replaceAll('|', '\\|'), size, ms, exponent, engine],
  ])
  return table(['what', 'bytes', 'ms', 'exponent', 'of the engine'], cells)
}
