// What the exploration is worth: each of these stores, policies and clients is wrong in one way, and is found out.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { explore, Violation } from './explore.js'
import { accessTtl, createMachine, execute, grace } from './machine.js'
import { createWorld } from './world.js'

/** @import { SessionRow } from 'holoband/stores/contract' */
/** @import { Execute } from './machine.js' */
/** @import { WorldOptions } from './world.js' */

const machine = await createMachine()

/**
 * @param {WorldOptions} options
 * @param {RegExp} violation
 * @param {typeof machine} [used]
 */
async function assertFound(options, violation, used = machine) {
  await assert.rejects(
    createWorld(used, options).then((world) => explore(world)),
    (error) => {
      assert.ok(error instanceof Violation, String(error))
      assert.match(error.message, violation)
      return true
    },
  )
}

const tabs = Object.freeze({ tabs: 2, attempts: 2 })
const honest = Object.freeze({ ...tabs, patient: true, losses: 1, jumps: [grace, accessTtl], maxJumps: 2 })
const ended = Object.freeze({ ...tabs, endings: /** @type {const} */ (['logout']) })
const theft = Object.freeze({ tabs: 1, attempts: 2, thief: 2, jumps: [grace + 1], maxJumps: 1 })

/**
 * A store that rotates in its own way.
 *
 * @param {(row: SessionRow, next: SessionRow) => SessionRow | undefined} rotate  undefined: it does not
 * @returns {Execute}
 */
const rotating = (rotate) => async (data, call) => {
  if (call.method !== 'rotate') return execute(data, call)
  const row = rotate(data.row, /** @type {SessionRow} */ (call.args[0]))
  return { data: { ...data, row: row ?? data.row }, value: row !== undefined }
}

describe('the exploration finds', () => {
  test('a rotation that is a look and then a write', async () => {
    const blind = rotating((row, next) => (row.status === 'active' ? { ...row, ...next } : undefined))
    await assertFound({ ...honest, execute: blind }, /two rotations of one generation won/)
  })

  test('a rotation that does not look at the status', async () => {
    const careless = rotating((row, next) =>
      row.generation === next.generation - 1 ? { ...next, status: row.status } : undefined,
    )
    await assertFound({ ...ended, execute: careless }, /an ended session was rotated/)
  })

  test('a rotation that writes the whole row, status and all', async () => {
    const reviving = rotating((row, next) => (row.generation === next.generation - 1 ? next : undefined))
    await assertFound({ ...ended, execute: reviving }, /an ended session came back/)
  })

  test('a rotation that is told of and not made', async () => {
    const lying = rotating((row) => row)
    await assertFound({ ...honest, execute: lying }, /does not work/)
  })

  test('a row that forgets when it was rotated, so that a replay is another token', async () => {
    const forgetful = rotating((row, next) =>
      row.status === 'active' && row.generation === next.generation - 1
        ? { ...row, ...next, rotatedAt: next.rotatedAt - 1 }
        : undefined,
    )
    await assertFound({ ...honest, execute: forgetful }, /two refresh tokens of one generation/)
  })

  test('a store that is slow to show a rotation', async () => {
    await assertFound({ ...honest, execute: slowToShow }, /what an honest client was given does not work/)
  })

  test('a store that is slow to show an end', async () => {
    await assertFound({ ...ended, execute: slowToShow }, /an ended session was refreshed/)
  })

  test('a store that says that it has ended a session, and has not', async () => {
    /** @type {Execute} */
    const idle = async (data, call) => (call.method === 'end' ? { data, value: true } : execute(data, call))
    await assertFound({ ...ended, execute: idle }, /an ended session was refreshed/)
    await assertFound({ ...theft, execute: idle }, /goes on after the theft was found out/)
  })

  test('a ban that leaves the sessions that there are', async () => {
    /** @type {Execute} */
    const lenient = async (data, call) => (call.method === 'ban' ? { data, value: [] } : execute(data, call))
    await assertFound({ ...ended, endings: ['ban'], execute: lenient }, /an ended session was refreshed/)
  })

  test('a queue whose rotations are made however late they are', async () => {
    /** @type {Execute} */
    const late = (data, { method, args }) =>
      execute(data, { method, args: method === 'rotate' ? [args[0], { deadline: Infinity }] : args })
    await assertFound({ ...honest, queues: true, execute: late }, /an honest client lost its session/)
  })

  test('a grace that is longer than the one that was promised', async () => {
    await assertFound(theft, /both go on/, await createMachine({ grace: 300 }))
  })

  test('a grace that is shorter', async () => {
    await assertFound(honest, /an honest client/, await createMachine({ grace: grace - 1 }))
  })

  test('clients who refresh again while their access token is new: rule 6 takes one who was overtaken twice for a thief', async () => {
    await assertFound({ ...tabs, patient: true, eager: true }, /an honest client/)
  })
})

/**
 * Reads show the row as it was before its last change.
 *
 * @type {Execute}
 */
async function slowToShow(data, call) {
  return call.method === 'read' ? { data, value: { now: data.now, row: data.before } } : execute(data, call)
}
