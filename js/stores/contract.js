import { counterCases } from './contract/counters.js'
import { banCases, endingCases } from './contract/ending.js'
import { listingCases } from './contract/listing.js'
import { rotationCases } from './contract/rotation.js'
import { rowCases } from './contract/rows.js'
import { textCases } from './contract/texts.js'

/**
 * Whether a session can be refreshed: only one that is active can.
 *
 * @typedef {'active' | 'ended' | 'compromised'} SessionStatus
 */

/**
 * Which session is meant: the subject and the identifier together.
 *
 * @typedef {object} SessionName
 * @property {string} subject  whose session it is
 * @property {string} id  unique among all sessions
 */

/**
 * What is kept of a session beside its name. Times are whole seconds since 1970, UTC.
 *
 * @typedef {object} SessionFacts
 * @property {SessionStatus} status  whether it can be refreshed
 * @property {number} generation        of the refresh token that is current; the first is 0
 * @property {number} rotatedAt         when the current refresh token was made
 * @property {number} createdAt         when the subject proved who they are
 * @property {number} idleExpiresAt     when the session ends unless it is refreshed; never after absoluteExpiresAt
 * @property {number} absoluteExpiresAt when it ends whatever happens
 * @property {string} device            what the subject may recognise the session by; '' where nobody said
 * @property {string} reason            why it is not active any more; '' while it is
 */

/**
 * A session as it is kept.
 *
 * @typedef {SessionName & SessionFacts} SessionRow
 */

/**
 * What a store of sessions has to keep to. The decisions are not its business: it holds rows, and changes them in steps
 * that nothing can come between. The cases of `holoband/stores/contract` hold every store to this page.
 *
 * * **Times** are whole seconds since 1970, UTC, by the store's own clock where it has one: several servers then agree
 *   on how old a rotation is. No method takes the caller's word for what time it is.
 * * **Sessions are named by subject and identifier together**, so that a store may keep all of one subject in one
 *   place (in Redis: in one slot), and a row that belongs to somebody else is never found.
 * * **A session that is not active never becomes active again**, and is never rotated. Its row stays until
 *   `idleExpiresAt`, the end of every token that was made for it, so that what is presented is refused for what it is.
 * * **After `ban` has resolved no session of the subject is active**, whatever was under way when it was called, and
 *   none can be inserted until `unban`.
 * * A method that rejects may or may not have done its work. It rejects with whatever its driver rejects with; callers
 *   answer that with ERR_STORE_UNAVAILABLE. It never reports a failure as "not found" or "lost the race".
 * * Texts come back as they were given. Subjects and identifiers are any valid Unicode without NUL.
 *
 * @typedef {object} SessionStore
 * @property {'strong' | 'eventual'} consistency  whether every read sees every write that resolved before it, on every
 *   server. Rotation is refused on a store that is only eventually consistent.
 * @property {() => Promise<number>} now  the store's clock; fractions allowed
 * @property {(row: SessionRow) => Promise<boolean>} insert  adds an active row; false where the subject is banned.
 *   An identifier that is there already rejects.
 * @property {(name: SessionName) => Promise<{ now: number, row: SessionRow | undefined }>} read  the row and the clock
 *   at the same moment
 * @property {(next: SessionRow, limits: { deadline: number }) => Promise<boolean>} rotate  in one atomic step: where the
 *   row is active, its generation is `next.generation - 1` and the store's clock is not past `deadline`, writes
 *   `generation`, `rotatedAt`, `idleExpiresAt` and `device`. False where it wrote nothing. The deadline is for commands
 *   that waited in a queue for a server to come back: a rotation that takes effect after its caller was told of a failure
 *   would make an honest retry look like theft.
 * @property {(name: SessionName, end: { status: 'ended' | 'compromised', reason: string }) => Promise<boolean>} end
 *   in one atomic step: where the row is active, writes `status` and `reason`. False where it was not active.
 * @property {(subject: string, end: { reason: string, except?: string }) => Promise<string[]>} endAll  ends every active
 *   session of the subject but the one called `except`; their identifiers
 * @property {(subject: string) => Promise<SessionRow[]>} list  the active sessions of the subject that are not over, the
 *   most recently rotated first
 * @property {(subject: string, end: { reason: string }) => Promise<string[]>} ban  remembers that the subject is banned,
 *   and does what endAll does
 * @property {(subject: string) => Promise<boolean>} unban  false where the subject was not banned
 * @property {() => Promise<number>} purge  removes what is over: rows past `idleExpiresAt`, and counters past their
 *   window; how many rows. A store whose rows expire by themselves has nothing to do.
 * @property {(key: string, window: number) => Promise<{ hits: number, resetsIn: number }>} hit  counts one more under the
 *   key, atomically, and tells how many there were since the first one, and in how many seconds that is forgotten. The
 *   window, in seconds, begins with the first hit and does not move.
 * @property {(key: string) => Promise<void>} forget  forgets the count of the key
 *
 * What the cases need to know of a store that they are to try.
 *
 * @typedef {object} StoreHarness
 * @property {SessionStore} store  new, and empty
 * @property {SessionStore} [peer]  another one on the same data, with a connection of its own, as a second server has
 *   one; the races are run between the two
 * @property {(seconds: number) => unknown} [advance]  moves the store's clock, where it can be moved;
 *   otherwise the cases that need time to pass wait, for some two seconds at the most
 * @property {() => unknown} close  called once, at the end of the case
 */

/**
 * One thing that every store does.
 *
 * @typedef {object} StoreCase
 * @property {string} name  a sentence: what every store does
 * @property {(createStore: () => Promise<StoreHarness>) => Promise<void>} run  rejects with an Error that says what
 *   was expected
 */

/**
 * storeContract is what this page says, as cases to run a store against. They know no test runner and no runtime:
 *
 *     for (const { name, run } of storeContract) test(name, () => run(createStore))
 *
 * @type {readonly Readonly<StoreCase>[]}
 */
export const storeContract = Object.freeze([
  ...rowCases,
  ...rotationCases,
  ...endingCases,
  ...banCases,
  ...listingCases,
  ...counterCases,
  ...textCases,
])
