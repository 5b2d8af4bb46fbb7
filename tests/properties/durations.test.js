// Durations: one spelling, one meaning, and nothing else is one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createVerifier, decodeUnverified, parseDuration } from 'holoband'
import { issuerFor, keyFor, now } from '../support/setting.js'
import { attempt, holds, text } from './support.js'

const seconds = Object.freeze({ s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 })
const century = 36_525 * 86_400
const units = /** @type {(keyof typeof seconds)[]} */ (Object.keys(seconds))

const refused = { code: 'ERR_DURATION_INVALID' }
const unit = fc.constantFrom(...units)

/** A duration as it may be written, near the limits too. */
const spelled = unit.chain((name) => {
  const most = Math.floor(century / seconds[name])
  const number = fc.oneof(fc.nat({ max: most }), fc.nat({ max: 3 }), fc.constantFrom(most, most - 1))
  return fc.tuple(number, fc.constant(name))
})

/** What comes near to a duration: its characters in any order, and those that look like them. */
const similar = fc.string({
  unit: fc.constantFrom(...'0123456789smhdwSMHDWy+-. e\n\t\0１٣ｓ'),
  maxLength: 12,
})

/** A duration into which something has come. */
const bent = fc.tuple(spelled, similar, fc.nat({ max: 11 })).map(([[number, name], more, at]) => {
  const whole = `${number}${name}`
  const place = at % (whole.length + 1)
  return whole.slice(0, place) + more.slice(0, 1) + whole.slice(place)
})

/**
 * The definition once more: a whole number in its one spelling, then one unit.
 *
 * @param {string} text
 */
function expected(text) {
  const match = /^(0|[1-9][0-9]*)([smhdw])$/.exec(text)
  const value = match === null ? Infinity : Number(match[1]) * seconds[/** @type {'s'} */ (match[2])]
  return value <= century ? { value } : refused
}

test('a whole number with a unit is as many seconds as it says', () =>
  holds(
    fc.property(spelled, ([number, name]) => {
      assert.equal(parseDuration(`${number}${name}`), number * seconds[name])
    }),
    1000,
  ))

test('what is longer is more, whatever the units', () =>
  holds(
    fc.property(spelled, spelled, ([a, first], [b, second]) => {
      const order = Math.sign(a * seconds[first] - b * seconds[second])
      assert.equal(Math.sign(parseDuration(`${a}${first}`) - parseDuration(`${b}${second}`)), order)
    }),
    1000,
  ))

test('of any text it is known whether it is a duration, and which', () =>
  holds(
    fc.property(fc.oneof(bent, bent, similar, text()), (given) => {
      assert.deepEqual(
        attempt(() => parseDuration(given)),
        expected(given),
      )
    }),
    3000,
  ))

test('a number is a duration where it is finite and not negative, and nothing else is one', () =>
  holds(
    fc.property(fc.oneof(fc.double(), fc.anything({ withBigInt: true, withDate: true })), (value) => {
      fc.pre(typeof value !== 'string')
      const isDuration = typeof value === 'number' && Number.isFinite(value) && value >= 0
      assert.deepEqual(
        attempt(() => parseDuration(/** @type {number} */ (value))),
        isDuration ? { value } : refused,
      )
    }),
    2000,
  ))

test('a duration means the same as a lifetime and as a tolerance, as text and as a number', () =>
  holds(
    fc.property(spelled, fc.boolean(), ([number, name], asText) => {
      const length = number * seconds[name]
      const duration = asText ? `${number}${name}` : length
      const token = issuerFor({ ttl: duration }).issue({})
      const { exp } = decodeUnverified(token).unverifiedClaims
      assert.equal(exp, now + length)
      const until = (/** @type {number} */ moment) =>
        createVerifier({
          ...{ keys: keyFor(), algorithms: ['HS256'], issuer: null, audience: null },
          ...{ tolerance: duration, now: () => moment },
        }).check(token).ok
      assert.equal(until(now + 2 * length - 1), true)
      assert.equal(until(now + 2 * length), false)
    }),
    150,
  ))
