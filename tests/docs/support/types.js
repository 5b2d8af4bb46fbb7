// Checks the blocks of TypeScript in one run of the compiler, as programs that import the package by name.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { tsc } from '../../../scripts/lib/static-checks.js'

/** @import { Block } from './blocks.js' */

/**
 * What the compiler says of each block; nothing of those that are right.
 *
 * @param {readonly Block[]} blocks
 * @param {string} folder
 * @returns {Promise<Map<Block, string>>}
 */
export async function typeProblems(blocks, folder) {
  if (blocks.length === 0) return new Map()
  for (const [index, { text }] of blocks.entries()) {
    writeFileSync(path.join(folder, `block-${index}.mts`), `${text}\nexport {}\n`)
  }
  const config = {
    extends: path.relative(folder, path.join(import.meta.dirname, '../../../tsconfig.json')),
    compilerOptions: { noEmit: true, skipLibCheck: true },
    include: ['block-*.mts'],
    exclude: [],
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  const output = await compile(folder)
  return new Map(
    blocks.flatMap((block, index) => {
      const lines = output.split('\n').filter((line) => line.startsWith(`block-${index}.mts`))
      return lines.length === 0 ? [] : [[block, lines.join('\n')]]
    }),
  )
}

/** @param {string} folder */
function compile(folder) {
  const args = [tsc, '-p', 'tsconfig.json', '--pretty', 'false']
  return new Promise((/** @type {(output: string) => void} */ resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error !== null && !stdout.includes('error TS')) reject(new Error(stderr || error.message))
      else resolve(stdout)
    })
  })
}
