// Writes docs/evidence/incidents.md: what has gone wrong elsewhere, and the test that does it here. A test belongs to an
// incident by having its identifier in its name, or in that of what it is in.
import fs from 'node:fs'
import path from 'node:path'
import { findFiles } from './files.js'
import { chapters, unheld } from './incidents.js'
import { nativeTestsIn, testsIn } from './test-names.js'

/** @import { Incident } from './incidents.js' */
/** @import { NamedTest } from './test-names.js' */

/**
 * What names of tests may call an incident by, and nothing that contains it: `CVE-2015-92` is not in `CVE-2015-9235`.
 *
 * @param {string} id
 */
export function mentions(id) {
  return new RegExp(`(?<![\\w-])${id.replaceAll(/[.#()]/g, '\\$&')}(?![\\w-]|\\.\\d)`)
}

/**
 * @param {string} root
 * @returns {NamedTest[]} every test that could be named for an incident
 */
export function namedTests(root) {
  const read = (/** @type {string} */ file) => fs.readFileSync(path.join(root, file), 'utf8')
  return [
    ...findFiles(['tests'], /\.test\.js$/).flatMap((file) => testsIn(file, read(file))),
    ...findFiles(['tests/cpp'], /_test\.cc$/).flatMap((file) => nativeTestsIn(file, read(file))),
  ]
}

/** Every identifier there is, for telling a name's identifiers from its sentence. */
const known = [...chapters.flatMap(({ incidents }) => incidents), ...unheld].flatMap(({ ids }) =>
  ids.map(mentions),
)

/**
 * The tests of an incident: where the identifier is in the name of a whole suite, that suite once.
 *
 * @param {Pick<Incident, 'ids'>} incident
 * @param {readonly NamedTest[]} tests
 * @returns {{ file: string, name: string }[]}
 */
export function testsOf({ ids }, tests) {
  const patterns = ids.map(mentions)
  const isNamed = (/** @type {string} */ name) => patterns.some((pattern) => pattern.test(name))
  const found = tests.flatMap(({ file, suites, name }) => {
    const names = [...suites, name]
    const last = names.findIndex(isNamed)
    return last < 0 ? [] : [{ file, name: sentence(names.slice(0, last + 1)) }]
  })
  return [...new Map(found.map((each) => [`${each.file} ${each.name}`, each])).values()]
}

/**
 * Names one in another, without the identifiers that they begin with.
 *
 * @param {readonly string[]} names
 */
function sentence(names) {
  const texts = names.map((name) => {
    const [before = '', ...after] = name.split(': ')
    return after.length > 0 && known.some((id) => id.test(before)) ? after.join(': ') : name
  })
  const text = texts.join(' › ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * @param {string} root
 * @returns {string}
 */
export function incidentPage(root) {
  const tests = namedTests(root)
  const incidents = chapters.flatMap((chapter) => chapter.incidents)
  const sections = chapters.map(({ title, incidents: own }) => {
    const rows = own.map((incident) => row(incident, testsOf(incident, tests)))
    return `## ${title}\n\n| incident | seen in | what it takes | held by |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  const others = unheld.map(({ ids, why }) => `| ${ids.join(', ')} | ${why} |`)
  return `${mark}\n\n${intro(incidents.length)}\n${sections.join('\n')}
## Not held by a test

| incident | why |
|---|---|
${others.join('\n')}
`
}

const mark = '<!-- Generated from the names of the tests by scripts/generate.js. Do not edit. -->'

/** @param {number} count */
const intro = (count) => `# Incidents

${count} things that have gone wrong in libraries and services of this field, and the tests that do them to this one. A test that
is named for an incident carries its identifier in its name; this page is read off these names, and \`npm test\` fails where it
is stale or where an incident has no test.

An identifier that begins with \`CVE-\` or \`GHSA-\` is that of a public advisory, and one with \`#\` is the number of an issue or a
discussion of the project that is named beside it. The others are ours. What it takes is what the tests build, in our own
words: for the history, and for which versions were affected, read the advisory.
`

/**
 * @param {Incident} incident
 * @param {{ file: string, name: string }[]} tests
 */
function row({ ids, where, takes }, tests) {
  if (tests.length === 0) throw new Error(`No test is named for ${ids.join(', ')}`)
  const held = tests.map(({ file, name }) => `[${escaped(name)}](../../${file})`)
  return `| ${ids.join(', ')} | ${where || '–'} | ${takes} | ${held.join('<br>')} |`
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('|', '\\|').replaceAll('_', '\\_').replaceAll('`', '').replaceAll('<', '&lt;')
}
