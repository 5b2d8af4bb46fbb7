import { expectRow, expectSame, idsOf, storeCase, successor } from './case.js'

/** What has been a key, a pattern, a number or a piece of a program to some store. */
const texts = [
  "'",
  '"',
  "'; DROP TABLE holoband_sessions; --",
  '%',
  '_',
  '%s %d %(x)s',
  '{',
  '}',
  '{a}',
  '{}a',
  'a{b}c',
  ':',
  'a:b',
  '::',
  '*',
  '?',
  '[a-z]',
  '\\',
  '\\u0041',
  '$1',
  '$$',
  '/',
  '../..',
  ' ',
  ' anna',
  'anna ',
  'Anna',
  'anna',
  'ANNA',
  'tab\tline\nreturn\r',
  '\u0001\u001F\u007F',
  '0',
  '00',
  '0.0',
  '1',
  '1.0',
  '1e3',
  '1000',
  '-0',
  '9007199254740993',
  'null',
  'undefined',
  'true',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u00E9',
  'e\u0301',
  '\uFEFFanna',
  '\u200B',
  '\u202Eanna',
  '\uFFFF',
  '👩‍👩‍👧‍👦',
  '日本語',
  'İ',
  'ß',
  '\u{10FFFF}',
  'x'.repeat(256),
  '😀'.repeat(128),
]

/** Names that are one and the same to a store that joins their parts. */
const ambiguous = [
  ['a', 'b:c'],
  ['a:b', 'c'],
  ['a', 'b}:c'],
  ['a}', 'b'],
  ['{a', 'b'],
  ['a:', 'b'],
  ['a', ':b'],
  ['a\n', 'b'],
  ['a', '\nb'],
  ['1', '11'],
  ['11', '1'],
  ['a', 'index'],
  ['a:index', 'a'],
  ['a:banned', 'a'],
  ['a', 'banned'],
]

/** Texts come back as they went in, and each is itself alone. */
export const textCases = [
  storeCase(
    'takes any text for a subject, an identifier, a device and a reason',
    async ({ store, row, now }) => {
      for (const text of texts) {
        const added = row({ subject: text, id: text, device: text })
        const shown = `of ${JSON.stringify(text.slice(0, 20))}`
        expectSame(await store.insert(added), true, `insert ${shown}`)
        expectRow((await store.read(added)).row, added, shown)
        const next = successor(added, { device: `${text}!` })
        expectSame(await store.rotate(next, { deadline: now + 60 }), true, `rotate ${shown}`)
        expectSame(await store.end(added, { status: 'ended', reason: text }), true, `end ${shown}`)
        expectRow((await store.read(added)).row, { ...next, status: 'ended', reason: text }, shown)
      }
    },
  ),

  storeCase('takes any text where all sessions of a subject are meant', async ({ store, row }) => {
    for (const subject of texts) await store.insert(row({ subject, id: subject }))
    for (const subject of texts) {
      const shown = `of ${JSON.stringify(subject.slice(0, 20))}`
      expectSame(idsOf(await store.list(subject)), [subject], `list ${shown}`)
      await store.insert(row({ subject, id: 'spared' }))
      expectSame(await store.endAll(subject, { reason: 'r', except: 'spared' }), [subject], `endAll ${shown}`)
      expectSame(await store.ban(subject, { reason: subject }), ['spared'], `ban ${shown}`)
      expectSame((await store.read({ subject, id: 'spared' })).row?.reason, subject, `reason ${shown}`)
      expectSame(await store.insert(row({ subject, id: 'late' })), false, `insert ${shown}`)
    }
    for (const subject of texts) expectSame(await store.unban(subject), true, 'unban')
  }),

  storeCase('excepts any identifier from endAll', async ({ store, row }) => {
    for (const except of texts) {
      await store.insert(row({ id: except }))
      await store.insert(row({ id: `${except}.` }))
      const shown = JSON.stringify(except.slice(0, 20))
      const ended = await store.endAll('anna', { reason: 'r', except })
      expectSame(ended, [`${except}.`], `what is ended but for ${shown}`)
      expectSame(idsOf(await store.list('anna')), [except], `what is listed but for ${shown}`)
      await store.end(row({ id: except }), { status: 'ended', reason: 'r' })
    }
  }),

  storeCase('does not mistake one name for another', async ({ store, row }) => {
    const rows = ambiguous.map(([subject = '', id = ''], index) =>
      row({ subject, id, device: String(index) }),
    )
    for (const one of rows) expectSame(await store.insert(one), true, 'insert')
    for (const one of rows) expectRow((await store.read(one)).row, one, 'among names like it')
    for (const subject of new Set(rows.map((one) => one.subject))) {
      const wanted = idsOf(rows.filter((one) => one.subject === subject)).sort()
      expectSame(idsOf(await store.list(subject)).sort(), wanted, `list of ${JSON.stringify(subject)}`)
    }
    await store.ban('a', { reason: 'abuse' })
    expectSame(await store.insert(row({ subject: 'a:', id: 'late' })), true, 'insert for a name like it')
    expectSame((await store.list('a:b')).length, 1, 'the sessions of a name like it')
  }),

  storeCase('counts under any key, each by itself', async ({ store }) => {
    for (const key of texts) expectSame((await store.hit(key, 60)).hits, 1, 'the first hit')
    for (const key of texts) expectSame((await store.hit(key, 60)).hits, 2, 'the second hit')
    for (const key of texts) await store.forget(key)
    for (const key of texts) expectSame((await store.hit(key, 60)).hits, 1, 'the hit after forget')
  }),
]
