import { expect, expectRow, expectSame, numbered, storeCase, successor } from './case.js'

/** What a rotation is: one step from an active row of the generation before, or nothing. */
export const rotationCases = [
  storeCase('rotates: writes what a rotation changes and nothing else', async ({ store, row, now }) => {
    await store.insert(row({ createdAt: now - 100, rotatedAt: now - 100, device: 'phone' }))
    const written = {
      generation: 1,
      rotatedAt: now - 1,
      idleExpiresAt: now + 7200,
      device: 'tablet',
    }
    const other = { createdAt: now - 5, absoluteExpiresAt: now + 9, reason: 'none', status: 'ended' }
    const next = /** @type {ReturnType<typeof row>} */ ({ ...row(), ...other, ...written })
    expectSame(await store.rotate(next, { deadline: now + 60 }), true, 'rotate')
    expectRow((await store.read(row())).row, row({ createdAt: now - 100, ...written }), 'after the rotation')
    expectSame((await store.list('anna'))[0]?.device, 'tablet', 'the device that is listed')
  }),

  storeCase(
    'rotates as often as it is told to, one generation at a time',
    async ({ store, peer, row, now }) => {
      await store.insert(row())
      for (let generation = 1; generation <= 12; generation += 1) {
        const server = generation % 2 === 0 ? store : peer
        const next = row({ generation, rotatedAt: now + generation })
        expectSame(await server.rotate(next, { deadline: now + 60 }), true, `rotation ${generation}`)
      }
      expectRow((await store.read(row())).row, row({ generation: 12, rotatedAt: now + 12 }), 'at the end')
    },
  ),

  storeCase('does not rotate twice from one generation', async ({ store, row, now }) => {
    await store.insert(row())
    const next = successor(row(), { device: 'first' })
    expectSame(await store.rotate(next, { deadline: now + 60 }), true, 'the first rotation')
    expectSame(await store.rotate({ ...next, device: 'second' }, { deadline: now + 60 }), false, 'the second')
    expectRow((await store.read(next)).row, next, 'after the second rotation')
  }),

  storeCase('does not skip or repeat a generation', async ({ store, row, now }) => {
    const added = row({ generation: 5 })
    await store.insert(added)
    for (const generation of [0, 1, 4, 5, 7, 8]) {
      const rotated = await store.rotate(row({ generation, device: 'odd' }), { deadline: now + 60 })
      expectSame(rotated, false, `the rotation from 5 to ${generation}`)
    }
    expectRow((await store.read(added)).row, added, 'after rotations of other generations')
  }),

  storeCase('does not rotate, or make, a session that is not there', async ({ store, row, now }) => {
    expectSame(await store.rotate(row({ generation: 1 }), { deadline: now + 60 }), false, 'rotate')
    expectSame((await store.read(row())).row, undefined, 'the row')
    expectSame(await store.list('anna'), [], 'list')
  }),

  storeCase('does not rotate when the deadline is past', async ({ store, row }) => {
    const added = row()
    await store.insert(added)
    const now = await store.now()
    for (const ago of [0.1, 0.5, 1, 60]) {
      const rotated = await store.rotate(successor(added), { deadline: now - ago })
      expectSame(rotated, false, `a rotation whose deadline was ${ago} s ago`)
    }
    expectRow((await store.read(added)).row, added, 'after the deadline')
    const rotated = await store.rotate(successor(added), { deadline: now + 30.5 })
    expectSame(rotated, true, 'a rotation with 30.5 s left')
  }),

  storeCase('rotates no session that has ended, and revives none', async ({ store, row, now }) => {
    const ends = /** @type {const} */ (['ended', 'compromised'])
    for (const status of ends) {
      const added = row({ id: status })
      await store.insert(added)
      await store.end(added, { status, reason: 'because' })
      const rotated = await store.rotate(successor(added, { device: 'thief' }), { deadline: now + 60 })
      expectSame(rotated, false, `the rotation of a session that is ${status}`)
      expectRow((await store.read(added)).row, { ...added, status, reason: 'because' }, 'after that')
    }
    expectSame(await store.list('anna'), [], 'list')
  }),

  storeCase('lets one of many rotations win', async ({ store, peer, row, now }) => {
    await store.insert(row())
    for (let generation = 1; generation <= 4; generation += 1) {
      const attempts = numbered(48, (index) => {
        const next = row({ generation, rotatedAt: now + index, device: `device ${index}` })
        return (index % 2 === 0 ? store : peer).rotate(next, { deadline: now + 60 })
      })
      const outcomes = await Promise.all(attempts)
      const winners = outcomes.flatMap((won, index) => (won ? [index] : []))
      expectSame(winners.length, 1, `how many of the rotations to ${generation} won`)
      const index = winners[0] ?? -1
      const wanted = row({ generation, rotatedAt: now + index, device: `device ${index}` })
      expectRow((await store.read(row())).row, wanted, 'after the race, all from the winner')
    }
  }),

  storeCase('rotates many sessions at once without mixing them up', async ({ store, peer, row, now }) => {
    const rows = numbered(30, (index) => row({ subject: `user ${index % 3}`, id: `s${index}` }))
    await Promise.all(rows.map((one, index) => (index % 2 === 0 ? store : peer).insert(one)))
    const next = rows.map((one) => successor(one, { device: `of ${one.id}`, rotatedAt: now + 1 }))
    const outcomes = await Promise.all(next.map((one) => store.rotate(one, { deadline: now + 60 })))
    expect(
      outcomes.every((won) => won),
      'every rotation to win',
    )
    for (const one of next) expectRow((await peer.read(one)).row, one, 'after all were rotated')
  }),

  storeCase('keeps numbers exactly, however large', async ({ store, row, now }) => {
    const far = 253_402_300_799
    const large = row({
      generation: Number.MAX_SAFE_INTEGER - 1,
      idleExpiresAt: far - 1,
      absoluteExpiresAt: far,
    })
    await store.insert(large)
    expectRow((await store.read(large)).row, large, 'after insert')
    const next = successor(large, { idleExpiresAt: far })
    expectSame(await store.rotate(next, { deadline: now + 60 }), true, 'rotate')
    expectRow((await store.read(large)).row, next, 'after the rotation')
    expectSame((await store.list('anna'))[0]?.generation, Number.MAX_SAFE_INTEGER, 'the listed generation')
    const round = row({ id: 's2', generation: 100_000_000_000_000_000_000 % 2 ** 53 })
    await store.insert(round)
    expectRow((await store.read(round)).row, round, 'of another large generation')
  }),
]
