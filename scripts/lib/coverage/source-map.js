// Reads source maps (ECMA-426): which place of which source each place of a joined file came from.

/**
 * @typedef {{ line: number, column: number, source: string, sourceLine: number, sourceColumn: number }} Mapping
 * @typedef {{ sources: string[], mappings: string }} SourceMap
 */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * @param {SourceMap} map
 * @returns {Mapping[]} lines and columns are counted from 0
 */
export function mappingsOf({ sources, mappings }) {
  const found = /** @type {Mapping[]} */ ([])
  let [source, sourceLine, sourceColumn] = [0, 0, 0]
  mappings.split(';').forEach((text, line) => {
    let column = 0
    for (const segment of text.split(',')) {
      const [columns = 0, sourceSteps, lines = 0, sourceColumns = 0] = numbersOf(segment)
      column += columns
      if (sourceSteps === undefined) continue
      source += sourceSteps
      sourceLine += lines
      sourceColumn += sourceColumns
      found.push({ line, column, source: sources[source] ?? '', sourceLine, sourceColumn })
    }
  })
  return found
}

/**
 * Each number is written in digits of five bits, the lowest first; the sixth bit says that there are more. The lowest bit
 * of the whole is the sign.
 * @param {string} segment
 */
function numbersOf(segment) {
  const numbers = /** @type {number[]} */ ([])
  let value = 0
  let shift = 0
  for (const character of segment) {
    const digit = digits.indexOf(character)
    value += (digit & 31) * 2 ** shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2)
    value = 0
    shift = 0
  }
  return numbers
}
