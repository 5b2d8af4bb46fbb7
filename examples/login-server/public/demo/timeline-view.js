import { make, say } from '../lib/dom.js'
import { captionOf } from './captions.js'
import { isRefresh, Timeline } from './timeline.js'

/** @import { Chapter, Row, Try } from './timeline.js' */
/** @import { TraceEvent } from './trace.js' */

/** How many chapters stay on the page. */
const kept = 8
/** A chapter is at least so wide, in milliseconds: one request shall not fill the whole line. */
const leastSpan = 1200

const calm = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * createTimelineView shows the requests of all tabs, the newest chapter first, each as soon as it is sent.
 *
 * @param {{ list: HTMLElement, empty: HTMLElement, live: HTMLElement }} place
 */
export function createTimelineView({ list, empty, live }) {
  const timeline = new Timeline()
  /** @type {Map<number, ReturnType<typeof createChapterView>>} */
  const views = new Map()
  /** @type {Set<Chapter>} the open ones */
  const following = new Set()

  /** @param {Chapter} chapter */
  function viewOf(chapter) {
    const known = views.get(chapter.number)
    if (known !== undefined) return known
    const view = createChapterView(chapter)
    views.set(chapter.number, view)
    list.prepend(view.item)
    while (list.childElementCount > kept) list.lastElementChild?.remove()
    views.delete(chapter.number - kept)
    empty.hidden = true
    // What happens again is news again.
    say(live, '')
    return view
  }

  /** @param {Chapter} chapter */
  function follow(chapter) {
    const view = viewOf(chapter)
    timeline.rest(Date.now())
    if (!chapter.open) {
      say(live, view.close())
      following.delete(chapter)
      return
    }
    following.add(chapter)
    view.tick(Date.now())
    // A hidden page gets no frames, and has nobody to show them to; some people want fewer of them.
    if (document.hidden || calm.matches) setTimeout(follow, 250, chapter)
    else requestAnimationFrame(() => follow(chapter))
  }

  return {
    /** @param {TraceEvent} event */
    take(event) {
      const chapter = timeline.take(event)
      viewOf(chapter).show()
      if (chapter.open && !following.has(chapter)) follow(chapter)
    },
  }
}

/** @param {Chapter} chapter */
function createChapterView(chapter) {
  const time = make('time', 'chapter-time', new Date(chapter.from).toLocaleTimeString())
  const caption = make('p', 'caption', 'Under way …')
  const rows = make('div', 'lanes')
  const item = make('li', 'chapter live', make('div', 'chapter-head', time, caption), rows)

  return {
    item,
    show() {
      rows.replaceChildren(...lanesOf(chapter.rows).map((lane) => laneView(lane, chapter)))
    },
    /** @param {number} now */
    tick(now) {
      const end = chapter.open ? now - chapter.from : chapter.last - chapter.from
      item.style.setProperty('--now', String(end))
      item.style.setProperty('--span', String(Math.max(leastSpan, end)))
    },
    close() {
      this.tick(chapter.last)
      this.show()
      item.classList.remove('live')
      caption.textContent = captionOf(chapter)
      return caption.textContent
    },
  }
}

/**
 * The rows of each tab together.
 *
 * @param {readonly Row[]} rows
 */
function lanesOf(rows) {
  const tabs = [...new Set(rows.map(({ tab }) => tab))].sort()
  return tabs.map((tab) => rows.filter((row) => row.tab === tab))
}

/**
 * @param {readonly Row[]} rows
 * @param {Chapter} chapter
 */
function laneView(rows, chapter) {
  const list = make('ol', 'rows', ...rows.map((row) => rowView(row, chapter)))
  list.setAttribute('aria-label', `Tab ${rows[0]?.tab}`)
  return list
}

/**
 * @param {Row} row
 * @param {Chapter} chapter
 */
function rowView(row, { from }) {
  const track = make('div', 'track')
  track.setAttribute('aria-hidden', 'true')
  let waitedFrom = row.from
  for (const attempt of row.tries) {
    if (attempt.from > waitedFrom) track.append(bar('wait', waitedFrom - from, attempt.from - from))
    track.append(bar(kindOf(row, attempt), attempt.from - from, (attempt.to ?? Number.NaN) - from))
    waitedFrom = attempt.to ?? Number.POSITIVE_INFINITY
  }
  const done = row.to !== undefined
  if (!done && Number.isFinite(waitedFrom)) track.append(bar('wait', waitedFrom - from, Number.NaN))
  const name = make('span', 'row-name', make('span', 'tab-mark', row.tab), ` ${row.path}`)
  name.title = `${row.method} ${row.path}`
  const item = make('li', isRefresh(row) ? 'row refresh' : 'row', name, track, outcomeOf(row))
  return item
}

/** @param {Row} row */
function outcomeOf({ tries }) {
  const place = make('span', 'outcome')
  for (const [index, attempt] of tries.entries()) {
    if (index > 0) place.append(make('span', 'arrow', '→'))
    const word = attempt.status === undefined ? 'lost' : String(attempt.status)
    const reason = attempt.reason === '' ? '' : ` ${attempt.reason.replaceAll('_', ' ')}`
    if (attempt.to === undefined) place.append('…')
    else place.append(make('span', outcomeClass(attempt), word), make('span', 'reason', reason))
  }
  return place
}

/** @param {Try} attempt */
function outcomeClass({ status, reason }) {
  if (status === undefined) return 'lost'
  if (status < 400) return 'ok'
  if (reason === 'expired') return 'expired'
  // Nobody had signed in: a question that was answered, and nothing that went wrong.
  return reason === 'login_required' ? 'neutral' : 'bad'
}

/**
 * @param {Row} row
 * @param {Try} attempt
 */
function kindOf(row, attempt) {
  if (attempt.to === undefined) return isRefresh(row) ? 'foil going' : 'going'
  const outcome = outcomeClass(attempt)
  return isRefresh(row) && outcome === 'ok' ? 'foil' : outcome
}

/**
 * @param {string} kind
 * @param {number} from
 * @param {number} to  not a number: until now
 */
function bar(kind, from, to) {
  const made = make('span', `bar ${kind}`)
  made.style.setProperty('--from', String(Math.max(0, from)))
  made.style.setProperty('--to', Number.isNaN(to) ? 'var(--now)' : String(Math.max(0, to)))
  return made
}
