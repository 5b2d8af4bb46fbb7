// docs/evidence/incidents.md against the tests, and against the list of failures that this project was given.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import { mentions, namedTests, testsOf } from '../../scripts/lib/incident-table.js'
import { chapters, unheld } from '../../scripts/lib/incidents.js'
import { shared } from '../conformance/data.js'
import { root } from '../support/process.js'

const incidents = chapters.flatMap((chapter) => chapter.incidents)
const ids = [...incidents, ...unheld].flatMap((incident) => incident.ids)
const tests = namedTests(root)

/** @param {string} text */
const advisoriesIn = (text) => [
  ...new Set(text.match(/CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}/g) ?? []),
]

describe('the table of incidents', () => {
  test('has a test for every incident', () => {
    for (const incident of incidents) assert.ok(testsOf(incident, tests).length > 0, incident.ids.join())
  })

  test('knows every advisory that a test is named for', () => {
    const named = advisoriesIn(tests.flatMap(({ suites, name }) => [...suites, name]).join('\n'))
    assert.ok(named.length >= 40)
    assert.deepEqual(
      named.filter((id) => !ids.includes(id)),
      [],
    )
  })

  test('calls no two incidents alike', () => {
    assert.equal(new Set(ids).size, ids.length)
  })

  test('claims no test for what it says is not held', () => {
    for (const incident of unheld) assert.deepEqual(testsOf(incident, tests), [])
  })
})

const list = path.join(shared, 'incidents.md')
const skip =
  existsSync(list) || process.env.CI === 'true' ? false : `there is no ${path.relative(root, list)}`

/**
 * The parts of the list that have no identifier of their own, by words that are in them: where each is in the table.
 *
 * @type {ReadonlyArray<readonly [words: RegExp, ...ids: string[]]>}
 */
const places = [
  [/Typed keys only/, 'typed-keys'],
  [/jwt_alg_downgrade/, 'libjwt #200'],
  [/nOnE/, 'alg-none'],
  [/HS256 with empty sig/, 'signature-missing'],
  [/empty secret/, 'empty-secret'],
  [/`k:""`/, 'empty-secret'],
  [/DER instead of P1363/, 'ecdsa-form'],
  [/63\/65\/66-byte/, 'ecdsa-form'],
  [/zero-padded for P-256/, 'ecdsa-form'],
  [/132 exactly/, 'ecdsa-form'],
  [/high-S/, 'ecdsa-high-s'],
  [/non-canonical S/, 'eddsa-form'],
  [/small-order/, 'eddsa-small-order'],
  [/Ed448 sig under/, 'eddsa-curve'],
  [/sig length ≠ modulus/, 'rsa-length'],
  [/s≥n/, 'rsa-length'],
  [/BB06/, 'BB06'],
  [/PSS salt/, 'pss-salt'],
  [/gjvl AUTO/, 'pss-salt'],
  [/RSA <2048/, 'rsa-weak'],
  [/padding `=`/, 'base64url-padding'],
  [/inside\/after segment/, 'base64url-space'],
  [/std alphabet/, 'base64url-alphabet'],
  [/trailing bits/, 'base64url-trailing-bits'],
  [/4th segment/, 'token-segments'],
  [/leading `\.`/, 'token-segments'],
  [/BOM; invalid UTF-8, overlong/, 'json-strict'],
  [/lone surrogate/, 'json-strict'],
  [/duplicate members/, 'json-strict'],
  [/`__proto__`/, 'json-prototype'],
  [/NaN\/Infinity/, 'json-strict'],
  [/1e999/, 'json-strict'],
  [/(^|; )-0(;|$)/, 'json-numbers'],
  [/2\^53\+1/, 'json-numbers'],
  [/exp as string/, 'claim-types'],
  [/deep nesting/, 'GHSA-8wjv-2p76-3863'],
  [/WASM stack/, 'GHSA-8wjv-2p76-3863'],
  [/trailing JSON garbage/, 'json-strict'],
  [/NUL in strings/, 'json-nul'],
  [/case-variant/, 'claim-case'],
  [/non-object payload/, 'fast-jwt #638', 'fast-jwt #639'],
  [/still return it/, 'fast-jwt #638'],
  [/Unknown, empty, non-array/, 'jsonwebtoken #1032'],
  [/unknown crit accepted/, 'jsonwebtoken #1032'],
  [/no crit code/, 'jsonwebtoken #1032'],
  [/unprotected header/, 'crit-unprotected'],
  [/RFC 7797/, 'RFC 7797'],
  [/unanchored regex/, 'audience-pattern'],
  [/Empty-string aud/, 'empty-option'],
  [/claim absent accepted/, 'claim-absent'],
  [/slash stripping/, 'audience-spelling'],
  [/Cross-JWT confusion/, 'token-kind'],
  [/two purposes/, 'key-purpose'],
  [/lives past exp/, 'cache-expiry'],
  [/#194/, 'fast-jwt #194'],
  [/shared & mutable/, 'cache-reference'],
  [/#277/, 'fast-jwt #277'],
  [/surviving key rotation/, 'cache-rotation'],
  [/keyed without policy/, 'cache-policy'],
  [/SSRF via/, 'jku-fetch'],
  [/unknown-kid flood/, 'kid-flood'],
  [/10 MB JWKS/, 'jwks-size'],
  [/duplicate kid/, 'kid-duplicate'],
  [/private key in JWKS/, 'jwks-private'],
  [/`use:"enc"`/, 'key-use'],
  [/kid injection/, 'kid-injection', 'kid-size', 'kid-logs'],
  [/hand-rolled compare/, 'compare-early-end'],
  [/Error oracle/, 'error-oracle'],
  [/Token echoed/, 'token-echo'],
  [/Reuse-detection DoS/, 'reuse-denial'],
  [/Revocation not atomic/, 'Supabase #52614', 'better-auth #11073'],
  [/grand-parents/, 'django-oauth-toolkit #1617'],
  [/double issue/, 'three.ws #6'],
  [/Logout race/, 'flask #454'],
  [/overwrites newer cookie/, 'next-auth #8897'],
  [/Cookie tossing/, 'cookie-tossing', 'cookie-chaos'],
  [/Reflected CORS/, 'indexnetwork/index #1317'],
  [/SameSite=Lax/, 'cross-site-request', 'cached-answer'],
  [/auth0-spa-js/, 'auth0-spa-js 2.18.1', 'auth0-spa-js 2.18.3', 'auth0-spa-js 2.19.2'],
]

describe('the list of failures that the project was given', { skip }, () => {
  const text = skip ? '' : readFileSync(list, 'utf8')
  const bullets = [...text.matchAll(/^\* .+(?:\n {2}.+)*/gm)].map(([bullet]) => bullet)

  test('has no advisory that the table lacks', () => {
    const advisories = advisoriesIn(text)
    assert.ok(advisories.length >= 40)
    assert.deepEqual(
      advisories.filter((id) => !ids.includes(id)),
      [],
    )
  })

  test('has no number of an issue that the table lacks', () => {
    const numbers = [...text.matchAll(/#(\d+)/g)].map(([number]) => number)
    const missing = numbers.filter((number) => !ids.some((id) => id.endsWith(` ${number}`)))
    assert.deepEqual(missing, [])
  })

  test('has each of its parts in the table', () => {
    for (const [words, ...where] of places) {
      assert.match(text, words)
      for (const id of where) assert.ok(ids.includes(id), id)
    }
  })

  test('has no part that is in no place of the table', () => {
    const lost = [...parts(text), ...bullets].filter(
      (part) =>
        advisoriesIn(part).length === 0 &&
        !places.some(([words]) => words.test(part)) &&
        !incidents.some((incident) => incident.ids.some((id) => mentions(id).test(part))),
    )
    assert.deepEqual(lost, [])
  })
})

/**
 * The rows of § 1, and the sentences of §§ 2 to 9.
 *
 * @param {string} text
 */
function parts(text) {
  const rows = [...text.matchAll(/^\| (?!ID ).+\|$/gm)].map(([row]) => row)
  assert.ok(rows.length >= 15)
  const sections = text.split(/^## /m).slice(2, 10)
  assert.equal(sections.length, 8)
  const sentences = sections.flatMap((section) =>
    section
      .slice(section.indexOf('\n'))
      .split(/; (?!invalid UTF-8)|\.(?:\s|$)/)
      .map((part) => part.trim())
      .filter((part) => /\w/.test(part)),
  )
  return [...rows, ...sentences]
}
