// What a measurement left open, and what reviewers said of it. Both name a thing by its text and not by its line, so that
// what was said stays with what it was said of.

/**
 * @typedef {{ file: string, text: string }} Open
 * @typedef {{ file: string, texts: readonly string[], why: string }} Explanation
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
  const said = /** @type {Map<string, { file: string, text: string, whys: string[] }>} */ (new Map())
  for (const { file, texts, why } of explanations) {
    for (const text of texts) {
      const entry = said.get(keyOf({ file, text })) ?? { file, text, whys: [] }
      entry.whys.push(why)
      said.set(keyOf({ file, text }), entry)
    }
  }
  const explained = []
  const unexplained = []
  for (const item of open) {
    const why = said.get(keyOf(item))?.whys.shift()
    if (why === undefined) unexplained.push(item)
    else explained.push({ ...item, why })
  }
  const stale = [...said.values()].flatMap(({ file, text, whys }) => whys.map(() => ({ file, text })))
  return { explained, unexplained, stale }
}

/** @param {Open} open */
function keyOf({ file, text }) {
  return `${file}\n${text}`
}
