/**
 * editDistance counts insertions, deletions, substitutions and swaps of neighbours, which is how names get mistyped.
 *
 * @param {string} from
 * @param {string} to
 * @returns {number}
 */
export function editDistance(from, to) {
  /** @type {number[]} */
  let beforeLast = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      )
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        least = Math.min(least, at(beforeLast, column - 2) + 1)
      }
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

/**
 * @param {readonly number[]} row
 * @param {number} column
 */
function at(row, column) {
  return row[column] ?? Number.POSITIVE_INFINITY
}

/**
 * nearest finds the name that was meant: one that the given text begins, or else one at most two slips away.
 * Half of a short name is not a slip, so `--xy` suggests nothing.
 *
 * @param {string} given
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
export function nearest(given, names) {
  // A name has no 40 letters; a secret that was pasted as an option may, and is not worth comparing.
  if (given.length > 40) return undefined
  const begun = names.filter((name) => given.length >= 3 && name.startsWith(given))
  if (begun.length > 0) return begun[0]
  let best
  let least = Math.min(2, Math.floor((given.length - 1) / 2))
  for (const name of names) {
    const distance = editDistance(given, name)
    if (distance <= least && (best === undefined || distance < least)) {
      best = name
      least = distance
    }
  }
  return best
}
