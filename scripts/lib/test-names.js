// The names of tests as they stand in the sources, without running anything. It relies on the one format that Biome and
// clang-format write.

/**
 * @typedef {object} NamedTest
 * @property {string} file
 * @property {string[]} suites  the names of what it is in, the outermost first
 * @property {string} name
 */

const begin =
  /^(?<indent> *)(?<kind>describe|test)(?:\.\w+)?\(\s*(?<quote>['"`])(?<name>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>/gm

/**
 * The tests of a JavaScript file. What a template puts into a name is an ellipsis.
 *
 * @param {string} file
 * @param {string} source
 * @returns {NamedTest[]}
 */
export function testsIn(file, source) {
  const found = [...source.matchAll(begin)].map((match) => {
    const { indent = '', kind = '', name = '' } = match.groups ?? {}
    const end = new RegExp(`^${indent}\\}.*\\)$`, 'm').exec(source.slice(match.index))
    return { kind, name: plain(name), start: match.index, end: match.index + (end?.index ?? 0) }
  })
  const suites = found.filter(({ kind }) => kind === 'describe')
  return found
    .filter(({ kind }) => kind === 'test')
    .map(({ name, start }) => {
      const around = suites.filter((suite) => suite.start < start && start < suite.end)
      return { file, suites: around.map((suite) => suite.name), name }
    })
}

/** @param {string} name */
function plain(name) {
  return name
    .replaceAll(/\$\{[^}]*\}/g, '…')
    .replaceAll(/\\(['"`])/g, '$1')
    .replaceAll(/\s+/g, ' ')
}

/**
 * The tests of a C++ file that stand under a comment with incidents: their own names have no room for an identifier.
 *
 * @param {string} file
 * @param {string} source
 * @returns {NamedTest[]}
 */
export function nativeTestsIn(file, source) {
  const pattern = /^\/\/ Incident: (?<ids>.+)\nTEST(?:_[FP])?\((?<suite>\w+), (?<name>\w+)\)/gm
  return [...source.matchAll(pattern)].map(({ groups }) => ({
    file,
    suites: [],
    name: `${groups?.ids}: ${groups?.suite}.${groups?.name}`,
  }))
}
