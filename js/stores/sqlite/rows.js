/** @import { SessionRow } from '../contract.js' */

/** The columns of a session, in the order in which `valuesOf` gives them. */
export const columns = `subject, id, status, generation, rotated_at, created_at, idle_expires_at, absolute_expires_at,
  device, reason`

/** @param {SessionRow} row */
export function valuesOf(row) {
  const { subject, id, status, generation, rotatedAt, createdAt, idleExpiresAt, absoluteExpiresAt } = row
  const times = [rotatedAt, createdAt, idleExpiresAt, absoluteExpiresAt]
  return [subject, id, status, generation, ...times, row.device, row.reason]
}

/**
 * The row of a record. Some drivers add members of their own to a record, and some can be told to give every integer as
 * a bigint.
 *
 * @param {unknown} record
 * @returns {SessionRow}
 */
export function rowOf(record) {
  const { subject, id, status, device, reason, ...numbers } =
    /** @type {SessionRow & Record<string, unknown>} */ (record)
  return {
    subject,
    id,
    status,
    generation: Number(numbers.generation),
    rotatedAt: Number(numbers.rotated_at),
    createdAt: Number(numbers.created_at),
    idleExpiresAt: Number(numbers.idle_expires_at),
    absoluteExpiresAt: Number(numbers.absolute_expires_at),
    device,
    reason,
  }
}
