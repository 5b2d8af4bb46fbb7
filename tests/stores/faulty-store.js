// A store that is right but for one mistake, which is given by name. Each mistake is one that a store might well make.

/** @import { SessionName, SessionRow, SessionStore } from 'holoband/stores/contract' */

/**
 * What a store may do to a text on its way in, on purpose or not.
 *
 * @type {Readonly<Record<string, (text: string) => string>>}
 */
const textFaults = {
  'trims texts': (text) => text.trim(),
  'ignores case': (text) => text.toLowerCase(),
  'normalizes texts': (text) => text.normalize('NFC'),
  'cuts texts off at 255 units': (text) => text.slice(0, 255),
  'takes a text of digits for a number': (text) => (/^[0-9.]+$/.test(text) ? String(Number(text)) : text),
  'takes null for no value': (text) => (text === 'null' ? '' : text),
  'writes line ends its own way': (text) => text.replace(/\r?\n/g, '\n').replace(/\r$/, ''),
  'drops characters beyond the first plane': (text) => text.replace(/[\u{10000}-\u{10FFFF}]/gu, '?'),
  'unescapes texts': (text) => text.replace(/\\u0041/g, 'A'),
  'doubles quotes': (text) => text.replaceAll("'", "''"),
  'fills in formats': (text) => text.replaceAll('%s', ''),
  'fills in parameters': (text) => text.replaceAll('$1', ''),
  'takes braces for a place holder': (text) => text.replace(/\{.*\}/, ''),
}

export const faults = Object.freeze([
  ...Object.keys(textFaults),
  'says that it is eventual',
  'tells milliseconds',
  'has a clock that runs backwards',
  'reads the clock of another moment',
  'reads another row of the subject',
  'adds a member to rows',
  'leaves the device out of rows',
  'inserts over what is there',
  'inserts over what has ended',
  'inserts in two steps',
  'shares the row that was given',
  'shares the rows that it gives out',
  'finds by identifier alone',
  'joins subject and identifier with a colon',
  'keeps sessions in a plain object',
  'keeps a copy per server',
  'rotates what has ended',
  'rotates what was not found',
  'rotates from any generation',
  'rotates from any earlier generation',
  'rotates without a deadline',
  'rotates by whole seconds of the deadline',
  'rotates in two steps',
  'rotates the whole row',
  'rotates without the device',
  'rotates, but not the end of the row',
  'revives with a rotation',
  'keeps 14 digits of a number',
  'keeps 32 bits of a time',
  'ends what has ended',
  'ends in two steps',
  'ends what is not there',
  'ends by removing',
  'ends all by removing',
  'ends all, those that had ended too',
  'ends all of everybody',
  'ends all without an exception',
  'ends all but tells nothing',
  'ends all and takes it for a ban',
  'bans without ending',
  'bans without a reason',
  'bans after ending',
  'bans without refusing',
  'forgets bans on purge',
  'bans everybody',
  'lifts every ban',
  'lifts no ban',
  'lifts a ban and revives',
  'says that it lifted what was none',
  'lists in order of insertion',
  'lists in order of creation',
  'lists the oldest first',
  'lists what has ended',
  'lists what is over',
  'lists everybody',
  'purges nothing',
  'purges what has ended',
  'purges by the absolute end',
  'purges without counting',
  'counts in two steps',
  'counts from zero',
  'counts in one window for all keys',
  'counts in a window that slides',
  'counts in a window without an end',
  'counts in the window of the last hit',
  'counts milliseconds',
  'forgets no counter',
  'forgets every counter',
  'forgets the sessions of a counter',
  'purges counters in their window',
])

/**
 * @param {string} fault  one of the list, or '' for none
 * @param {() => number} clock
 * @returns {{ store: SessionStore, peer: SessionStore }} two servers on the same data
 */
export function createFaultyStores(fault, clock) {
  const data = new FaultyData(fault, clock)
  const peer = fault === 'keeps a copy per server' ? new FaultyData(fault, clock) : data
  return { store: facade(data), peer: facade(peer) }
}

/**
 * @param {FaultyData} data
 * @returns {SessionStore}
 */
function facade(data) {
  return {
    consistency: data.has('says that it is eventual') ? 'eventual' : 'strong',
    now: async () => data.now(),
    insert: (row) => data.insert(row),
    read: async (name) => data.read(name),
    rotate: (next, limits) => data.rotate(next, limits),
    end: (name, end) => data.end(name, end),
    endAll: async (subject, end) => data.endAll(subject, end),
    list: async (subject) => data.list(subject),
    ban: (subject, end) => data.ban(subject, end),
    unban: async (subject) => data.unban(subject),
    purge: async () => data.purge(),
    hit: (key, window) => data.hit(key, window),
    forget: async (key) => data.forget(key),
  }
}

/** Time in which others may come between. */
const gap = () => new Promise((resolve) => setImmediate(resolve))

class FaultyData {
  /** @type {Map<string, SessionRow>} */
  rows = new Map()
  /** @type {Record<string, SessionRow>} */
  plain = {}
  /** @type {Set<string>} */
  banned = new Set()
  /** @type {Map<string, { hits: number, endsAt: number }>} */
  counters = new Map()
  ticks = 0

  /**
   * @param {string} fault
   * @param {() => number} clock
   */
  constructor(fault, clock) {
    this.fault = fault
    this.clock = clock
    this.text = textFaults[fault] ?? ((text) => text)
  }

  /** @param {string} fault */
  has(fault) {
    return this.fault === fault
  }

  now() {
    this.ticks += 1
    if (this.has('has a clock that runs backwards')) return this.clock() - this.ticks
    return this.has('tells milliseconds') ? this.clock() * 1000 : this.clock()
  }

  /** @param {SessionName} name */
  key({ subject, id }) {
    if (this.has('finds by identifier alone')) return this.text(id)
    if (this.has('joins subject and identifier with a colon')) return `${subject}:${id}`
    return JSON.stringify([this.text(subject), this.text(id)])
  }

  /** @param {SessionName} name */
  find(name) {
    if (this.has('keeps sessions in a plain object'))
      return this.plain[name.id] ?? this.rows.get(this.key(name))
    return this.rows.get(this.key(name))
  }

  /** @param {string} subject */
  of(subject) {
    const rows = [...this.rows.values()]
    return rows.filter((row) => row.subject === this.text(subject))
  }

  /** @param {SessionRow} row */
  kept(row) {
    const digits = (/** @type {number} */ number) =>
      this.has('keeps 14 digits of a number') ? Number(number.toPrecision(14)) : number
    const bits = (/** @type {number} */ time) => (this.has('keeps 32 bits of a time') ? time % 2 ** 32 : time)
    return {
      ...row,
      subject: this.text(row.subject),
      id: this.text(row.id),
      device: this.text(row.device),
      reason: this.text(row.reason),
      generation: digits(row.generation),
      idleExpiresAt: bits(row.idleExpiresAt),
    }
  }

  /** @param {SessionRow} row */
  given(row) {
    if (this.has('shares the rows that it gives out')) return row
    if (this.has('adds a member to rows')) return { ...row, version: 1 }
    return this.has('leaves the device out of rows') ? { ...row, device: '' } : { ...row }
  }

  /** @param {SessionRow} row */
  async insert(row) {
    const refused = this.has('bans everybody')
      ? this.banned.size > 0
      : this.banned.has(this.text(row.subject))
    if (refused && !this.has('bans without refusing')) return false
    const known = this.find(row)
    if (this.has('inserts in two steps')) await gap()
    const over =
      this.has('inserts over what is there') ||
      (this.has('inserts over what has ended') && known?.status !== 'active')
    if (known !== undefined && !over) throw new Error('it is there already')
    this.rows.set(this.key(row), this.has('shares the row that was given') ? row : this.kept(row))
    return true
  }

  /** @param {SessionName} name */
  read(name) {
    const other = this.has('reads another row of the subject') ? this.of(name.subject)[0] : undefined
    const row = this.find(name) ?? other
    const now = this.now() - (this.has('reads the clock of another moment') ? 1 : 0)
    return { now, row: row && this.given(row) }
  }

  /** @type {SessionStore['rotate']} */
  async rotate(next, { deadline }) {
    const row = this.find(next)
    if (row === undefined) {
      if (this.has('rotates what was not found')) this.rows.set(this.key(next), this.kept(next))
      return this.has('rotates what was not found')
    }
    const revives = this.has('revives with a rotation') || this.has('rotates what has ended')
    if (row.status !== 'active' && !revives) return false
    if (!this.follows(row.generation, next.generation) || this.isLate(deadline)) return false
    if (this.has('rotates in two steps')) await gap()
    const { generation, rotatedAt, idleExpiresAt, device } = this.kept(next)
    Object.assign(row, { generation, rotatedAt, idleExpiresAt })
    if (!this.has('rotates without the device')) row.device = device
    if (this.has('rotates the whole row')) Object.assign(row, this.kept(next))
    if (this.has('revives with a rotation')) Object.assign(row, { status: 'active', reason: '' })
    if (this.has('rotates, but not the end of the row')) row.idleExpiresAt = this.now() + 2
    return true
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  follows(from, to) {
    if (this.has('rotates from any generation')) return true
    return this.has('rotates from any earlier generation') ? to > from : to === from + 1
  }

  /** @param {number} deadline */
  isLate(deadline) {
    if (this.has('rotates without a deadline')) return false
    const by = this.has('rotates by whole seconds of the deadline') ? Math.ceil(deadline) : deadline
    return this.now() > by
  }

  /** @type {SessionStore['end']} */
  async end(name, { status, reason }) {
    const row = this.find(name)
    if (row === undefined) return this.has('ends what is not there')
    if (row.status !== 'active' && !this.has('ends what has ended')) return false
    if (this.has('ends in two steps')) await gap()
    Object.assign(row, { status, reason: this.text(reason) })
    if (this.has('ends by removing')) this.rows.delete(this.key(name))
    return true
  }

  /**
   * @param {string} subject
   * @param {{ reason: string, except?: string }} end
   */
  endAll(subject, { reason, except }) {
    const spared =
      except === undefined || this.has('ends all without an exception') ? undefined : this.text(except)
    const rows = (this.has('ends all of everybody') ? [...this.rows.values()] : this.of(subject))
      .filter((row) => row.status === 'active' || this.has('ends all, those that had ended too'))
      .filter((row) => row.id !== spared)
    for (const row of rows) Object.assign(row, { status: 'ended', reason: this.text(reason) })
    if (this.has('ends all by removing')) for (const row of rows) this.rows.delete(this.key(row))
    if (this.has('ends all and takes it for a ban')) this.banned.add(subject)
    return this.has('ends all but tells nothing') ? [] : rows.map(({ id }) => id)
  }

  /** @param {string} subject */
  list(subject) {
    const now = this.now()
    const order = (/** @type {SessionRow} */ row) => {
      if (this.has('lists in order of insertion')) return 0
      if (this.has('lists the oldest first')) return -row.rotatedAt
      return this.has('lists in order of creation') ? row.createdAt : row.rotatedAt
    }
    return (this.has('lists everybody') ? [...this.rows.values()] : this.of(subject))
      .filter((row) => row.status === 'active' || this.has('lists what has ended'))
      .filter((row) => row.idleExpiresAt > now || this.has('lists what is over'))
      .sort((a, b) => order(b) - order(a))
      .map((row) => this.given(row))
  }

  /** @type {SessionStore['ban']} */
  async ban(subject, { reason }) {
    const told = this.has('bans without a reason') ? '' : reason
    if (this.has('bans after ending')) {
      const ended = this.endAll(subject, { reason: told })
      await gap()
      this.banned.add(this.text(subject))
      return ended
    }
    this.banned.add(this.text(subject))
    return this.has('bans without ending') ? [] : this.endAll(subject, { reason: told })
  }

  /** @param {string} subject */
  unban(subject) {
    if (this.has('lifts no ban')) return this.banned.has(subject)
    const lifted = this.banned.delete(this.text(subject))
    if (this.has('lifts every ban')) this.banned.clear()
    if (this.has('lifts a ban and revives')) {
      for (const row of this.of(subject)) Object.assign(row, { status: 'active', reason: '' })
    }
    return lifted || this.has('says that it lifted what was none')
  }

  purge() {
    const now = this.now()
    if (this.has('forgets bans on purge')) this.banned.clear()
    if (this.has('purges counters in their window')) this.counters.clear()
    if (this.has('purges nothing')) return 0
    const over = [...this.rows.values()].filter((row) => {
      if (this.has('purges what has ended') && row.status !== 'active') return true
      return (this.has('purges by the absolute end') ? row.absoluteExpiresAt : row.idleExpiresAt) <= now
    })
    for (const row of over) this.rows.delete(this.key(row))
    return this.has('purges without counting') ? 1 : over.length
  }

  /** @type {SessionStore['hit']} */
  async hit(key, window) {
    const name = this.has('counts in one window for all keys') ? '' : this.text(key)
    const now = this.now()
    const known = this.counters.get(name)
    if (this.has('counts in two steps')) await gap()
    const goes = known !== undefined && (known.endsAt > now || this.has('counts in a window without an end'))
    const counter = goes
      ? { ...known }
      : { hits: this.has('counts from zero') ? -1 : 0, endsAt: now + window }
    counter.hits += 1
    if (this.has('counts in a window that slides')) counter.endsAt = now + window
    if (this.has('counts in the window of the last hit'))
      counter.endsAt = Math.max(counter.endsAt, now + window)
    this.counters.set(name, counter)
    const resetsIn = counter.endsAt - now
    return { hits: counter.hits, resetsIn: this.has('counts milliseconds') ? resetsIn * 1000 : resetsIn }
  }

  /** @param {string} key */
  forget(key) {
    if (this.has('forgets no counter')) return
    if (this.has('forgets every counter')) this.counters.clear()
    if (this.has('forgets the sessions of a counter')) {
      for (const row of this.of(key)) this.rows.delete(this.key(row))
    }
    this.counters.delete(this.text(key))
  }
}
