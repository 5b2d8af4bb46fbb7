// Cookies: what is written is read back, and no header, however hostile, makes one cookie pass for another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCookiePolicy, parseCookies, serializeCookie } from 'holoband/session'
import { attempt, codeOf, holds, text } from './support.js'

const visible = Array.from({ length: 0x7e - 0x21 + 1 }, (_, index) => String.fromCharCode(0x21 + index))
const tokenCharacters = visible.filter((each) => !'"(),/:;<=>?@[\\]{}'.includes(each))
const octets = visible.filter((each) => !'",;\\'.includes(each))

const name = fc.string({ unit: fc.constantFrom(...tokenCharacters), minLength: 1, maxLength: 12 })
const bare = fc.string({ unit: fc.constantFrom(...octets), maxLength: 40 })
const value = fc.oneof(
  bare,
  bare.map((each) => `"${each}"`),
)
const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 2 })

/** What may stand in a header: the names of the session, what looks like them, and what takes headers apart. */
const hostile = fc.oneof(
  fc.constantFrom('__Host-access', '__host-access', '__Host-access\u200b', '"__Host-access"', '__Host-acces'),
  fc.constantFrom(
    '%5f_Host-access',
    '\u00a0',
    '\ufeff',
    '\u2028',
    '\u0000',
    '\r\n',
    '\u00ff',
    '\ud800',
    '$Path',
  ),
  fc.constantFrom(...' \t;;;===,"\\'),
  name,
  value,
  text({ maxLength: 3 }),
)
/** Pairs of few names, so that names come again, with values of both kinds. */
const pair = fc
  .tuple(
    fc.constantFrom('__Host-access', '__Host-refresh', 'a', ' a'),
    fc.constantFrom('=', '=', '', ' ='),
    hostile,
  )
  .map((parts) => parts.join(''))
const header = fc.oneof(
  fc.array(hostile, { maxLength: 30 }).map((parts) => parts.join('')),
  fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.join(';')),
)

/**
 * The definition once more, from the pairs that the semicolons leave: the values under each name, undefined where one is
 * no cookie value.
 *
 * @param {string} text
 */
function expected(text) {
  /** @type {Map<string, (string | undefined)[]>} */
  const values = new Map()
  for (const pair of text.split(';')) {
    const match = /^[ \t]*([^= \t][^=]*?)[ \t]*=[ \t]*(.*?)[ \t]*$/s.exec(pair)
    if (match === null || ![...String(match[1])].every((each) => tokenCharacters.includes(each))) continue
    const inner = /^"(.*)"$/s.exec(String(match[2]))?.[1] ?? String(match[2])
    const good = [...inner].every((each) => octets.includes(each))
    const list = values.get(String(match[1])) ?? []
    values.set(String(match[1]), [...list, good ? match[2] : undefined])
  }
  return values
}

test('cookies that a browser sends back are the ones that were set, whatever is around them', () =>
  holds(
    fc.property(
      fc.uniqueArray(fc.record({ name, value, before: space, after: space }), {
        selector: (each) => each.name,
      }),
      (cookies) => {
        // A browser keeps what stands before the first semicolon.
        const kept = cookies.map((each) =>
          serializeCookie({ name: each.name, value: each.value }).split(';').at(0),
        )
        const sent = cookies.map(({ before, after }, index) => before + kept[index] + after).join(';')
        const parsed = parseCookies(sent)
        assert.deepEqual(
          [...parsed],
          cookies.map((each) => [each.name, each.value]),
        )
        for (const each of cookies) assert.equal(parsed.isRepeated(each.name), false)
      },
    ),
    800,
  ))

test('of any header it is known which cookies are in it, and which of them came twice', () =>
  holds(
    fc.property(fc.oneof(header, text()), (sent) => {
      const parsed = parseCookies(sent)
      const pairs = expected(sent)
      for (const [each, values] of pairs) {
        assert.equal(
          parsed.get(each),
          values.find((known) => known !== undefined),
          each,
        )
        assert.equal(parsed.isRepeated(each), values.length > 1, each)
      }
      for (const [each, read] of parsed) {
        assert.ok(pairs.has(each), 'no name is made of another one')
        assert.match(each + read, /^[\x21-\x7e]+$/, 'nothing but visible ASCII')
      }
    }),
    3000,
  ))

test('a session is read from two cookies of its own names, each there once, or not at all', () => {
  const policy = createCookiePolicy()
  const good = fc.constantFrom('__Host-access=a.b.c', ' __Host-refresh=d.e.f', 'theme=dark')
  return holds(
    fc.property(fc.array(fc.oneof(good, header), { maxLength: 6 }), (parts) => {
      const sent = parts.join(';').replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
      // Headers take off what is around a value, and only that (RFC 9110 section 5.5).
      const pairs = expected(sent.replace(/^[\t ]+|[\t ]+$/g, ''))
      const of = (/** @type {string} */ each) => pairs.get(each) ?? []
      const repeated = of('__Host-access').length > 1 || of('__Host-refresh').length > 1
      const [access, refresh] = [of('__Host-access')[0], of('__Host-refresh')[0]]
      assert.deepEqual(
        policy.read(new Headers({ cookie: sent })),
        repeated ? { access: undefined, refresh: undefined, repeated } : { access, refresh, repeated },
      )
    }),
    1500,
  )
})

test('a session that was set is read back, and is gone when it was cleared', () =>
  holds(
    fc.property(
      fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
      fc.record({ accessToken: bare, refreshToken: bare, maxAge: fc.nat() }),
      fc.constantFrom('Strict', 'Lax', 'None'),
      ([first, second], tokens, sameSite) => {
        const names = { accessName: `__Host-${first}`, refreshName: `__Host-${second}` }
        const policy = createCookiePolicy({ ...names, sameSite: /** @type {'Lax'} */ (sameSite) })
        const cookie = policy
          .set(tokens)
          .map((each) => each.split(';').at(0))
          .join('; ')
        const { access, refresh } = policy.read(new Headers({ cookie }))
        assert.deepEqual([access, refresh], [tokens.accessToken, tokens.refreshToken])
        for (const each of policy.clear())
          assert.match(each, /^__Host-[^=]+=; Max-Age=0; Path=\/; Secure; HttpOnly;/)
      },
    ),
    400,
  ))

/** Mostly attributes that a cookie can have, now and then one that it cannot. */
const attributesOfAnyKind = fc.record(
  {
    httpOnly: fc.boolean(),
    secure: fc.boolean(),
    sameSite: fc.constantFrom('Strict', 'lax', 'NONE', 'none', 'Strict; Domain=b', ''),
    path: fc.oneof(
      fc.constantFrom('/', '/', '/a', '/a b', '/;', '/\r\nSet-Cookie: a=b'),
      fc.webPath(),
      text(),
    ),
    domain: fc.oneof(fc.constantFrom('.a.b', 'a..b', 'a;b', '-a'), fc.domain(), fc.domain(), text()),
    maxAge: fc.oneof(fc.nat(), fc.nat(), fc.double()),
    partitioned: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('a cookie is written as it was meant, or refused: no text makes another attribute or another header', () => {
  const seen = { written: 0, refused: 0 }
  const prefixed = name.map((each) => `__Secure-${each}`)
  const property = fc.property(
    fc.oneof(name, prefixed, hostile),
    fc.oneof(value, value, hostile),
    attributesOfAnyKind,
    (key, content, attributes) => {
      const given = /** @type {import('holoband/session').CookieAttributes} */ (attributes)
      const result = attempt(() => serializeCookie({ name: key, value: content, attributes: given }))
      if ('code' in result) {
        seen.refused++
        assert.match(result.code, /^ERR_COOKIE_(INVALID|TOO_LARGE)$/)
        return
      }
      seen.written++
      const [pair, ...texts] = result.value.split(';')
      assert.equal(pair, `${key}=${content}`)
      assert.match(result.value, /^[\x20-\x7e]+$/)
      const meant = Object.values(given).filter((each) => each !== undefined && each !== false)
      assert.equal(texts.length, meant.length, result.value)
      if (/^__secure-/i.test(key)) assert.ok(given.secure, 'a prefix keeps its promise')
    },
  )
  holds(property, 2000)
  assert.ok(seen.written > 100 && seen.refused > 100, JSON.stringify(seen))
})

test('whatever is given for a cookie is written, or refused by a code of the list', () =>
  holds(
    fc.property(fc.anything(), fc.anything(), (first, second) => {
      try {
        serializeCookie(/** @type {import('holoband/session').CookieParts} */ (first))
        serializeCookie({ name: /** @type {string} */ (first), value: /** @type {string} */ (second) })
        parseCookies(/** @type {string} */ (first))
      } catch (error) {
        assert.match(codeOf(error), /^ERR_(INVALID_ARG_TYPE|COOKIE_INVALID|COOKIE_TOO_LARGE|OPTION_UNKNOWN)$/)
      }
    }),
    1000,
  ))
