// docs/evidence/coverage.md, out of what was counted.

/**
 * @typedef {import('./native.js').FileCoverage} FileCoverage
 * @typedef {{ executed: number, all: number }} Share
 * @typedef {{ file: string, text: string }} Line
 * @typedef {{ name: string, files: FileCoverage[], least: { lines: number, branches: number } }} Part
 */

/**
 * @param {readonly FileCoverage[]} files
 * @returns {{ lines: Share, branches: Share }}
 */
export function totals(files) {
  const lines = files.flatMap((file) => [...file.lines.values()])
  const branches = files.flatMap((file) => file.branches)
  return { lines: shareOf(lines), branches: shareOf(branches) }
}

/** @param {readonly boolean[]} all */
function shareOf(all) {
  return { executed: all.filter((isExecuted) => isExecuted).length, all: all.length }
}

/** @param {Share} share */
export function ratio({ executed, all }) {
  return all === 0 ? 1 : executed / all
}

/** @param {Share} share */
export function shown(share) {
  if (share.all === 0) return '-'
  return `${share.executed} of ${share.all} (${(Math.floor(ratio(share) * 1000) / 10).toFixed(1)} %)`
}

/**
 * @param {readonly Part[]} parts
 * @param {readonly (Line & { why: string })[]} explained
 * @returns {string}
 */
export function coveragePage(parts, explained) {
  return `${[
    '<!-- Written by `npm run coverage -- --write`. -->',
    '',
    '# Coverage',
    '',
    'What the tests execute: of `src/holoband` as clang counts it in the C++ tests and in those of faults, of `js/` as V8 counts',
    'it in the tests under Node.js, Deno and Jest. A branch is one outcome of one condition. A line of JavaScript counts where',
    'the published files have anything of it; comments and types do not.',
    '',
    '| | Lines | Branches |',
    '| --- | ---: | ---: |',
    ...parts.map(({ name, files }) => row(`**${name}**`, files)),
    '',
    ...parts.flatMap((part) => filesOf(part)),
    '## Lines that are not executed',
    '',
    ...explanationsOf(explained),
  ]
    .join('\n')
    .trimEnd()}\n`
}

/**
 * @param {string} name
 * @param {readonly FileCoverage[]} files
 */
function row(name, files) {
  const { lines, branches } = totals(files)
  return `| ${name} | ${shown(lines)} | ${shown(branches)} |`
}

/**
 * Files of which everything is executed are counted, and not named.
 * @param {Part} part
 */
function filesOf({ name, files }) {
  const isWhole = (/** @type {FileCoverage} */ file) => {
    const { lines, branches } = totals([file])
    return ratio(lines) === 1 && ratio(branches) === 1
  }
  const others = files.filter((file) => !isWhole(file))
  return [
    `## ${name}, file by file`,
    '',
    `Of ${files.length - others.length} files everything is executed. The others:`,
    '',
    '| File | Lines | Branches |',
    '| --- | ---: | ---: |',
    ...others.map((file) => row(`\`${file.file}\``, [file])),
    '',
  ]
}

/** @param {readonly (Line & { why: string })[]} explained */
function explanationsOf(explained) {
  const files = [...new Set(explained.map(({ file }) => file))]
  return files.flatMap((file) => {
    const own = explained.filter((line) => line.file === file)
    const whys = [...new Set(own.map(({ why }) => why))]
    return [
      `### \`${file}\``,
      '',
      ...whys.flatMap((why) => [
        ...own.filter((line) => line.why === why).map(({ text }) => `- \`${text}\``),
        '',
        why,
        '',
      ]),
    ]
  })
}
