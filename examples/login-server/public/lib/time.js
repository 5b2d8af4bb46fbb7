const units = /** @type {const} */ ([
  ['d', 86400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
])

/**
 * spoken writes a length of time in its two largest units: `14 min 3 s`.
 *
 * @param {number} seconds
 */
export function spoken(seconds) {
  let rest = Math.max(0, Math.floor(seconds))
  const parts = []
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
    // A unit that is not next to the first says too little: "2 d 5 s".
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

/**
 * @param {number} at   seconds since 1970
 * @param {number} now  likewise
 */
export function relative(at, now) {
  const distance = at - now
  if (Math.abs(distance) < 1) return 'now'
  return distance > 0 ? `in ${spoken(distance)}` : `${spoken(-distance)} ago`
}

/** @param {number} at seconds since 1970 */
export function moment(at) {
  const date = new Date(at * 1000)
  if (Number.isNaN(date.getTime())) return 'no moment'
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

/** @param {number} seconds */
export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds))
  const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
