import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { parseCookies, serializeCookie } from 'holoband/session'

/** @import { CookieParts } from 'holoband/session' */

/** @param {string} header */
const pairs = (header) => Object.fromEntries(parseCookies(header))

/**
 * @param {unknown} cookie what a caller without types may pass
 * @param {string} code
 * @param {string} [option]
 */
function refuses(cookie, code, option) {
  assert.throws(
    () => serializeCookie(/** @type {CookieParts} */ (cookie)),
    (error) => {
      assert.ok(error instanceof HolobandError)
      assert.equal(error.code, code)
      if (option !== undefined) assert.equal(error.option, option)
      return true
    },
  )
}

describe('parseCookies', () => {
  test('reads the pairs of a header in order', () => {
    assert.deepEqual(
      [...parseCookies('b=2; a=1;c=3')],
      [
        ['b', '2'],
        ['a', '1'],
        ['c', '3'],
      ],
    )
  })

  test('takes a request without the header for one without cookies', () => {
    for (const nothing of [undefined, null, '', ';', ' ; ;;']) assert.equal(parseCookies(nothing).size, 0)
  })

  test('keeps equals signs and an empty value', () => {
    assert.deepEqual(pairs('a=b=c==; empty='), { a: 'b=c==', empty: '' })
  })

  test('trims spaces and tabs and nothing else', () => {
    assert.deepEqual(pairs(' \t a \t=\t 1 \t; b= 2 '), { a: '1', b: '2' })
  })

  // "Cookie Chaos": servers that trim Unicode white space read a name which the browser does not know to be __Host-.
  for (const space of [
    '\u00a0',
    '\u0085',
    '\u2000',
    '\u2028',
    '\u3000',
    '\ufeff',
    '\v',
    '\f',
    '\r',
    '\n',
    '\0',
  ]) {
    const shown = `U+${space.charCodeAt(0).toString(16).padStart(4, '0')}`
    test(`does not take ${shown} before, behind or inside a name for white space`, () => {
      assert.deepEqual(pairs(`${space}__Host-access=x`), {})
      assert.deepEqual(pairs(`__Host-access${space}=x`), {})
      assert.deepEqual(pairs(`__Host-access=x${space}; a=1`), { a: '1' })
      assert.deepEqual(pairs(`a=1;${space}__Host-access=x`), { a: '1' })
    })
  }

  test('does not take $Version for the start of the legacy grammar', () => {
    const header = '$Version=1; a="1; __Host-access=evil; b=2"; $Path=/; $Domain=x'
    const read = parseCookies(header)
    assert.equal(read.get('$Version'), '1')
    assert.equal(read.get('a'), undefined)
    assert.equal(read.get('__Host-access'), 'evil')
    assert.equal(read.get('$Path'), '/')
  })

  test('keeps the quotes around a value and unescapes nothing', () => {
    assert.deepEqual(pairs('a="1"; b="\\"; c="\\061"; d="x'), { a: '"1"' })
  })

  test('decodes no percent sign', () => {
    assert.deepEqual(pairs('a=%41%3B; %61=2; __%48ost-access=3'), {
      a: '%41%3B',
      '%61': '2',
      '__%48ost-access': '3',
    })
  })

  test('drops a malformed pair alone', () => {
    const header =
      'a=1; no equals; =nameless; na me=x; v=a b; w=a,b; x=a"b; y=a\\b; z=\u00e9; k\u00e9y=1; b=2'
    assert.deepEqual(pairs(header), { a: '1', b: '2' })
  })

  test('tells names apart by case, as browsers send them', () => {
    assert.deepEqual(pairs('A=1; a=2'), { A: '1', a: '2' })
    assert.equal(parseCookies('A=1; a=2').isRepeated('a'), false)
  })

  test('remembers that a name came twice, wherever and however its second value is written', () => {
    for (const header of ['a=1; b=2; a=3', 'a=1; a=1', 'a=1; \ta =2', 'a=1; a=b"c', 'a=b"c; a=1', 'a=; a=']) {
      const read = parseCookies(header)
      assert.equal(read.isRepeated('a'), true, header)
      assert.equal(read.isRepeated('b'), false, header)
    }
    assert.equal(parseCookies('a=1; b=1').isRepeated('a'), false)
    assert.equal(parseCookies('a=1; a').isRepeated('a'), false)
  })

  test('holds the first of several values', () => {
    assert.equal(parseCookies('a=1; a=2; a=3').get('a'), '1')
  })

  test('is not confused by names that objects have', () => {
    const read = parseCookies('__proto__=evil; constructor=1; toString=2; hasOwnProperty=3')
    assert.equal(read.get('__proto__'), 'evil')
    assert.equal(read.get('constructor'), '1')
    assert.equal(read.get('valueOf'), undefined)
    assert.equal(Object.hasOwn(Object.prototype, 'evil'), false)
  })

  test('reads nothing of a header that is larger than any server takes', () => {
    const fill = 'x'.repeat(65536 - 'a=1; b='.length)
    assert.equal(parseCookies(`a=1; b=${fill}`).size, 2)
    assert.equal(parseCookies(`a=1; b=${fill}x`).size, 0)
  })

  test('takes a value that is no string for the mistake of its caller', () => {
    for (const wrong of [1, {}, [], true, ['a=1']]) {
      assert.throws(() => parseCookies(/** @type {string} */ (/** @type {unknown} */ (wrong))), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      })
    }
  })
})

describe('serializeCookie', () => {
  test('writes each attribute once and in a fixed order', () => {
    assert.equal(serializeCookie({ name: 'a', value: '1' }), 'a=1')
    assert.equal(
      serializeCookie({
        name: 'a',
        value: '1',
        attributes: {
          partitioned: true,
          sameSite: 'None',
          httpOnly: true,
          secure: true,
          path: '/x',
          domain: 'app.example',
          maxAge: 60,
        },
      }),
      'a=1; Max-Age=60; Domain=app.example; Path=/x; Secure; HttpOnly; SameSite=None; Partitioned',
    )
  })

  test('leaves out what is false or undefined', () => {
    const attributes = {
      httpOnly: false,
      secure: false,
      partitioned: false,
      path: undefined,
      maxAge: undefined,
    }
    assert.equal(
      serializeCookie(
        /** @type {CookieParts} */ (/** @type {unknown} */ ({ name: 'a', value: '', attributes })),
      ),
      'a=',
    )
  })

  test('writes what parseCookies reads', () => {
    for (const value of ['', 'a', '"a"', '""', "!#$%&'()*+-./:<=>?@[]^_`{|}~", 'eyJ.eyJ.abc-_']) {
      const name = "!#$%&'*+-.^_`|~aZ09"
      const [pair] = serializeCookie({ name, value, attributes: { secure: true, path: '/' } }).split(';')
      assert.deepEqual([...parseCookies(pair)], [[name, value]])
    }
  })

  test('refuses a name that is no token', () => {
    for (const name of [
      '',
      ' ',
      'a b',
      'a=b',
      'a;b',
      'a,b',
      'a\r\nb',
      'a\0',
      'é',
      '"a"',
      'a\t',
      '(a)',
      'a/b',
      '\u00a0a',
    ]) {
      refuses({ name, value: '1' }, 'ERR_COOKIE_INVALID', 'name')
    }
  })

  test('refuses a value that would end the cookie, the header or the character set', () => {
    for (const value of [
      'a;b',
      'a\r\nSet-Cookie: b=1',
      'a\n',
      'a\0',
      'a b',
      'a,b',
      'a"b',
      '"',
      '"a',
      'a\\b',
      'é',
      '\u2028',
      '\x7f',
    ]) {
      refuses({ name: 'a', value }, 'ERR_COOKIE_INVALID', 'value')
    }
  })

  test('refuses attribute values that a browser would ignore or that would add an attribute', () => {
    for (const path of ['', 'x', 'x/', '/a;b', '/a\r\n', '/é', '/a b', '/\0', 'https://x/']) {
      refuses({ name: 'a', value: '1', attributes: { path } }, 'ERR_COOKIE_INVALID', 'path')
    }
    for (const domain of [
      '',
      '.',
      'a..b',
      '-a.example',
      'a-.example',
      'a b',
      'a;b',
      'a\n',
      'é.example',
      'a.example.',
      'a.example:80',
      '*.a',
      'x'.repeat(64),
      `${'x.'.repeat(127)}xx`,
    ]) {
      refuses({ name: 'a', value: '1', attributes: { domain } }, 'ERR_COOKIE_INVALID', 'domain')
    }
    for (const maxAge of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      refuses({ name: 'a', value: '1', attributes: { maxAge } }, 'ERR_COOKIE_INVALID', 'maxAge')
    }
    for (const sameSite of ['', 'strict ', 'None; Secure', 'Always']) {
      refuses(
        { name: 'a', value: '1', attributes: { sameSite, secure: true } },
        'ERR_COOKIE_INVALID',
        'sameSite',
      )
    }
  })

  test('takes the dot before a domain that browsers ignore', () => {
    assert.equal(
      serializeCookie({ name: 'a', value: '1', attributes: { domain: '.a.example' } }),
      'a=1; Domain=.a.example',
    )
  })

  test('converts no attribute of another type, since the text "false" counts as true', () => {
    const wrong = {
      httpOnly: 'false',
      secure: 1,
      partitioned: 'yes',
      sameSite: true,
      path: 1,
      domain: ['a'],
      maxAge: '60',
    }
    for (const [attribute, value] of Object.entries(wrong)) {
      const cookie = /** @type {CookieParts} */ ({
        name: 'a',
        value: '1',
        attributes: { [attribute]: value },
      })
      assert.throws(
        () => serializeCookie(cookie),
        { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' },
        attribute,
      )
    }
    for (const cookie of [{ name: 1, value: '1' }, { name: 'a', value: 1 }, { name: 'a' }, null, 'a=1', []]) {
      const given = /** @type {CookieParts} */ (/** @type {unknown} */ (cookie))
      assert.throws(() => serializeCookie(given), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
  })

  test('refuses an attribute that is misspelt, instead of leaving HttpOnly out', () => {
    for (const attributes of [
      { httponly: true },
      { HttpOnly: true },
      { expires: 1 },
      JSON.parse('{"__proto__":{}}'),
    ]) {
      refuses({ name: 'a', value: '1', attributes }, 'ERR_OPTION_UNKNOWN')
    }
    refuses({ name: 'a', value: '1', attrs: { httpOnly: true } }, 'ERR_OPTION_UNKNOWN', 'attrs')
  })

  test('holds a name with a prefix to what browsers ask of it, in any case', () => {
    for (const prefix of ['__Host-', '__host-', '__HOST-']) {
      const cookie = { name: `${prefix}a`, value: '1' }
      refuses({ ...cookie, attributes: { path: '/' } }, 'ERR_COOKIE_INVALID', 'secure')
      refuses({ ...cookie, attributes: { secure: true } }, 'ERR_COOKIE_INVALID', 'path')
      refuses({ ...cookie, attributes: { secure: true, path: '/x' } }, 'ERR_COOKIE_INVALID', 'path')
      refuses(
        { ...cookie, attributes: { secure: true, path: '/', domain: 'a.example' } },
        'ERR_COOKIE_INVALID',
        'domain',
      )
      assert.equal(
        serializeCookie({ ...cookie, attributes: { secure: true, path: '/' } }),
        `${prefix}a=1; Path=/; Secure`,
      )
    }
    refuses({ name: '__Secure-a', value: '1' }, 'ERR_COOKIE_INVALID', 'secure')
    refuses({ name: '__sEcure-a', value: '1', attributes: { secure: false } }, 'ERR_COOKIE_INVALID', 'secure')
    const attributes = { secure: true, domain: 'a.example' }
    assert.equal(
      serializeCookie({ name: '__Secure-a', value: '1', attributes }),
      '__Secure-a=1; Domain=a.example; Secure',
    )
  })

  test('takes SameSite in any case, and writes it in one', () => {
    for (const sameSite of /** @type {const} */ (['strict', 'Strict'])) {
      assert.equal(
        serializeCookie({ name: 'a', value: '1', attributes: { sameSite } }),
        'a=1; SameSite=Strict',
      )
    }
  })

  test('refuses SameSite=None and Partitioned without Secure', () => {
    refuses({ name: 'a', value: '1', attributes: { sameSite: 'None' } }, 'ERR_COOKIE_INVALID', 'sameSite')
    refuses({ name: 'a', value: '1', attributes: { sameSite: 'none' } }, 'ERR_COOKIE_INVALID', 'sameSite')
    refuses({ name: 'a', value: '1', attributes: { partitioned: true } }, 'ERR_COOKIE_INVALID', 'partitioned')
    const attributes = { secure: true, partitioned: true }
    assert.equal(serializeCookie({ name: 'a', value: '1', attributes }), 'a=1; Secure; Partitioned')
  })

  test('counts name and value to 4096 bytes as browsers do, without the equals sign and the attributes', () => {
    const attributes = { path: '/', secure: true, maxAge: 604800 }
    const name = '__Host-refresh'
    const fits = 'x'.repeat(4096 - name.length)
    assert.match(serializeCookie({ name, value: fits, attributes }), /; Secure$/)
    refuses({ name, value: `${fits}x`, attributes }, 'ERR_COOKIE_TOO_LARGE')
    refuses({ name: `${name}x`, value: fits, attributes }, 'ERR_COOKIE_TOO_LARGE')
  })

  test('counts an attribute to 1024 bytes, over which browsers ignore it', () => {
    const path = `/${'x'.repeat(1023)}`
    assert.equal(serializeCookie({ name: 'a', value: '1', attributes: { path } }), `a=1; Path=${path}`)
    refuses({ name: 'a', value: '1', attributes: { path: `${path}x` } }, 'ERR_COOKIE_TOO_LARGE', 'path')
  })

  test('never shows the value in an error', () => {
    const value = 'secret-of-the-user\r\n'
    assert.throws(
      () => serializeCookie({ name: 'a', value }),
      (error) => error instanceof Error && !`${error.stack}${JSON.stringify(error)}`.includes('secret-of'),
    )
  })
})
