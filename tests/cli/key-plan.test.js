import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  activeKey,
  endedAt,
  examinePublished,
  examineTimes,
  knownAt,
  planRotation,
  publishedAtOnce,
  signsUntil,
} from '../../js/cli/key-plan.js'
import { readState } from '../../js/cli/key-state.js'
import { momentOf, secondsOf } from '../../js/cli/times.js'
import { epoch } from './harness.js'

/** @import { KeyTimes } from '../../js/cli/key-plan.js' */

const policy = { ttl: 900, jwksMaxAge: 600, margin: 60, tolerance: 30 }
const long = -Infinity

/** A rotation that began at the epoch and was planned well. @type {KeyTimes} */
const old = { kid: 'old', publishedAt: long, activatedAt: long, retiredAt: epoch + 660 + 930 }
/** @type {KeyTimes} */
const next = { kid: 'new', publishedAt: epoch, activatedAt: epoch + 660 }

/** @param {readonly { code: string, kid?: string }[]} findings */
const codes = (findings) => findings.map(({ code, kid }) => (kid === undefined ? code : `${code} ${kid}`))

/**
 * @param {readonly KeyTimes[]} keys
 * @param {number} [now]
 */
const times = (keys, now = epoch) => codes(examineTimes(keys, policy, now))

/**
 * @param {readonly KeyTimes[]} keys
 * @param {readonly string[]} kids
 * @param {number} now
 */
const published = (keys, kids, now) => codes(examinePublished(keys, policy, new Set(kids), now))

describe('planRotation', () => {
  test('activates after the caches and the margin, and retires after the last token', () => {
    assert.deepEqual(planRotation(epoch, policy), {
      publishAt: epoch,
      activateAt: epoch + 600 + 60,
      retireAt: epoch + 600 + 60 + 900 + 30,
    })
  })

  test('gives whole seconds, and never an earlier one', () => {
    const fractions = { ttl: 900.2, jwksMaxAge: 600.5, margin: 60, tolerance: 0.1 }
    assert.deepEqual(planRotation(epoch + 0.001, fractions), {
      publishAt: epoch + 1,
      activateAt: epoch + 1 + 661,
      retireAt: epoch + 1 + 661 + 901,
    })
  })

  test('gives times in which it finds nothing itself, whatever the policy', () => {
    for (const ttl of [0, 1, 900, 604_800.5]) {
      for (const jwksMaxAge of [0, 0.5, 600]) {
        for (const tolerance of [0, 30]) {
          const other = { ttl, jwksMaxAge, margin: 0.25, tolerance }
          const { publishAt, activateAt, retireAt } = planRotation(epoch, other)
          const keys = [
            { ...old, retiredAt: retireAt },
            { kid: 'new', publishedAt: publishAt, activatedAt: activateAt },
          ]
          assert.deepEqual(examineTimes(keys, other, epoch), [])
          const early = [{ ...old, retiredAt: retireAt - 1 }, keys[1] ?? next]
          assert.equal(examineTimes(early, other, epoch).length, 1)
        }
      }
    }
  })
})

describe('knownAt and endedAt', () => {
  test('count to the second', () => {
    assert.equal(knownAt(epoch, policy), epoch + 660)
    assert.equal(endedAt(epoch, policy), epoch + 930)
  })

  test('leave what was long ago long ago', () => {
    assert.equal(knownAt(long, policy), long)
    assert.equal(endedAt(long, policy), long)
  })
})

describe('publishedAtOnce', () => {
  // One rotation takes 660 + 930 = 1590 seconds with this policy.
  for (const [rotateEvery, count] of /** @type {const} */ ([
    [7_776_000, 2],
    [1591, 2],
    [1590, 2],
    [1589, 3],
    [795, 3],
    [794, 4],
    [600, 4],
  ])) {
    test(`is ${count} where keys rotate every ${rotateEvery} seconds`, () => {
      assert.equal(publishedAtOnce(rotateEvery, policy), count)
    })
  }
})

describe('the key that signs', () => {
  test('is the one that was activated last, from that second on', () => {
    assert.equal(activeKey([next, old], epoch + 659)?.kid, 'old')
    assert.equal(activeKey([next, old], epoch + 660)?.kid, 'new')
    assert.equal(activeKey([], epoch), undefined)
    assert.equal(activeKey([{ kid: 'a', publishedAt: long }], epoch), undefined)
  })

  test('signs until the next one does', () => {
    assert.equal(signsUntil(old, [next, old]), epoch + 660)
    assert.equal(signsUntil(next, [next, old]), Infinity)
    assert.equal(signsUntil({ kid: 'a' }, [old]), undefined)
  })

  test('is the later in the list where two begin at once', () => {
    const twin = { kid: 'twin', publishedAt: long, activatedAt: long }
    assert.equal(activeKey([old, twin], epoch)?.kid, 'twin')
    assert.equal(activeKey([twin, old], epoch)?.kid, 'old')
  })
})

describe('examineTimes', () => {
  test('finds nothing in a good plan, at any time', () => {
    for (const now of [0, epoch - 1, epoch, epoch + 660, epoch + 1590, epoch + 1e9]) {
      assert.deepEqual(times([old, next], now), [])
    }
  })

  test('finds a key that signs a second before every cache knows it', () => {
    const early = { ...next, activatedAt: epoch + 659 }
    assert.deepEqual(times([old, early]), ['ERR_KEYS_ACTIVE_TOO_EARLY new'])
    const [finding] = examineTimes([old, early], policy, epoch)
    assert.match(String(finding?.message), /Activate it at 2026-01-01T00:11:00Z or later\./)
  })

  test('forgets that as soon as every cache knows it', () => {
    const early = { ...next, activatedAt: epoch + 1 }
    assert.deepEqual(times([old, early], epoch + 659), ['ERR_KEYS_ACTIVE_TOO_EARLY new'])
    assert.deepEqual(times([old, early], epoch + 660), [])
  })

  test('finds a key that signs and is never published', () => {
    assert.deepEqual(times([old, { kid: 'new', activatedAt: epoch + 660 }]), [
      'ERR_KEYS_ACTIVE_UNPUBLISHED new',
    ])
  })

  test('finds a key that is retired a second before its last token has ended', () => {
    const early = { ...old, retiredAt: epoch + 1589 }
    assert.deepEqual(times([early, next]), ['ERR_KEYS_RETIRED_TOO_EARLY old'])
    const [finding] = examineTimes([early, next], policy, epoch)
    assert.match(String(finding?.message), /until 2026-01-01T00:26:30Z\./)
    assert.deepEqual(times([early, next], epoch + 1589), ['ERR_KEYS_RETIRED_TOO_EARLY old'])
    assert.deepEqual(times([early, next], epoch + 1590), [])
  })

  test('finds a key that is retired without a successor', () => {
    const [finding, ...rest] = examineTimes([old], policy, epoch)
    assert.deepEqual(rest, [])
    assert.equal(finding?.code, 'ERR_KEYS_RETIRED_TOO_EARLY')
    assert.match(finding?.message ?? '', /no other takes over/)
  })

  test('lets a key that never signed be retired at any time', () => {
    assert.deepEqual(
      times([
        { kid: 'old', publishedAt: long, activatedAt: long },
        { kid: 'spare', publishedAt: epoch, retiredAt: epoch + 1 },
      ]),
      [],
    )
  })

  test('finds that no key signs', () => {
    assert.deepEqual(times([]), ['ERR_KEYS_NONE_ACTIVE'])
    assert.deepEqual(times([next], epoch + 659), ['ERR_KEYS_NONE_ACTIVE'])
    assert.deepEqual(times([next], epoch + 660), [])
  })

  test('counts from activation to activation over several rotations', () => {
    const third = { kid: 'third', publishedAt: epoch + 10_000, activatedAt: epoch + 10_660 }
    const retired = { ...next, retiredAt: epoch + 10_660 + 930 }
    assert.deepEqual(times([third, retired, old]), [])
    assert.deepEqual(times([third, { ...retired, retiredAt: retired.retiredAt - 1 }, old]), [
      'ERR_KEYS_RETIRED_TOO_EARLY new',
    ])
  })
})

describe('examinePublished', () => {
  test('finds nothing while the set follows the plan', () => {
    assert.deepEqual(published([old, next], ['old'], epoch - 1), [])
    assert.deepEqual(published([old, next], ['old', 'new'], epoch), [])
    assert.deepEqual(published([old, next], ['old', 'new'], epoch + 1589), [])
    assert.deepEqual(published([old, next], ['new'], epoch + 1590), [])
  })

  test('finds the active key missing', () => {
    assert.deepEqual(published([old, next], ['new'], epoch), ['ERR_KEYS_ACTIVE_MISSING old'])
    assert.deepEqual(published([old, next], ['old'], epoch + 660), ['ERR_KEYS_ACTIVE_MISSING new'])
  })

  test('finds a key that was to be published and is not', () => {
    assert.deepEqual(published([old, next], ['old'], epoch), ['ERR_KEYS_NOT_PUBLISHED new'])
    assert.deepEqual(published([old, next], ['old'], epoch + 659), ['ERR_KEYS_NOT_PUBLISHED new'])
  })

  test('finds a key that was removed while tokens signed with it live', () => {
    assert.deepEqual(published([old, next], ['new'], epoch + 1589), ['ERR_KEYS_RETIRED_TOO_EARLY old'])
  })

  test('finds a key that was to be retired and is still published', () => {
    assert.deepEqual(published([old, next], ['old', 'new'], epoch + 1590), ['ERR_KEYS_NOT_RETIRED old'])
  })

  test('finds a key that nobody planned', () => {
    assert.deepEqual(published([old, next], ['old', 'x'], epoch - 1), ['ERR_KEYS_UNPLANNED x'])
  })
})

describe('a moment', () => {
  for (const [text, seconds] of /** @type {const} */ ([
    ['0', 0],
    ['1767225600', epoch],
    ['1767225600.5', epoch + 0.5],
    ['2026-01-01T00:00:00Z', epoch],
    ['2026-01-01T00:00:00.250Z', epoch + 0.25],
    ['2026-01-01T02:00:00+02:00', epoch],
    ['2028-02-29T00:00:00Z', 1835395200],
  ])) {
    test(`is read from ${text}`, () => {
      assert.equal(secondsOf(text), seconds)
    })
  }

  for (const text of [
    '',
    'now',
    '-1',
    '1767225600000',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+25:00',
    '1969-12-31T23:59:59Z',
  ]) {
    test(`is not read from ${JSON.stringify(text)}`, () => {
      assert.equal(secondsOf(text), undefined)
    })
  }

  test('is written to the second, rounded up, and read back', () => {
    assert.equal(momentOf(epoch), '2026-01-01T00:00:00Z')
    assert.equal(momentOf(epoch + 0.1), '2026-01-01T00:00:01Z')
    assert.equal(secondsOf(momentOf(253_402_300_799)), 253_402_300_799)
    assert.equal(momentOf(253_402_300_800), '253402300800')
  })
})

describe('readState', () => {
  test('reads durations and times in both of their forms, and null as long ago', () => {
    const text = JSON.stringify({
      ttl: '15m',
      jwksMaxAge: 600,
      jwks: 'published.jwks',
      keys: [
        { kid: 'a', publishedAt: null, activatedAt: null, retiredAt: epoch },
        { kid: 'b', publishedAt: '2026-01-01T00:00:00Z' },
      ],
    })
    assert.deepEqual(readState(text), {
      policy: { ttl: 900, jwksMaxAge: 600 },
      jwks: 'published.jwks',
      keys: [
        { kid: 'a', publishedAt: long, activatedAt: long, retiredAt: epoch },
        { kid: 'b', publishedAt: epoch },
      ],
    })
  })

  for (const [what, text, code] of /** @type {const} */ ([
    ['no JSON', 'hunter2', 'ERR_JSON_SYNTAX'],
    ['no object', '[]', 'ERR_JSON_NOT_OBJECT'],
    ['a member twice', '{"keys":[],"keys":[]}', 'ERR_JSON_DUPLICATE_MEMBER'],
    ['a member that it does not know', '{"hunter2":1,"keys":[]}', 'ERR_OPTION_UNKNOWN'],
    ['a misspelt member of a key', '{"keys":[{"kid":"a","retired":1}]}', 'ERR_OPTION_UNKNOWN'],
    ['no keys', '{}', 'ERR_CLI_INPUT'],
    ['keys that are no list', '{"keys":{}}', 'ERR_CLI_INPUT'],
    ['a key that is no object', '{"keys":["hunter2"]}', 'ERR_CLI_INPUT'],
    ['a key without a name', '{"keys":[{}]}', 'ERR_CLI_INPUT'],
    ['a key with an empty name', '{"keys":[{"kid":""}]}', 'ERR_CLI_INPUT'],
    ['two keys of one name', '{"keys":[{"kid":"a"},{"kid":"a"}]}', 'ERR_CLI_INPUT'],
    ['a time that is none', '{"keys":[{"kid":"a","activatedAt":"hunter2"}]}', 'ERR_CLI_INPUT'],
    ['a time before 1970', '{"keys":[{"kid":"a","activatedAt":-1}]}', 'ERR_CLI_INPUT'],
    ['a time of another type', '{"keys":[{"kid":"a","activatedAt":true}]}', 'ERR_CLI_INPUT'],
    ['a key that was retired long ago', '{"keys":[{"kid":"a","retiredAt":null}]}', 'ERR_CLI_INPUT'],
    ['a duration that is none', '{"ttl":"hunter2","keys":[]}', 'ERR_CLI_INPUT'],
    ['a duration of another type', '{"margin":[],"keys":[]}', 'ERR_CLI_INPUT'],
    ['a place of another type', '{"jwks":1,"keys":[]}', 'ERR_CLI_INPUT'],
  ])) {
    test(`refuses ${what}, and does not show it`, () => {
      assert.throws(
        () => readState(text),
        (/** @type {Error & { code: string }} */ error) => {
          assert.equal(error.code, code)
          assert.doesNotMatch(error.message, /hunter2/)
          return true
        },
      )
    })
  }
})
