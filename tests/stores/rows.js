import { setTimeout as pause } from 'node:timers/promises'

/** @import { SessionRow, SessionStore } from 'holoband/stores/contract' */

/**
 * A good row that was made a moment ago, by the clock of the store, with these changes.
 *
 * @param {SessionStore} store
 * @param {Partial<SessionRow>} [changes]
 * @returns {Promise<SessionRow>}
 */
export async function newRow(store, changes = {}) {
  const now = Math.floor(await store.now())
  return {
    subject: 'anna',
    id: 's1',
    status: 'active',
    generation: 0,
    rotatedAt: now,
    createdAt: now,
    idleExpiresAt: now + 3600,
    absoluteExpiresAt: now + 86_400,
    device: 'phone',
    reason: '',
    ...changes,
  }
}

/**
 * The rotation of a row that has a minute to take place.
 *
 * @param {SessionStore} store
 * @param {SessionRow} row
 * @param {Partial<SessionRow>} [changes]
 */
export function rotateNext(store, row, changes = {}) {
  const next = { ...row, generation: row.generation + 1, ...changes }
  return store.rotate(next, { deadline: row.createdAt + 60 })
}

/**
 * Waits until the server of a store that was away answers again.
 *
 * @param {SessionStore} store
 */
export async function answering(store) {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const back = await store.now().then(
      () => true,
      () => false,
    )
    if (back) return
    await pause(10)
  }
  throw new Error('expected the server to answer again')
}
