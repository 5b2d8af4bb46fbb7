// Usage: node scripts/mutate.js [--file NAME] [--sample N] [--resume] [--write]
// Changes the code that decides who gets in, one place at a time, and tells which changes no test notices. --file takes
// the mutants of the files whose names contain NAME, --sample N of them, evenly spread. --resume takes as noticed what the
// last run noticed, where the code is still the same. With --write, docs/evidence/mutation.md is what came of it.
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { explain } from './lib/explained.js'
import { replaceFile } from './lib/files.js'
import { fingerprint } from './lib/hash.js'
import { main } from './lib/main.js'
import { explanations } from './lib/mutation/explanations.js'
import { Judge, stagesOf } from './lib/mutation/judge.js'
import { mutationPage, percent, summary } from './lib/mutation/page.js'
import { buildProgram, findMutants } from './lib/mutation/program.js'
import { inParallel } from './lib/parallel.js'
import { buildDir, rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

/**
 * @typedef {import('./lib/mutation/program.js').PolicyMutant} PolicyMutant
 * @typedef {import('./lib/mutation/judge.js').Stage} Stage
 * @typedef {import('./lib/mutation/page.js').Judged} Judged
 */

const leastNoticed = 0.95
const stateFile = path.join(buildDir, 'mutate', 'noticed.json')

/** What runs noticed, kept as they go, so that one that is interrupted can be taken up again. */
class Noticed {
  /**
   * @param {readonly PolicyMutant[]} mutants
   * @param {boolean} resume
   */
  constructor(mutants, resume) {
    this.code = fingerprint(mutants)
    const last = resume && fs.existsSync(stateFile) ? JSON.parse(fs.readFileSync(stateFile, 'utf8')) : {}
    /** @type {Map<number, Stage>} */
    this.stages = new Map(last.code === this.code ? last.stages : [])
  }

  /**
   * @param {number} id
   * @param {Stage} stage
   */
  add(id, stage) {
    this.stages.set(id, stage)
    replaceFile(stateFile, JSON.stringify({ code: this.code, stages: [...this.stages] }))
  }
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      file: { type: 'string', default: '' },
      sample: { type: 'string', default: '0' },
      resume: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const isWhole = values.file === '' && values.sample === '0'
  if (values.write && !isWhole)
    throw new Error('What is written down is a whole run: leave out --file and --sample')
  await setUp({ tests: true })
  const found = await step('Mutants', findMutants)
  const chosen = sampled(
    found.mutants.filter(({ file }) => file.includes(values.file)),
    Number(values.sample),
  )
  const built = await step('Test program', (progress) => buildProgram(found, progress))
  const noticed = new Noticed(found.mutants, values.resume)
  const judged = await judgeAll(chosen, built, noticed)
  report(judged, isWhole, values.write)
})

/**
 * @param {readonly PolicyMutant[]} mutants
 * @param {number} count  0 for all
 */
function sampled(mutants, count) {
  if (!(count > 0) || count >= mutants.length) return mutants
  return Array.from(
    { length: count },
    (_, index) => mutants[Math.floor((index * mutants.length) / count)],
  ).filter((mutant) => mutant !== undefined)
}

/**
 * @param {readonly PolicyMutant[]} mutants
 * @param {Awaited<ReturnType<typeof buildProgram>>} built
 * @param {Noticed} noticed
 * @returns {Promise<Judged[]>}
 */
async function judgeAll(mutants, built, noticed) {
  const judge = new Judge()
  const open = mutants.filter(({ id }) => !noticed.stages.has(id))
  await step('Tests without a mutant', async () => {
    const all = [...new Set(open.map(({ file }) => file))].flatMap(stagesOf)
    const stages = new Map(all.map((tests) => [tests.filter, tests]))
    await inParallel([...stages.values()], (tests) => judge.calibrate(built.program, tests))
  })
  await step('Tests with each mutant', async (progress) => {
    let done = 0
    let survived = 0
    await inParallel(open, async (mutant) => {
      const program = mutant.isStatic ? await built.programOf(mutant) : built.program
      const stage = program === undefined ? 'compiler' : await judge.judge(program, mutant)
      if (stage === undefined) survived++
      else noticed.add(mutant.id, stage)
      progress.detail(`${++done} of ${open.length}, ${survived} survived`)
    })
  })
  return mutants.map((mutant) => ({ ...mutant, killedBy: noticed.stages.get(mutant.id) }))
}

/**
 * @param {readonly Judged[]} judged
 * @param {boolean} isWhole
 * @param {boolean} write
 */
function report(judged, isWhole, write) {
  const survivors = judged.filter(({ killedBy }) => killedBy === undefined)
  const { explained, unexplained, stale } = explain(survivors, explanations)
  for (const { file, line, change } of unexplained) say(`${file}: survived: ${change}\n    ${line}`)
  if (isWhole) for (const { file, text } of stale) say(`${file}: explained, but noticed: ${text}`)
  process.stdout.write(
    `${summary(judged)} ${explained.length} of ${survivors.length} survivors are explained.\n`,
  )
  if (unexplained.length > 0 || (isWhole && stale.length > 0))
    throw new Error('The explanations are not those of the survivors.')
  if (isWhole && judged.length - survivors.length < leastNoticed * judged.length) {
    throw new Error(`${percent(judged)} of the changes were noticed, and ${leastNoticed * 100} % should be.`)
  }
  if (write)
    replaceFile(path.join(rootDir, 'docs', 'evidence', 'mutation.md'), mutationPage(judged, explained))
}
