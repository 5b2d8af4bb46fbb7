import { expect, expectSame, numbered, storeCase } from './case.js'

/** How attempts are counted: each once, in a window that begins with the first. */
export const counterCases = [
  storeCase('counts hits of a key from one on', async ({ store, peer }) => {
    for (let hits = 1; hits <= 5; hits += 1) {
      const counted = await (hits % 2 === 0 ? store : peer).hit('login:anna', 60)
      expectSame(counted.hits, hits, 'hits')
      expect(counted.resetsIn > 0 && counted.resetsIn <= 60, `resetsIn in 0…60; it is ${counted.resetsIn}`)
    }
    expectSame((await store.hit('login:bert', 60)).hits, 1, 'hits of another key')
    expectSame((await store.hit('login:anna', 60)).hits, 6, 'hits of the first key')
  }),

  storeCase('counts every one of many hits at once', async ({ store, peer }) => {
    const counted = await Promise.all(
      numbered(60, (index) => (index % 2 === 0 ? store : peer).hit('burst', 60)),
    )
    const hits = counted.map((one) => one.hits).sort((a, b) => a - b)
    expectSame(
      hits,
      numbered(60, (index) => index + 1),
      'the hits',
    )
  }),

  storeCase('does not move the window when a later hit asks for another', async ({ store }) => {
    await store.hit('key', 60)
    const { hits, resetsIn } = await store.hit('key', 6000)
    expectSame(hits, 2, 'hits')
    expect(resetsIn <= 60, `the first window of 60 s to stay; it resets in ${resetsIn} s`)
  }),

  storeCase('begins a new window when the first is over, however many hits came', async ({ store, pass }) => {
    let last = await store.hit('key', 1)
    expectSame(last.hits, 1, 'the first hit')
    for (let attempt = 0; attempt < 30; attempt += 1) {
      await pass(0.1)
      const next = await store.hit('key', 1)
      if (next.hits === 1) {
        expect(next.resetsIn > 0.5, `a whole new window; it resets in ${next.resetsIn} s`)
        return
      }
      expectSame(next.hits, last.hits + 1, 'hits')
      expect(next.resetsIn <= last.resetsIn, 'a window that only becomes shorter')
      last = next
    }
    throw new Error('expected the count to begin anew; a window of 1 s has not ended after 3 s of hits')
  }),

  storeCase('forgets the count of a key, and only that', async ({ store, peer }) => {
    for (const key of ['a', 'a', 'a', 'b']) await store.hit(key, 60)
    await store.forget('a')
    expectSame((await peer.hit('a', 60)).hits, 1, 'hits of the key that was forgotten')
    expectSame((await peer.hit('b', 60)).hits, 2, 'hits of the other key')
    await store.forget('never seen')
    expectSame(
      (await store.hit('never seen', 60)).hits,
      1,
      'hits of a key that was forgotten before it was hit',
    )
  }),

  storeCase('keeps counters apart from sessions and bans', async ({ store, row }) => {
    await store.insert(row({ id: 'anna' }))
    await store.ban('bert', { reason: 'abuse' })
    expectSame((await store.hit('anna', 60)).hits, 1, 'hits of a key that is a subject')
    expectSame((await store.hit('bert', 60)).hits, 1, 'hits of a key that is banned')
    await store.forget('anna')
    await store.forget('bert')
    expectSame((await store.list('anna')).length, 1, 'how many sessions there are')
    expectSame(await store.insert(row({ subject: 'bert' })), false, 'insert during the ban')
    await store.hit('anna', 60)
    await store.endAll('anna', { reason: 'logout' })
    await store.purge()
    expectSame((await store.hit('anna', 60)).hits, 2, 'hits after endAll and purge')
  }),
]
