// docs/evidence/mutation.md, out of what a run found.

/**
 * @typedef {import('./program.js').PolicyMutant} PolicyMutant
 * @typedef {import('./judge.js').Stage} Stage
 * @typedef {PolicyMutant & { killedBy: Stage | undefined }} Judged
 * @typedef {PolicyMutant & { why: string }} Explained
 */

/** What a change is, in the words of the page. */
const kinds = {
  replace: 'another operator or constant',
  flip: 'the opposite condition',
  remove: 'a statement or an early return left out',
}

/**
 * @param {readonly Judged[]} judged
 * @param {readonly Explained[]} survivors
 * @returns {string}
 */
export function mutationPage(judged, survivors) {
  const files = [...new Set(judged.map(({ file }) => file))]
  return `${[
    '<!-- Written by `npm run mutate -- --write`. -->',
    '',
    '# Mutation testing',
    '',
    'Each comparison, condition, constant and statement of the code that decides who gets in was changed, one at a time, and',
    'the C++ tests were run until one failed. A change that no test notices survives. What survived is listed below, with the',
    'reason why it is left.',
    '',
    `**${summary(judged)}**`,
    '',
    ...tables(judged, files),
    '## What survived',
    '',
    ...files.flatMap((file) => survivorsOf(file, survivors)),
  ]
    .join('\n')
    .trimEnd()}\n`
}

/**
 * @param {readonly Judged[]} judged
 * @param {readonly string[]} files
 */
function tables(judged, files) {
  return [
    '| File | Changes | Noticed | Survived |',
    '| --- | ---: | ---: | ---: |',
    ...files.map((file) =>
      row(
        `\`${file}\``,
        judged.filter((each) => each.file === file),
      ),
    ),
    row('All', judged),
    '',
    '| What was changed to | Changes | Noticed | Survived |',
    '| --- | ---: | ---: | ---: |',
    ...Object.entries(kinds).map(([how, name]) =>
      row(
        name,
        judged.filter((each) => each.how === how),
      ),
    ),
    '',
    '| Noticed by | Changes |',
    '| --- | ---: |',
    `| the compiler | ${noticedBy(judged, 'compiler')} |`,
    `| the tests of the same name | ${noticedBy(judged, 'near')} |`,
    `| the other tests of the area | ${noticedBy(judged, 'other')} |`,
    `| the model of sessions, or the conformance cases | ${noticedBy(judged, 'long')} |`,
    '',
  ]
}

/** @param {readonly Judged[]} judged */
export function summary(judged) {
  const killed = judged.filter(isKilled).length
  return `${killed} of ${judged.length} changes were noticed: ${percent(judged)}.`
}

/** @param {readonly Judged[]} judged */
export function percent(judged) {
  const share = judged.length === 0 ? 1 : judged.filter(isKilled).length / judged.length
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
}

/** @param {Judged} each */
function isKilled({ killedBy }) {
  return killedBy !== undefined
}

/**
 * @param {string} name
 * @param {readonly Judged[]} judged
 */
function row(name, judged) {
  const killed = judged.filter(isKilled).length
  return `| ${name} | ${judged.length} | ${killed} | ${judged.length - killed} |`
}

/**
 * @param {readonly Judged[]} judged
 * @param {Stage} stage
 */
function noticedBy(judged, stage) {
  return judged.filter(({ killedBy }) => killedBy === stage).length
}

/**
 * @param {string} file
 * @param {readonly Explained[]} survivors
 */
function survivorsOf(file, survivors) {
  const own = survivors.filter((survivor) => survivor.file === file)
  if (own.length === 0) return []
  const whys = [...new Set(own.map(({ why }) => why))]
  return [
    `### \`${file}\``,
    '',
    ...whys.flatMap((why) => [
      ...own
        .filter((survivor) => survivor.why === why)
        .map(({ line, change }) => `- \`${change}\`, in \`${line}\``),
      '',
      why,
      '',
    ]),
  ]
}
