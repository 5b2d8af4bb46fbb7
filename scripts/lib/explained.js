// What a measurement left open, and what reviewers said of it. Both name a thing by its text and not by its line, so that
// what was said stays with what it was said of.

/**
 * @typedef {{ file: string, text: string }} Open
 * @typedef {{ file: string, texts: readonly string[] | 'all', why: string }} Explanation  all is all that is open in the file
 */

/**
 * Gives each open thing its explanation. A text that is there twice has to be explained twice.
 *
 * @template {Open} T
 * @param {readonly T[]} open
 * @param {readonly Explanation[]} explanations
 * @returns {{ explained: (T & { why: string })[], unexplained: T[], stale: Open[] }} stale are the explanations that
 *   nothing is left of
 */
export function explain(open, explanations) {
  const said = explanations.flatMap(({ file, texts, why }) =>
    textsOf(file, texts, open).map((text) => ({ file, text, why })),
  )
  const explained = []
  const unexplained = []
  for (const item of open) {
    const index = said.findIndex(({ file, text }) => file === item.file && text === item.text)
    const [found] = index < 0 ? [] : said.splice(index, 1)
    if (found === undefined) unexplained.push(item)
    else explained.push({ ...item, why: found.why })
  }
  return { explained, unexplained, stale: said.map(({ file, text }) => ({ file, text })) }
}

/**
 * @param {string} file
 * @param {Explanation['texts']} texts
 * @param {readonly Open[]} open
 */
function textsOf(file, texts, open) {
  if (texts !== 'all') return texts
  const own = open.filter((item) => item.file === file).map(({ text }) => text)
  return own.length === 0 ? ['all'] : own
}
