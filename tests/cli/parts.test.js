import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseArguments } from '../../js/cli/arguments.js'
import { printableJson, printableText } from '../../js/cli/escape.js'
import { given } from '../../js/cli/given.js'
import { wrap } from '../../js/cli/help.js'
import { withoutNewline } from '../../js/cli/input.js'
import { editDistance, nearest } from '../../js/cli/suggest.js'
import { timesOf } from '../../js/cli/times.js'

describe('editDistance', () => {
  for (const [from, to, distance] of /** @type {const} */ ([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['verify', 'verify', 0],
    ['vrify', 'verify', 1],
    ['verrify', 'verify', 1],
    ['verofy', 'verify', 1],
    ['verfiy', 'verify', 1],
    ['evrify', 'verify', 1],
    ['kitten', 'sitting', 3],
  ])) {
    test(`from ${JSON.stringify(from)} to ${JSON.stringify(to)} is ${distance}, both ways`, () => {
      assert.equal(editDistance(from, to), distance)
      assert.equal(editDistance(to, from), distance)
    })
  }
})

describe('nearest', () => {
  const names = ['alg', 'aud', 'iss', 'typ', 'tolerance', 'token-file']

  test('finds a name by its beginning', () => {
    assert.equal(nearest('tok', names), 'token-file')
    assert.equal(nearest('tolerance', names), 'tolerance')
  })

  test('takes one slip in a short name and two in a long one', () => {
    assert.equal(nearest('alh', names), 'alg')
    assert.equal(nearest('axx', names), undefined)
    assert.equal(nearest('tollerence', names), 'tolerance')
    assert.equal(nearest('tollllerence', names), undefined)
  })

  test('takes the nearest, and the first of two as near', () => {
    assert.equal(nearest('aug', ['alg', 'aud']), 'alg')
    assert.equal(nearest('aaaab', ['aabbb', 'aaabb']), 'aaabb')
  })

  test('does not guess from one or two letters, or from a text', () => {
    assert.equal(nearest('a', names), undefined)
    assert.equal(nearest('al', names), undefined)
    assert.equal(nearest('a'.repeat(5000), names), undefined)
  })
})

describe('parseArguments', () => {
  const options = /** @type {const} */ ({
    json: { type: 'boolean', short: 'j', text: '' },
    iss: { type: 'string', text: '' },
    aud: { type: 'string', multiple: true, text: '' },
  })

  test('tells options, their values and arguments apart', () => {
    const args = parseArguments(['a', '--iss=x', '--aud', 'y', '-j', '--aud', '-', '--', '--iss'], options)
    assert.equal(args.text('iss'), 'x')
    assert.deepEqual(args.list('aud'), ['y', '-'])
    assert.equal(args.has('json'), true)
    assert.deepEqual(args.positionals, ['a', '--iss'])
  })

  test('has nothing for what is not given', () => {
    const args = parseArguments([], options)
    assert.equal(args.text('iss'), undefined)
    assert.deepEqual(args.list('aud'), [])
    assert.equal(args.has('json'), false)
    assert.deepEqual(args.positionals, [])
  })

  test('takes a value that begins with a dash after an equals sign only', () => {
    assert.equal(parseArguments(['--iss=-x'], options).text('iss'), '-x')
    assert.throws(() => parseArguments(['--iss', '-x'], options), { code: 'ERR_OPTION_MISSING' })
  })

  test('keeps an equals sign in a value', () => {
    assert.equal(parseArguments(['--iss=a=b'], options).text('iss'), 'a=b')
  })
})

describe('printableJson', () => {
  test('is the same value, whatever characters are in it', () => {
    const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
    assert.equal(JSON.parse(printableJson(every)), every)
    assert.deepEqual(JSON.parse(printableJson({ [every]: [every, 1, null] }, 2)), {
      [every]: [every, 1, null],
    })
  })

  test('leaves no control character in it but the line feeds between its lines', () => {
    const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
    assert.doesNotMatch(printableJson(every), /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u)
    assert.equal(printableJson({ a: 1 }, 2), '{\n  "a": 1\n}')
  })
})

describe('printableText', () => {
  test('escapes what moves a cursor and keeps what people write', () => {
    assert.equal(printableText('a\u001B[1mb\tc\r\nd'), 'a\\u001b[1mb\\u0009c\\u000d\nd')
    assert.equal(printableText('Zoë – 🦉 ✓'), 'Zoë – 🦉 ✓')
  })
})

describe('withoutNewline', () => {
  for (const [text, rest] of /** @type {const} */ ([
    ['a', 'a'],
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['a \n', 'a '],
    ['a\r', 'a\r'],
    ['\n', ''],
    ['', ''],
  ])) {
    test(`makes ${JSON.stringify(text)} ${JSON.stringify(rest)}`, () => {
      assert.equal(withoutNewline(text), rest)
    })
  }
})

describe('wrap', () => {
  test('breaks at spaces and loses no word', () => {
    assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four'])
    assert.deepEqual(wrap('one two', 7), ['one two'])
  })

  test('leaves a word that is too long alone', () => {
    assert.deepEqual(wrap('a incomprehensible b', 5), ['a', 'incomprehensible', 'b'])
  })
})

describe('timesOf', () => {
  test('writes the times in the order in which a token lives through them', () => {
    assert.deepEqual(timesOf({ exp: 2, nbf: 1, iat: 0 }), [
      '  iat  1970-01-01T00:00:00.000Z',
      '  nbf  1970-01-01T00:00:01.000Z',
      '  exp  1970-01-01T00:00:02.000Z',
    ])
  })

  test('leaves out what is no time', () => {
    assert.deepEqual(timesOf({ exp: '2', nbf: 1e300, iat: null }), [])
  })
})

describe('given', () => {
  test('leaves out what is undefined, and keeps null and false', () => {
    assert.deepEqual(given({ a: undefined, b: null, c: false, d: 0 }), { b: null, c: false, d: 0 })
    assert.equal('a' in given({ a: undefined }), false)
  })
})
