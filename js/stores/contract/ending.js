import { expect, expectRow, expectSame, idsOf, numbered, storeCase, successor } from './case.js'

/** @import { SessionStatus } from '../contract.js' */

/** How sessions end: once, for good, alone or all of a subject at once. */
export const endingCases = [
  storeCase('ends an active session and says so', async ({ store, row }) => {
    const added = row({ device: 'phone' })
    await store.insert(added)
    expectSame(await store.end(added, { status: 'ended', reason: 'logout' }), true, 'end')
    expectRow((await store.read(added)).row, { ...added, status: 'ended', reason: 'logout' }, 'after its end')
  }),

  storeCase('ends a session once: the first status and reason stay', async ({ store, row }) => {
    await store.insert(row())
    expectSame(await store.end(row(), { status: 'compromised', reason: 'reuse' }), true, 'the first end')
    expectSame(await store.end(row(), { status: 'ended', reason: 'logout' }), false, 'the second end')
    expectSame(await store.endAll('anna', { reason: 'logout' }), [], 'endAll')
    expectSame(await store.ban('anna', { reason: 'abuse' }), [], 'ban')
    const wanted = row({ status: 'compromised', reason: 'reuse' })
    expectRow((await store.read(row())).row, wanted, 'after four ends')
  }),

  storeCase('lets one of many ends win', async ({ store, peer, row }) => {
    await store.insert(row())
    const attempts = numbered(30, (index) =>
      (index % 2 === 0 ? store : peer).end(row(), { status: 'ended', reason: String(index) }),
    )
    const winners = (await Promise.all(attempts)).flatMap((won, index) => (won ? [String(index)] : []))
    expectSame(winners.length, 1, 'how many ends won')
    expectSame((await store.read(row())).row?.reason, winners[0], 'the reason that was kept')
  }),

  storeCase('ends nothing where there is nothing', async ({ store, row }) => {
    expectSame(await store.end(row(), { status: 'ended', reason: 'logout' }), false, 'end')
    expectSame(await store.endAll('anna', { reason: 'logout' }), [], 'endAll')
    expectSame((await store.read(row())).row, undefined, 'the row')
  }),

  storeCase('ends every session of a subject and none of another', async ({ store, row }) => {
    for (const id of ['a', 'b', 'c', 'd']) await store.insert(row({ id }))
    await store.insert(row({ subject: 'bert', id: 'e' }))
    await store.end(row({ id: 'd' }), { status: 'compromised', reason: 'reuse' })
    const ended = await store.endAll('anna', { reason: 'password changed' })
    expectSame([...ended].sort(), ['a', 'b', 'c'], 'the identifiers')
    for (const id of ['a', 'b', 'c']) {
      const wanted = row({ id, status: 'ended', reason: 'password changed' })
      expectRow((await store.read({ subject: 'anna', id })).row, wanted, 'after endAll')
    }
    expectSame((await store.read(row({ id: 'd' }))).row?.reason, 'reuse', 'the reason of the one before')
    expectSame((await store.read({ subject: 'bert', id: 'e' })).row?.status, 'active', 'the other subject')
    expectSame(await store.endAll('anna', { reason: 'again' }), [], 'endAll again')
  }),

  storeCase('spares the session that endAll excepts, and only that', async ({ store, row }) => {
    for (const id of ['a', 'b', 'c']) await store.insert(row({ id }))
    await store.insert(row({ subject: 'bert', id: 'a' }))
    const ended = await store.endAll('anna', { reason: 'elsewhere', except: 'b' })
    expectSame([...ended].sort(), ['a', 'c'], 'the identifiers')
    expectRow((await store.read(row({ id: 'b' }))).row, row({ id: 'b' }), 'that was excepted')
    expectSame(idsOf(await store.list('anna')), ['b'], 'list')
    const others = await store.endAll('bert', { reason: 'elsewhere', except: 'b' })
    expectSame(others, ['a'], 'the identifiers where nobody is excepted')
  }),

  storeCase('lets a subject begin again after endAll', async ({ store, row }) => {
    await store.insert(row())
    await store.endAll('anna', { reason: 'logout' })
    expectSame(await store.insert(row({ id: 's2' })), true, 'insert')
    expectSame(idsOf(await store.list('anna')), ['s2'], 'list')
  }),

  storeCase('lets no rotation under way revive what was ended', async ({ store, peer, row, now }) => {
    for (let round = 0; round < 5; round += 1) {
      const rows = numbered(3, (index) => row({ subject: `user ${round}`, id: `s${index}` }))
      for (const one of rows) await store.insert(one)
      const rotate = () => rows.map((one) => peer.rotate(successor(one), { deadline: now + 60 }))
      const under = rotate()
      const all = store.endAll(`user ${round}`, { reason: 'all' })
      await Promise.all([...under, all, ...rotate()])
      const statuses = await Promise.all(rows.map(async (one) => (await store.read(one)).row?.status))
      expectSame(statuses, ['ended', 'ended', 'ended'], 'what they are afterwards')
    }
  }),
]

/** What a ban is: the end of every session, and no beginning, until it is lifted. */
export const banCases = [
  storeCase('bans: ends every session and lets none begin', async ({ store, row }) => {
    for (const id of ['a', 'b']) await store.insert(row({ id }))
    await store.insert(row({ subject: 'bert' }))
    expectSame([...(await store.ban('anna', { reason: 'abuse' }))].sort(), ['a', 'b'], 'the identifiers')
    const wanted = row({ id: 'a', status: 'ended', reason: 'abuse' })
    expectRow((await store.read(wanted)).row, wanted, 'after the ban')
    expectSame(await store.insert(row({ id: 'c' })), false, 'insert')
    expectSame((await store.read(row({ id: 'c' }))).row, undefined, 'the row that was refused')
    expectSame(await store.list('anna'), [], 'list')
    expectSame(await store.insert(row({ subject: 'bert', id: 's2' })), true, 'insert for another subject')
  }),

  storeCase('bans a subject that was never seen', async ({ store, row }) => {
    expectSame(await store.ban('anna', { reason: 'abuse' }), [], 'ban')
    expectSame(await store.insert(row()), false, 'insert')
  }),

  storeCase('rotates nothing of a banned subject', async ({ store, row, now }) => {
    await store.insert(row())
    await store.ban('anna', { reason: 'abuse' })
    expectSame(await store.rotate(successor(row()), { deadline: now + 60 }), false, 'rotate')
  }),

  storeCase('lifts a ban once, and brings no session back', async ({ store, row }) => {
    await store.insert(row())
    expectSame(await store.unban('anna'), false, 'unban of who is not banned')
    await store.ban('anna', { reason: 'abuse' })
    expectSame(await store.ban('anna', { reason: 'more abuse' }), [], 'the second ban')
    expectSame(await store.unban('bert'), false, 'unban of another')
    expectSame(await store.insert(row({ id: 's2' })), false, 'insert during the ban')
    expectSame(await store.unban('anna'), true, 'unban')
    expectSame(await store.unban('anna'), false, 'unban again')
    expectSame((await store.read(row())).row?.status, 'ended', 'the session from before the ban')
    expectSame((await store.read(row())).row?.reason, 'abuse', 'its reason')
    expectSame(await store.insert(row({ id: 's2' })), true, 'insert after the ban')
  }),

  storeCase('leaves no session active that was begun while the ban was', async ({ store, peer, row }) => {
    for (let round = 0; round < 5; round += 1) {
      const subject = `user ${round}`
      const insert = (/** @type {number} */ index) =>
        (index % 2 === 0 ? store : peer).insert(row({ subject, id: `s${index}` }))
      const before = numbered(20, insert)
      const ban = store.ban(subject, { reason: 'abuse' })
      const after = numbered(20, (index) => insert(20 + index))
      const ended = await ban
      const inserted = await Promise.all([...before, ...after])
      /** @type {(SessionStatus | undefined)[]} */
      const statuses = []
      for (const index of inserted.keys()) {
        statuses.push((await store.read({ subject, id: `s${index}` })).row?.status)
      }
      expect(!statuses.includes('active'), `no active session after the ban; they are ${statuses.join()}`)
      const added = inserted.flatMap((done, index) => (done ? [`s${index}`] : []))
      expectSame([...ended].sort(), added.sort(), 'what the ban ended: all that was inserted')
      expectSame(await store.list(subject), [], 'list')
      expectSame(await peer.insert(row({ subject, id: 'late' })), false, 'insert after the ban')
    }
  }),

  storeCase(
    'leaves no session active that was rotated while the ban was',
    async ({ store, peer, row, now }) => {
      const rows = numbered(20, (index) => row({ id: `s${index}` }))
      for (const one of rows) await store.insert(one)
      const rotate = (/** @type {typeof rows} */ some) =>
        some.map((one) => peer.rotate(successor(one), { deadline: now + 60 }))
      const before = rotate(rows.slice(0, 10))
      const ban = store.ban('anna', { reason: 'abuse' })
      const after = rotate(rows.slice(10))
      await Promise.all([...before, ban, ...after])
      for (const one of rows) expectSame((await store.read(one)).row?.status, 'ended', 'status')
      expectSame((await ban).length, rows.length, 'how many the ban ended')
    },
  ),
]
