// What the library says to every case of the conformance data, on any runtime: whether it is accepted, or refused with
// which code. Whether that is right is for run.test.js, which asks the suite's own runner.

/** @import { Algorithm } from 'holoband' */
/** @import { CookieAttributes } from 'holoband/session' */
/** @import { createAdapter, Material, Policy } from './any-adapter.js' */

/**
 * A case of any set. JSON has no word for some values, which are written as objects: see `expand` and `special`.
 *
 * @typedef {Material & {
 *   id: string, level?: 'jwt' | 'jws', alg?: Algorithm, token?: unknown, policy?: Partial<Policy>,
 *   claims?: unknown, header?: unknown, now?: number, msgHex?: string, sigHex?: string, sha256?: string,
 *   op?: string, cookie?: unknown
 * }} Case
 */

/** @typedef {ReturnType<typeof createAdapter>} Adapter */

/** A verdict: `accepted`, or the code of the refusal. @typedef {string} Verdict */

/**
 * @param {Record<string, readonly Case[]>} sets
 * @param {Adapter} adapter
 */
export async function verdictsOn(sets, adapter) {
  /** @type {Record<string, Verdict[]>} */
  const verdicts = {}
  for (const [set, cases] of Object.entries(sets)) {
    const judged = []
    for (const one of cases) judged.push(await verdictOn(set, one, adapter))
    verdicts[set] = judged
  }
  return verdicts
}

/**
 * @param {string} set
 * @param {Case} one
 * @param {Adapter} adapter
 * @returns {Promise<Verdict>} an error that is none of the library's is a verdict too, which no runtime may have
 */
export async function verdictOn(set, one, adapter) {
  try {
    const { ok, code } = await judge(set, one, adapter)
    return ok ? 'accepted' : (code ?? 'refused')
  } catch (error) {
    return `threw ${String(error)}`
  }
}

/**
 * @param {string} set
 * @param {Case} one
 * @param {Adapter} adapter
 * @returns {Promise<{ ok: boolean, code?: string }>}
 */
async function judge(set, one, adapter) {
  if (set === 'prim') return adapter.verifyRaw(primitiveOf(one))
  if (set === 'sign') return adapter.sign(claimsOf(one))
  if (set === 'thumb') return { ok: (await adapter.thumbprint({ jwk: one.jwk ?? {} })) === one.sha256 }
  if (set === 'cookie' && one.op === 'parse') {
    adapter.parseCookies(/** @type {{ header?: string }} */ (one))
    return { ok: true }
  }
  if (set === 'cookie') {
    const cookie = /** @type {{ name: string, value: string, attrs?: CookieAttributes }} */ (
      special(one.cookie)
    )
    return adapter.serializeCookie(cookie)
  }
  const given = { ...materialOf(one), ...one.policy, token: /** @type {string} */ (expand(one.token)) }
  return one.level === 'jws' ? adapter.verifyJws(given) : adapter.verify(given)
}

/** @param {Case} one */
function primitiveOf({ alg = 'HS256', jwk = {}, msgHex = '', sigHex = '' }) {
  return { alg, jwk, message: bytesOf(msgHex), signature: bytesOf(sigHex) }
}

/** @param {Case} one */
function claimsOf(one) {
  const { alg = 'HS256', now } = one
  return {
    ...materialOf(one),
    claims: /** @type {Record<string, unknown>} */ (special(one.claims)),
    header: /** @type {Record<string, unknown>} */ (special(one.header)),
    alg,
    ...(now === undefined ? {} : { now }),
  }
}

/** @param {Case} one @returns {Material} */
function materialOf(one) {
  const names = /** @type {const} */ (['jwk', 'jwks', 'secretBase64url', 'pem'])
  return Object.fromEntries(names.filter((name) => one[name] !== undefined).map((name) => [name, one[name]]))
}

/** @param {string} hex */
function bytesOf(hex) {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  )
}

/**
 * A token as the data write it: text, text with repetitions, or a value that is no text.
 *
 * @param {unknown} token
 * @returns {unknown}
 */
function expand(token) {
  if (typeof token === 'string') return token
  const written =
    /** @type {{ $concat?: unknown[], $repeat?: [string, number], $type?: string, value?: string }} */ (token)
  if (written.$concat !== undefined) return written.$concat.map(expand).join('')
  if (written.$repeat !== undefined) return written.$repeat[0].repeat(written.$repeat[1])
  return valueOfType(written.$type ?? '', written.value ?? '')
}

/**
 * @param {string} type
 * @param {string} text
 */
function valueOfType(type, text) {
  const values = new Map(
    /** @type {[string, unknown][]} */ ([
      ['undefined', undefined],
      ['null', null],
      ['number', 12345],
      ['boolean', true],
      ['object', {}],
      ['array', []],
      ['function', () => 'x'],
      ['symbol', Symbol('x')],
      ['bigint', 10n],
      // Not every runtime has Buffer, which is a Uint8Array.
      ['Buffer', new TextEncoder().encode(text)],
      ['String', Object(text)],
      ['toStringObject', { toString: () => text, length: text.length }],
      ['arrayOfToken', [text]],
      ['splitObject', { split: () => text.split('.'), length: text.length, slice: text.slice.bind(text) }],
    ]),
  )
  return named(values, type)
}

/**
 * A value to be signed, in which some are written by their names.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function special(value) {
  if (Array.isArray(value)) return value.map(special)
  if (typeof value !== 'object' || value === null) return value
  if ('$special' in value) return specialValue(String(value.$special))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, special(member)]))
}

/** @param {string} name */
function specialValue(name) {
  /** @type {Record<string, unknown>} */
  const circular = {}
  circular.self = circular
  const values = new Map(
    /** @type {[string, unknown][]} */ ([
      ['NaN', Number.NaN],
      ['Infinity', Infinity],
      ['-Infinity', -Infinity],
      ['Date', new Date(4e12)],
      ['BigInt', 10n],
      ['undefined', undefined],
      ['circular', circular],
      ['ownProto', JSON.parse('{"__proto__":{"admin":true}}')],
    ]),
  )
  return named(values, name)
}

/**
 * @param {ReadonlyMap<string, unknown>} values
 * @param {string} name
 */
function named(values, name) {
  if (!values.has(name)) throw new Error(`the data have a value that is not known here: ${name}`)
  return values.get(name)
}
