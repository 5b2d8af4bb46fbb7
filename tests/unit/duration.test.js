import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseDuration } from 'holoband'
import { assertRefused } from '../support/refusal.js'
import { nonStrings } from '../support/values.js'

/** @param {unknown} value */
const any = (value) => /** @type {string} */ (value)

describe('parseDuration', () => {
  test('gives the seconds of a whole number with one unit', () => {
    const expected = { '0s': 0, '1s': 1, '90s': 90, '15m': 900, '12h': 43200, '7d': 604800, '2w': 1209600 }
    for (const [text, seconds] of Object.entries(expected)) assert.equal(parseDuration(text), seconds, text)
  })

  test('passes numbers through that are finite and not negative', () => {
    for (const seconds of [0, 0.5, 1, 900, 2 ** 40]) assert.equal(parseDuration(seconds), seconds)
  })

  test('reads a hundred years and no more', () => {
    assert.equal(parseDuration('36525d'), 3155760000)
    for (const text of ['36526d', '3155760001s', '99999999999s', '9999999999w']) {
      assertRefused(() => parseDuration(text), 'ERR_DURATION_INVALID', {}, text)
    }
  })

  test('refuses everything else', () => {
    const texts = [
      '',
      's',
      'm',
      '15',
      '15M',
      '15 m',
      ' 15m',
      '15m ',
      '1.5h',
      '1e3s',
      '+1s',
      '-1s',
      '01s',
      '0x1s',
      '1ms',
      '1y',
    ]
    for (const text of [...texts, '15min', '15m30s', '１５m', '15m\0', '15m\n', 'Infinity', 'NaNs']) {
      assertRefused(() => parseDuration(text), 'ERR_DURATION_INVALID', {}, text)
    }
    for (const number of [-1, -0.001, Number.NaN, Infinity, -Infinity]) {
      assertRefused(() => parseDuration(number), 'ERR_DURATION_INVALID', {}, String(number))
    }
    for (const [name, value] of nonStrings) {
      if (typeof value === 'number') continue
      assertRefused(() => parseDuration(any(value)), 'ERR_DURATION_INVALID', {}, name)
    }
  })
})
