import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { explore, Violation } from './explore.js'
import { accessTtl, createMachine, grace } from './machine.js'
import { createWorld } from './world.js'

/** @import { TestContext } from 'node:test' */
/** @import { WorldOptions } from './world.js' */

const machine = await createMachine()

/**
 * @param {TestContext} t
 * @param {WorldOptions} options
 */
async function exploreAll(t, options) {
  const { states, transitions, schedules, longest } = await explore(
    await createWorld(machine, options),
  ).catch((error) => {
    if (error instanceof Violation) t.diagnostic(`${error.message}, after: ${error.trace.join('; ')}`)
    throw error
  })
  const numbers = [states, transitions].map((number) => number.toLocaleString('en'))
  const orders = schedules < 1e6 ? `${schedules}` : schedules.toExponential(1)
  t.diagnostic(
    `figures: ${t.name}: ${numbers[0]} states, ${numbers[1]} transitions, ${orders} schedules of up to ${longest} events`,
  )
  assert.ok(states > 100 && schedules > states, 'the world is not empty')
}

describe('honest clients who share a cookie, in every order of their events', () => {
  const patient = { patient: true, jumps: [grace, accessTtl] }

  test('never lose their session: 3 clients × 3 refreshes', async (t) => {
    await exploreAll(t, { ...patient, tabs: 3, attempts: 3, maxJumps: 2 })
  })

  test('never lose their session when an answer is lost: 3 clients × 3 refreshes', async (t) => {
    await exploreAll(t, { ...patient, jumps: [accessTtl], tabs: 3, attempts: 3, losses: 1, maxJumps: 2 })
  })

  test('never lose their session when an answer is lost, and asked for again at the last second', async (t) => {
    await exploreAll(t, { ...patient, tabs: 3, attempts: 2, losses: 1, maxJumps: 2 })
  })

  test('never lose their session when two answers are lost: 2 clients × 3 refreshes', async (t) => {
    await exploreAll(t, { ...patient, tabs: 2, attempts: 3, losses: 2, maxJumps: 3 })
  })

  test('never lose their session to a call that takes effect when its caller has gone', async (t) => {
    await exploreAll(t, { ...patient, tabs: 2, attempts: 2, losses: 1, maxJumps: 2, queues: true })
  })

  test('are one lineage even if they refresh whenever they like: 3 clients × 3 refreshes', async (t) => {
    await exploreAll(t, { tabs: 3, attempts: 3 })
  })

  test('are one lineage too where the answers of the store wait on their way back', async (t) => {
    await exploreAll(t, { tabs: 2, attempts: 3, losses: 1, separate: true })
  })
})

describe('a thief who copied the cookie, whenever that was', () => {
  test('and the victim never both go on: 3 refreshes each', async (t) => {
    await exploreAll(t, { tabs: 1, attempts: 3, thief: 3, jumps: [grace + 1], maxJumps: 2 })
  })

  test('gains nothing by an answer that is lost, nor by coming at the last moment', async (t) => {
    await exploreAll(t, { tabs: 1, attempts: 2, thief: 2, losses: 1, jumps: [grace, grace + 1], maxJumps: 1 })
  })

  test('gains nothing by a victim with two tabs', async (t) => {
    await exploreAll(t, { tabs: 2, attempts: 1, thief: 2, jumps: [grace + 1], maxJumps: 2 })
  })

  test('does not outlive a logout', async (t) => {
    await exploreAll(t, {
      tabs: 1,
      attempts: 2,
      thief: 2,
      endings: ['logout'],
      jumps: [grace + 1],
      maxJumps: 1,
    })
  })
})

describe('a session that was ended', () => {
  test('never comes back: 2 clients × 2 refreshes, a logout, a ban and a loss', async (t) => {
    await exploreAll(t, { tabs: 2, attempts: 2, endings: ['logout', 'ban'], losses: 1 })
  })

  test('never comes back: 3 clients × 2 refreshes and a logout', async (t) => {
    await exploreAll(t, { tabs: 3, attempts: 2, endings: ['logout'] })
  })

  test('never comes back through a call that was left in a queue', async (t) => {
    await exploreAll(t, {
      tabs: 2,
      attempts: 1,
      endings: ['ban'],
      losses: 1,
      queues: true,
      jumps: [grace],
      maxJumps: 1,
    })
  })
})
