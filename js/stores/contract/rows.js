import { expect, expectRejection, expectRow, expectSame, numbered, storeCase } from './case.js'

/** What a row is: added once, read as it was added, and nobody else's. */
export const rowCases = [
  storeCase('declares that every read sees every write', async ({ store }) => {
    expectSame(store.consistency, 'strong', 'consistency')
  }),

  storeCase('tells the time as seconds since 1970', async ({ store }) => {
    const now = await store.now()
    expect(Number.isFinite(now), `a number of seconds; it is ${now}`)
    expect(now > 1_500_000_000 && now < 100_000_000_000, `seconds, not milliseconds; it is ${now}`)
    expect((await store.now()) >= now, 'a clock that does not run backwards')
  }),

  storeCase('gives a row back as it was inserted', async ({ store, row }) => {
    const added = row({ generation: 3, device: 'Firefox on Linux' })
    expectSame(await store.insert(added), true, 'insert')
    expectRow((await store.read({ subject: 'anna', id: 's1' })).row, added, 'after insert')
  }),

  storeCase('reads the clock along with the row, and without one', async ({ store, row }) => {
    await store.insert(row())
    for (const id of ['s1', 'nobody']) {
      const before = await store.now()
      const { now } = await store.read({ subject: 'anna', id })
      const after = await store.now()
      expect(before <= now && now <= after, `the time of read in ${before}…${after}; it is ${now}`)
    }
  }),

  storeCase('finds nothing where nothing was inserted', async ({ store, row }) => {
    expectSame((await store.read({ subject: 'anna', id: 's1' })).row, undefined, 'the row')
    await store.insert(row())
    expectSame((await store.read({ subject: 'anna', id: 's2' })).row, undefined, 'a row of another id')
  }),

  storeCase('shows a write to another server as soon as it has resolved', async ({ store, peer, row }) => {
    const added = row()
    await store.insert(added)
    expectRow((await peer.read(added)).row, added, 'after insert')
    await store.end(added, { status: 'ended', reason: 'logout' })
    expectSame((await peer.read(added)).row?.status, 'ended', 'status')
    await peer.ban('bert', { reason: 'abuse' })
    expectSame(await store.insert(row({ subject: 'bert' })), false, 'insert during a ban of the other server')
  }),

  storeCase('rejects an identifier that the subject has already', async ({ store, peer, row }) => {
    const first = row({ device: 'first' })
    await store.insert(first)
    await expectRejection(store.insert(row({ device: 'second' })), 'the second insert')
    await expectRejection(peer.insert(row({ device: 'third' })), 'the third insert')
    expectRow((await store.read(first)).row, first, 'after an insert that was rejected')
    expectSame((await store.list('anna')).length, 1, 'how many sessions are listed')
  }),

  storeCase('does not insert over a session that has ended', async ({ store, row }) => {
    await store.insert(row())
    await store.end(row(), { status: 'ended', reason: 'logout' })
    await expectRejection(store.insert(row()), 'the second insert')
    expectSame((await store.read(row())).row?.status, 'ended', 'status')
  }),

  storeCase('adds one row where many insert the same at once', async ({ store, peer, row }) => {
    const attempts = numbered(20, (index) =>
      (index % 2 === 0 ? store : peer).insert(row({ device: String(index) })),
    )
    const outcomes = await Promise.allSettled(attempts)
    const added = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [String(index)] : []))
    expectSame(added.length, 1, 'how many inserts resolved')
    expectSame((await store.read(row())).row?.device, added[0], 'the device that was kept')
  }),

  storeCase('never finds the session of another subject', async ({ store, row, now }) => {
    const added = row()
    await store.insert(added)
    const wrong = { subject: 'bert', id: 's1' }
    const next = row({ ...wrong, generation: 1 })
    expectSame((await store.read(wrong)).row, undefined, 'the row')
    expectSame(await store.rotate(next, { deadline: now + 60 }), false, 'rotate')
    expectSame(await store.end(wrong, { status: 'ended', reason: 'logout' }), false, 'end')
    expectSame(await store.endAll('bert', { reason: 'logout' }), [], 'endAll')
    expectSame(await store.list('bert'), [], 'list')
    expectSame(await store.ban('bert', { reason: 'abuse' }), [], 'ban')
    expectRow((await store.read(added)).row, added, 'after another subject was acted on')
  }),

  storeCase('keeps apart two sessions of one identifier and two subjects', async ({ store, row }) => {
    const anna = row({ device: 'hers' })
    const bert = row({ subject: 'bert', device: 'his' })
    await store.insert(anna)
    expectSame(await store.insert(bert), true, 'insert for the second subject')
    await store.end(bert, { status: 'ended', reason: 'logout' })
    expectRow((await store.read(anna)).row, anna, 'after the other was ended')
    expectSame((await store.read(bert)).row?.device, 'his', 'device')
  }),

  storeCase('does not share a row with whoever gave it', async ({ store, row }) => {
    const given = row({ device: 'phone' })
    await store.insert(given)
    given.status = 'ended'
    given.generation = 7
    expectRow((await store.read(row())).row, row({ device: 'phone' }), 'after the given row was changed')
  }),

  storeCase('does not share a row with whoever got it', async ({ store, row, now }) => {
    await store.insert(row())
    const { row: got } = await store.read(row())
    const [listed] = await store.list('anna')
    expect(got !== undefined && listed !== undefined, 'a row from read and one from list')
    for (const shared of [got, listed]) Reflect.set(shared, 'generation', 7)
    for (const shared of [got, listed]) Reflect.set(shared, 'status', 'ended')
    expectRow((await store.read(row())).row, row(), 'after a row that was given out was changed')
    const { row: before } = await store.read(row())
    await store.rotate(row({ generation: 1 }), { deadline: now + 60 })
    expectSame(before?.generation, 0, 'the generation of a row that was read before the rotation')
  }),
]
