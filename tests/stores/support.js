import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** @import { SessionRow } from 'holoband/stores/contract' */

/** A moment that the clocks of the tests start at. */
export const start = 1_800_000_000

/**
 * @param {Partial<SessionRow>} [changes]
 * @returns {SessionRow}
 */
export function rowWith(changes = {}) {
  return {
    subject: 'anna',
    id: 's1',
    status: 'active',
    generation: 0,
    rotatedAt: start,
    createdAt: start,
    idleExpiresAt: start + 3600,
    absoluteExpiresAt: start + 86_400,
    device: '',
    reason: '',
    ...changes,
  }
}

/**
 * A folder that is removed after the tests of the file that asks for it.
 *
 * @returns {(name?: string) => string} the path of a file in it: of that name, or one more
 */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-'))
  after(() => rmSync(folder, { recursive: true }))
  let count = 0
  return (name) => {
    count += 1
    return join(folder, name ?? `${count}.sqlite`)
  }
}

/**
 * @param {Promise<unknown>} promise
 * @param {RegExp} message  of the driver's error
 */
export async function assertDriverError(promise, message) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof Error)
    assert.equal(
      error.name,
      error.name.replace('Holoband', ''),
      'an error of the driver, not of this library',
    )
    assert.match(error.message, message)
    return true
  })
}
