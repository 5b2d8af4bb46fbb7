import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { captionOf } from '../../examples/login-server/public/demo/captions.js'
import { Timeline } from '../../examples/login-server/public/demo/timeline.js'
import { clock, relative, spoken } from '../../examples/login-server/public/lib/time.js'
import { splitToken } from '../../examples/login-server/public/token/parts.js'
import { wordsForClaim } from '../../examples/login-server/public/token/words.js'

/** @import { TraceEvent } from '../../examples/login-server/public/demo/trace.js' */

/**
 * A script of events for the timeline: `id kind [status] [reason]`, one millisecond after the other.
 *
 * @param {...string} lines
 */
function play(...lines) {
  const timeline = new Timeline()
  const chapters = lines.map((line, index) => {
    const [name = '', kind = '', status, reason = ''] = line.split(' ')
    const [tab = '', id = ''] = name.includes('/') ? name.split('/') : ['A', name]
    const path = id.startsWith('r') ? '/auth/refresh' : '/api/me'
    const event = { tab, id, kind, at: 1000 + index, method: 'GET', path, reason }
    const answered = status === undefined ? {} : { status: Number(status) }
    return timeline.take(/** @type {TraceEvent} */ ({ ...event, ...answered }))
  })
  return {
    timeline,
    chapters,
    last: /** @type {import('../../examples/login-server/public/demo/timeline.js').Chapter} */ (
      chapters.at(-1)
    ),
  }
}

describe('the timeline of the page', () => {
  test('keeps the second try of a request in the row of the first', () => {
    const { last } = play(
      '1 called',
      '1 sent',
      '1 answered 401 expired',
      'r sent',
      'r answered 200',
      '1 sent',
      '1 answered 200',
      '1 settled',
    )
    assert.deepEqual(
      last.rows.map(({ id, tries }) => [id, ...tries.map(({ status }) => status)]),
      [
        ['1', 401, 200],
        ['r', 200],
      ],
    )
    assert.ok(last.rows.every(({ to }) => to !== undefined))
  })

  test('ends a chapter when nothing is under way and nothing has happened for a while', () => {
    const { timeline, last } = play('1 called', '1 sent', '1 answered 200')
    timeline.rest(9000)
    assert.ok(last.open, 'the page has not said that the request is done')
    timeline.take({ tab: 'A', id: '1', kind: 'settled', at: 9000, method: 'GET', path: '/api/me' })
    timeline.rest(9100)
    assert.ok(last.open)
    timeline.rest(9700)
    assert.ok(!last.open)
    const next = timeline.take({
      tab: 'A',
      id: '2',
      kind: 'called',
      at: 9800,
      method: 'GET',
      path: '/api/me',
    })
    assert.equal(next.number, last.number + 1)
  })

  test('does not wait for ever for a tab that was closed', () => {
    const { timeline, last } = play('1 called', '1 sent')
    timeline.rest(31_000)
    assert.ok(last.open)
    timeline.rest(32_000)
    assert.ok(!last.open)
  })

  test('takes the same number in another tab for another request', () => {
    const { last } = play('A/1 called', 'B/1 called')
    assert.equal(last.rows.length, 2)
  })
})

describe('the captions of the timeline', () => {
  const expired = (/** @type {string} */ id) => [`${id} called`, `${id} sent`, `${id} answered 401 expired`]
  const retried = (/** @type {string} */ id) => [`${id} sent`, `${id} answered 200`, `${id} settled`]
  const refresh = ['r sent', 'r answered 200']
  /** @param {...string} lines */
  const caption = (...lines) => captionOf(play(...lines).last)

  test('count what was refused, refreshed and sent again, in one tab and in several', () => {
    assert.equal(
      caption(...expired('1'), ...refresh, ...retried('1')),
      '1 request got 401 expired. One refresh was enough; it was sent once more, and answered.',
    )
    assert.equal(
      caption(...expired('A/1'), ...expired('B/1'), ...refresh, ...retried('A/1'), ...retried('B/1')),
      '2 requests in 2 tabs got 401 expired. One refresh was enough; each was sent once more, and all were answered.',
    )
  })

  test('do not call a failure a success', () => {
    const refused = caption(...expired('1'), 'r sent', 'r answered 401 reused', '1 settled')
    assert.equal(
      refused,
      '1 request got 401 expired. The refresh token had been used before: that is a theft, and the server ended the session.',
    )
    const broken = caption(...expired('1'), 'r sent', 'r answered 500', '1 settled')
    assert.match(broken, /answered by 500: no sign-out/)
    assert.match(caption('1 called', '1 sent', '1 failed', '1 settled'), /want of a network/)
    assert.match(caption('1 called', '1 sent', '1 answered 403', '1 settled'), /does not carry the scope/)
    const partly = caption(
      ...expired('1'),
      ...expired('2'),
      ...refresh,
      ...retried('1'),
      '2 sent',
      '2 answered 500',
      '2 settled',
    )
    assert.match(partly, /and 1 of 2 were answered/)
  })

  test('say that a refresh ahead of time spared a failure', () => {
    assert.equal(caption(...refresh), 'The token was renewed, and no request had to fail for it.')
  })
})

describe('the words of the page', () => {
  test('are lengths of time in their two largest units', () => {
    assert.deepEqual([0, 59, 843, 3600, 3601, 90_000, 2_592_000].map(spoken), [
      '0 s',
      '59 s',
      '14 min 3 s',
      '1 h',
      '1 h',
      '1 d 1 h',
      '30 d',
    ])
    assert.deepEqual([-1, 0.2, 60, 899, 3661].map(clock), ['0:00', '0:01', '1:00', '14:59', '1:01:01'])
    assert.deepEqual(
      [relative(100, 40), relative(40, 100), relative(100.4, 100)],
      ['in 1 min', '1 min ago', 'now'],
    )
  })

  test('tell what is over from what is to come', () => {
    assert.equal(wordsForClaim('exp', 943, 100), 'It ends in 14 min 3 s. From then on nobody accepts it.')
    assert.equal(wordsForClaim('exp', 100, 100), 'It ended now. Nobody accepts it any more.')
    assert.equal(wordsForClaim('exp', '100', 100), 'This ought to be a number of seconds.')
    assert.equal(wordsForClaim('toString', 'x', 100), 'A claim of the application’s own.')
  })
})

describe('splitToken', () => {
  test('reads a token, and says of each part that it cannot read why', () => {
    const { header, payload, signature, rest } = splitToken('eyJhbGciOiJub25lIn0.W10.__8.x.y')
    assert.deepEqual(header.members, { alg: 'none' })
    assert.deepEqual([payload.members, payload.problem], [undefined, 'This is JSON, but no object.'])
    assert.deepEqual([...(signature.bytes ?? [])], [255, 255])
    assert.equal(rest, '.x.y')
    assert.equal(splitToken('a b').header.problem, 'This is not base64url.')
    assert.equal(splitToken('AAAA').header.problem, 'This is base64url, but no JSON.')
    assert.equal(splitToken('').payload.problem, 'There is nothing here.')
  })
})
