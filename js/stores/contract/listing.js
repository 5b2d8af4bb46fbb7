import { expect, expectRow, expectSame, idsOf, storeCase, successor } from './case.js'

/** Which sessions are listed, and which rows are removed. */
export const listingCases = [
  storeCase(
    'lists the sessions of a subject, the most recently rotated first',
    async ({ store, row, now }) => {
      const ages = { b: 20, d: 2, a: 300, c: 10, e: 9 }
      for (const [id, age] of Object.entries(ages)) {
        await store.insert(row({ id, rotatedAt: now - age, createdAt: now - 1000 + age }))
      }
      await store.insert(row({ subject: 'bert', id: 'x' }))
      const listed = await store.list('anna')
      expectSame(idsOf(listed), ['d', 'e', 'c', 'b', 'a'], 'the order')
      expectRow(listed[0], row({ id: 'd', rotatedAt: now - 2, createdAt: now - 998 }), 'in the list')
      await store.rotate(row({ id: 'a', generation: 1, rotatedAt: now }), { deadline: now + 60 })
      expectSame(idsOf(await store.list('anna')), ['a', 'd', 'e', 'c', 'b'], 'the order after a rotation')
    },
  ),

  storeCase('lists nothing for a subject without sessions', async ({ store, row }) => {
    await store.insert(row())
    expectSame(await store.list('bert'), [], 'list')
  }),

  storeCase('lists no session that has ended or is over', async ({ store, row, now }) => {
    for (const id of ['ended', 'compromised', 'alive']) await store.insert(row({ id }))
    const old = { createdAt: now - 900, rotatedAt: now - 600 }
    await store.insert(row({ id: 'over', ...old, idleExpiresAt: now - 1 }))
    await store.insert(
      row({ id: 'long over', ...old, idleExpiresAt: now - 300, absoluteExpiresAt: now - 300 }),
    )
    await store.end({ subject: 'anna', id: 'ended' }, { status: 'ended', reason: 'logout' })
    await store.end({ subject: 'anna', id: 'compromised' }, { status: 'compromised', reason: 'reuse' })
    expectSame(idsOf(await store.list('anna')), ['alive'], 'list')
  }),

  storeCase('removes what is over and nothing else', async ({ store, row, now }) => {
    const old = { createdAt: now - 900, rotatedAt: now - 600 }
    const kept = [
      row({ id: 'alive' }),
      row({ id: 'ended', status: 'ended', reason: 'logout' }),
      row({ subject: 'bert', id: 'alive', ...old, idleExpiresAt: now + 120, absoluteExpiresAt: now + 120 }),
    ]
    for (const one of kept) await store.insert({ ...one, status: 'active', reason: '' })
    await store.end({ subject: 'anna', id: 'ended' }, { status: 'ended', reason: 'logout' })
    await store.ban('carl', { reason: 'abuse' })
    const over = ['anna', 'bert', 'dora'].map((subject) =>
      row({ subject, id: 'over', ...old, idleExpiresAt: now - 5 }),
    )
    for (const one of over) await store.insert(one)
    const removed = await store.purge()
    expect(removed === 0 || removed === over.length, `purge to count ${over.length} rows; it says ${removed}`)
    for (const one of over) expectSame((await store.read(one)).row, undefined, 'a row that is over')
    for (const one of kept) expectRow((await store.read(one)).row, one, 'after purge')
    expectSame(idsOf(await store.list('bert')), ['alive'], 'list')
    expectSame(await store.insert(row({ subject: 'carl' })), false, 'insert for a subject that is banned')
    expectSame(await store.purge(), 0, 'the second purge')
  }),

  storeCase('keeps a session for as long as its last rotation says', async ({ store, row, now, pass }) => {
    const soon = { idleExpiresAt: now + 2 }
    for (const id of ['rotated', 'left']) await store.insert(row({ id, ...soon }))
    const next = successor(row({ id: 'rotated' }), { idleExpiresAt: now + 3600 })
    expectSame(await store.rotate(next, { deadline: now + 60 }), true, 'rotate')
    for (let attempt = 0, left = 2; left > 0 && attempt < 4; attempt += 1) {
      await pass(left + 0.01)
      left = now + 2 - (await store.now())
    }
    expectSame(idsOf(await store.list('anna')), ['rotated'], 'list')
    await store.purge()
    expectRow((await store.read(next)).row, next, 'that was rotated')
    expectSame((await store.read({ subject: 'anna', id: 'left' })).row, undefined, 'the row that was left')
  }),
]
