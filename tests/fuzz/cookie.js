// Cookie headers of any content against a reading of RFC 6265 that goes character by character; and cookies that were
// written, read again.
import assert from 'node:assert/strict'
import { parseCookies, serializeCookie } from 'holoband/session'
import { fuzzGuided } from './guided.js'

const maxHeaderLength = 65536

const separators = '()<>@,;:\\"/[]?={} \t'

/** @param {import('../../scripts/lib/fuzz-targets.js').FuzzOptions} options */
export function fuzz(options) {
  return fuzzGuided(options, { module: 'js/session/cookies.js', dictionary, check })
}

const dictionary = [
  ...[
    '; ',
    ';',
    '=',
    ', ',
    '"',
    '""',
    ' ',
    '\t',
    '\r\n',
    '\0',
    '\x7f',
    '\xa0',
    '\xff',
    '\\',
    '%3B',
    '\xe2\x80\xa8',
  ],
  ...['__Host-access', '__Host-refresh', '__HOST-', '__Secure-', 'a=b', 'a=', '=b', '$Version=1', 'a=b; a=c'],
  ...[
    '/',
    'example.com',
    '.example.com',
    'None',
    'strict',
    '3600',
    '-1',
    '1e3',
    'secure',
    'partitioned',
    '__proto__',
  ],
]

/** @param {Uint8Array} input */
function check(input) {
  const bytes = Buffer.from(input)
  const outcomes = [checkHeader(bytes.toString('latin1')), checkHeader(bytes.toString('utf8'))]
  return [...outcomes, checkWriting(bytes.toString('latin1'))].join(' ')
}

/** @param {string} header */
function checkHeader(header) {
  const cookies = parseCookies(header)
  const { values, repeated } = naive(header)
  assert.deepEqual([...cookies], [...values], 'both read the same cookies')
  const names = new Set([...values.keys(), ...repeated, '', 'a', '__proto__'])
  for (const name of names)
    assert.equal(cookies.isRepeated(name), repeated.has(name), 'both notice a name that comes twice')
  for (const [name, value] of values) checkAgain(name, value)
  return `${Math.min(values.size, 4)}/${Math.min(repeated.size, 2)}`
}

/**
 * @param {string} name
 * @param {string} value
 */
function checkAgain(name, value) {
  assert.equal(parseCookies(`${name}=${value}`).get(name), value, 'a cookie that was read is one by itself')
  assert.equal(parseCookies(`x-${name}=1;${name}=${value} ;y=2`).get(name), value, 'and among others')
}

/**
 * What RFC 6265 section 4.2.1 says, with white space of section 5.2 around names and values, one character after the other.
 * @param {string} header
 */
function naive(header) {
  /** @type {Map<string, string>} */
  const values = new Map()
  const seen = new Set()
  const repeated = new Set()
  if (header.length > maxHeaderLength) return { values, repeated }
  for (const pair of header.split(';')) {
    const [first, ...rest] = pair.split('=')
    const name = withoutSpace(first ?? '')
    if (rest.length === 0 || !isToken(name)) continue
    if (seen.has(name)) repeated.add(name)
    seen.add(name)
    const value = withoutSpace(rest.join('='))
    if (isValue(value) && !values.has(name)) values.set(name, value)
  }
  return { values, repeated }
}

/** @param {string} text */
function withoutSpace(text) {
  const characters = [...text]
  while (characters[0] === ' ' || characters[0] === '\t') characters.shift()
  while (characters.at(-1) === ' ' || characters.at(-1) === '\t') characters.pop()
  return characters.join('')
}

/** @param {string} text  RFC 2616 section 2.2: any CHAR except CTLs or separators */
function isToken(text) {
  return text !== '' && [...text].every((each) => each > ' ' && each < '\x7f' && !separators.includes(each))
}

/** @param {string} text  cookie-value of RFC 6265 section 4.1.1 */
function isValue(text) {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  const octets = [...(isQuoted ? text.slice(1, -1) : text)]
  return octets.every((each) => each > ' ' && each < '\x7f' && !'",;\\'.includes(each))
}

/**
 * The parts of the text between semicolons are a name, a value and attributes, to be written as a cookie.
 * @param {string} text
 */
function checkWriting(text) {
  const [name = '', value = '', path, domain, sameSite, maxAge, flags = ''] = text.split(';')
  const attributes = {
    ...(path === undefined || path === '' ? {} : { path }),
    ...(domain === undefined || domain === '' ? {} : { domain }),
    ...(sameSite === undefined || sameSite === '' ? {} : { sameSite: /** @type {'Lax'} */ (sameSite) }),
    ...(maxAge === undefined || maxAge === '' ? {} : { maxAge: Number(maxAge) }),
    secure: flags.includes('s'),
    httpOnly: flags.includes('h'),
    partitioned: flags.includes('p'),
  }
  let written
  try {
    written = serializeCookie({ name, value, attributes })
  } catch (error) {
    const code = /** @type {{ code?: string }} */ (error).code
    assert.match(code ?? '', /^ERR_COOKIE_(INVALID|TOO_LARGE)$/, 'a refusal has a code')
    return /** @type {{ option?: string }} */ (error).option ?? 'large'
  }
  checkWritten(written, { name, value, attributes })
  return 'written'
}

/**
 * As a browser reads it (RFC 6265 section 5.2).
 *
 * @param {string} written
 * @param {{ name: string, value: string, attributes: Record<string, string | number | boolean> }} given
 */
function checkWritten(written, { name, value, attributes }) {
  const [pair = '', ...rest] = written.split(';').map(withoutSpace)
  assert.equal(pair, `${name}=${value}`, 'a cookie is written as it is')
  assert.equal(parseCookies(pair).get(name), value, 'and is read as it was')
  const read = Object.fromEntries(
    rest.map((attribute) => {
      const [key = '', ...values] = attribute.split('=')
      return [key.replace('-', '').toLowerCase(), values.length === 0 ? true : values.join('=')]
    }),
  )
  const expected = Object.entries(attributes).filter(([, each]) => each !== false)
  assert.equal(rest.length, expected.length, 'each attribute is written once, and no other')
  for (const [key, each] of expected) {
    const found = key === 'sameSite' ? String(read.samesite).toLowerCase() : read[key.toLowerCase()]
    const wanted = key === 'sameSite' ? String(each).toLowerCase() : each === true ? true : String(each)
    assert.equal(found, wanted, 'an attribute is written as it is')
  }
  if (!name.toLowerCase().startsWith('__host-')) return
  assert.ok(
    attributes.secure === true && attributes.path === '/' && !('domain' in attributes),
    'a prefix is kept',
  )
}
