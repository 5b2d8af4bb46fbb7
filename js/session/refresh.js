import { HolobandError } from '../errors.js'

/** @import { About } from './arguments.js' */
/** @import { Presented } from '../rotation.js' */
/** @import { SessionRow, SessionStore } from '../stores/contract.js' */
/** @import { Claims } from '../verifier.js' */
/** @import { ClaimsSource } from './claims.js' */
/** @import { WaitUntil } from './later.js' */
/** @import { SessionTokens } from './tokens.js' */
/** @import { IssuedSession, SessionEvent } from './types.js' */

/**
 * @typedef {object} Context
 * @property {SessionTokens} tokens
 * @property {SessionStore} store
 * @property {number} storeTimeout seconds
 * @property {(row: SessionRow) => Promise<Claims | null>} claimsOf
 * @property {(event: SessionEvent, waitUntil?: WaitUntil) => Promise<void>} tell
 *
 * @typedef {Context & { prepare: About['prepare'] }} RefreshContext
 *
 * @typedef {object} Attempt
 * @property {Presented} presented
 * @property {string} device  of whoever presents it
 * @property {number} now     the store's clock when the row was read
 * @property {SessionRow} row the row as the store has it
 * @property {SessionRow} next the row as it has to become
 */

/**
 * How often a decision is taken anew because the row changed meanwhile. A lost rotation means that another one won, and
 * the next look replays it; it takes a ban, a logout and a purge in turn to come here twice.
 */
const maxAttempts = 5

/** The reason of a session that ended because the same browser logged in anew. */
export const replaced = 'replaced'

/**
 * refresh decides about a presented refresh token and makes the decision true in the store (design, section 5). All
 * that may fail comes before the one step that changes the row: the claims are asked for, both tokens are signed and the
 * answer is prepared, and whoever gets no answer may ask again with the token that they have.
 *
 * @param {Context} everybodys
 * @param {string} token
 * @param {About} about
 * @returns {Promise<IssuedSession>}
 */
export async function refresh(everybodys, token, { device, prepare, waitUntil }) {
  /** @type {RefreshContext} */
  const context = {
    ...everybodys,
    claimsOf: once(everybodys.claimsOf),
    tell: (event) => everybodys.tell(event, waitUntil),
    prepare,
  }
  const { tokens, store } = context
  const presented = tokens.readRefresh(token)
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const { now, row } = await store.read(presented)
    const { verdict, row: decided } = tokens.rotation.decide(presented, row, now)
    if (verdict === 'expired') throw new HolobandError('ERR_SESSION_EXPIRED')
    if (row === undefined || verdict === 'unknown') throw new HolobandError('ERR_SESSION_UNKNOWN')
    const issued = await outcomes[verdict](context, {
      presented,
      device,
      now,
      row,
      next: { ...row, ...decided, status: row.status },
    })
    if (issued !== undefined) return issued
  }
  throw new HolobandError('ERR_STORE_UNAVAILABLE')
}

/**
 * What each verdict comes to. Undefined: the row changed meanwhile, so that the decision is taken anew.
 *
 * @type {Readonly<Record<Exclude<import('../rotation.js').Verdict, 'expired' | 'unknown'>,
 *   (context: RefreshContext, attempt: Attempt) => Promise<IssuedSession | undefined>>>}
 */
const outcomes = Object.freeze({
  async rotate(context, { device, now, row, next }) {
    const { store, storeTimeout, tell } = context
    const successor = { ...next, device }
    const issued = await issue(context, successor)
    if (issued === undefined) return undefined
    // Not later than the session's end either, which another request may have been told of meanwhile.
    const deadline = Math.min(now + storeTimeout, row.idleExpiresAt)
    if (!(await store.rotate(successor, { deadline }))) return undefined
    await tell({ type: 'refreshed', ...about(successor) })
    return issued
  },
  async replay(context, { row }) {
    const issued = await issue(context, row)
    if (issued !== undefined) await context.tell({ type: 'replayed', ...about(row) })
    return issued
  },
  async reuse({ store, tell }, { presented, device, now, row }) {
    if (!(await store.end(row, { status: 'compromised', reason: 'reused' }))) return undefined
    const { sub, sid, generation } = about(row)
    await tell({
      type: 'reused',
      sub,
      sid,
      presentedGeneration: presented.generation,
      generation,
      sinceRotation: now - row.rotatedAt,
      device: row.device,
      presentedBy: device,
    })
    throw new HolobandError('ERR_REFRESH_TOKEN_REUSED')
  },
  async revoked(_context, { row }) {
    throw new HolobandError(row.reason === replaced ? 'ERR_SESSION_REPLACED' : 'ERR_SESSION_REVOKED')
  },
  async inconsistent({ tell }, { presented, row }) {
    const { generation: presentedGeneration } = presented
    await tell({ type: 'store.regression', ...about(row), presentedGeneration })
    throw new HolobandError('ERR_STORE_INCONSISTENT')
  },
})

/**
 * issue signs both tokens of a row. A subject that may not go on loses the session; undefined where it was over already.
 *
 * @param {RefreshContext} context
 * @param {SessionRow} row
 */
async function issue({ tokens, store, claimsOf, tell, prepare }, row) {
  const claims = await claimsOf(row)
  if (claims !== null) {
    const issued = tokens.issue(row, claims)
    prepare(issued)
    return issued
  }
  if (!(await store.end(row, { status: 'ended', reason: 'refused' }))) return undefined
  await tell({ type: 'revoked', sub: row.subject, sid: row.id, reason: 'refused' })
  throw new HolobandError('ERR_SUBJECT_REFUSED')
}

/**
 * The claims are asked for once: where that took so long that the rotation missed its deadline, the next attempt has them
 * at hand.
 *
 * @param {Context['claimsOf']} claimsOf
 * @returns {Context['claimsOf']}
 */
function once(claimsOf) {
  /** @type {ReturnType<Context['claimsOf']> | undefined} */
  let answer
  return (row) => {
    answer ??= claimsOf(row)
    return answer
  }
}

/** @param {SessionRow} row */
export function about({ subject, id, generation }) {
  return { sub: subject, sid: id, generation }
}
