/** @import { TraceEvent } from './trace.js' */

/**
 * One time that a request was on the wire.
 *
 * @typedef {object} Try
 * @property {number} from
 * @property {number} [to]
 * @property {number} [status]  none: it failed, or is under way
 * @property {string} reason
 *
 * A request as the page made it.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} tab
 * @property {string} method
 * @property {string} path
 * @property {boolean} called  whether the page tells when it is done
 * @property {number} from
 * @property {number} [to]
 * @property {Try[]} tries
 *
 * Requests that belong together: there was no pause between them.
 *
 * @typedef {object} Chapter
 * @property {number} number
 * @property {number} from
 * @property {number} last  when something happened last
 * @property {boolean} open
 * @property {Row[]} rows
 */

/** How long nothing happens before a chapter is over, in milliseconds; and before a new request begins another. */
const pause = 600
const breath = 120
/** A tab that was closed does not tell what became of its requests. */
const patience = 30_000

export class Timeline {
  /** @type {Chapter | undefined} the newest */
  #chapter
  #count = 0

  /**
   * Takes one event in, and returns the chapter that it belongs to.
   *
   * @param {TraceEvent} event
   * @returns {Chapter}
   */
  take(event) {
    const chapter = this.#chapterOf(event)
    chapter.last = Math.max(chapter.last, event.at)
    const row = rowOf(chapter, event)
    if (event.kind === 'called') row.called = true
    if (event.kind === 'sent') row.tries.push({ from: event.at, reason: '' })
    if (event.kind === 'answered' || event.kind === 'failed') endTry(row, event)
    if (event.kind === 'settled') row.to = event.at
    return chapter
  }

  /**
   * Closes the chapter in which nothing happens any more.
   *
   * @param {number} now
   */
  rest(now) {
    const chapter = this.#chapter
    if (chapter === undefined) return
    if (isSettled(chapter, now, pause) || now - chapter.last > patience) chapter.open = false
  }

  /** @param {TraceEvent} event */
  #chapterOf({ at, tab, id }) {
    const current = this.#chapter
    if (current?.rows.some((row) => row.id === id && row.tab === tab)) return current
    if (current?.open && !isSettled(current, at, breath)) return current
    if (current !== undefined) current.open = false
    this.#chapter = { number: ++this.#count, from: at, last: at, open: true, rows: [] }
    return this.#chapter
  }
}

/**
 * @param {Chapter} chapter
 * @param {number} now
 * @param {number} quiet  for how long nothing must have happened, in milliseconds
 */
function isSettled({ rows, last }, now, quiet) {
  return now - last >= quiet && rows.every(({ to }) => to !== undefined)
}

/**
 * @param {Chapter} chapter
 * @param {TraceEvent} event
 */
function rowOf({ rows }, { id, tab, method, path, at }) {
  const known = rows.find((row) => row.id === id && row.tab === tab)
  if (known !== undefined) return known
  /** @type {Row} */
  const row = { id, tab, method, path, called: false, from: at, tries: [] }
  rows.push(row)
  return row
}

/**
 * @param {Row} row
 * @param {TraceEvent} event
 */
function endTry(row, { at, status, reason = '' }) {
  const attempt = row.tries.at(-1)
  if (attempt === undefined) return
  attempt.to = at
  attempt.reason = reason
  if (status !== undefined) attempt.status = status
  if (!row.called) row.to = at
}

/** @param {Row} row */
export function isRefresh({ path }) {
  return path === '/auth/refresh'
}
