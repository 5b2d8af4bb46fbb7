// A server's day in a few seconds: what a million verifications leave behind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  exportJwk,
  exportPemWithPrivateKey,
  generateKey,
  importJwk,
  importPem,
  signJws,
  verifyJws,
} from 'holoband'
import { handleCount, memorySize } from '../support/core.js'
import { seededRandom } from '../support/random.js'
import { claims, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, secretFor, segment } from '../support/tokens.js'

const VERIFICATIONS = 1_000_000
const WARM_UP = 10_000
const SEED = 20_260_101

const random = seededRandom(SEED)
const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é漢\ud800'

const good = Array.from({ length: 500 }, (_, index) =>
  tokenWith(
    { sub: `user-${index}`, roles: ['a', { b: index }], pad: 'x'.repeat(random(400)) },
    { n: index % 7 },
  ),
)

/** @template T @param {readonly T[]} list */
const pick = (list) => /** @type {T} */ (list[random(list.length)])

/** One way each in which a token can be bad. */
const makers = [
  () => mutated(pick(good)),
  () => mutated(mutated(pick(good))),
  () => tokenWith({ exp: now - random(1000) }),
  () => tokenWith({ nbf: now + 1 + random(1000), pad: 'y'.repeat(random(500)) }),
  () => tokenWith({ iss: `https://issuer-${random(100)}.example` }),
  () => tokenWith({ aud: [`https://audience-${random(100)}.example`] }),
  () => forge({ payload: claims, secret: secretFor('HS256', 2 + random(100)) }),
  () => forge({ header: { alg: 'none', n: random(50) }, payload: claims }),
  () => forge({ header: { alg: 'HS256', crit: ['x'], pad: 'z'.repeat(random(3000)) }, payload: claims }),
  () => forge({ payload: '{"a":'.repeat(random(200)) }),
  () => forge({ payload: `{"a":1,"b":{${'"x":1,'.repeat(random(100))}"x":1}}` }),
  () => forge({ payload: Uint8Array.from({ length: random(300) }, () => random(256)) }),
  () => forge({ header: Uint8Array.from({ length: random(300) }, () => random(256)) }),
  () => pick(good).slice(0, random(300)),
  () => '.'.repeat(random(20_000)),
  () => 'A'.repeat(8000 + random(10_000)),
  () => `${segment({ alg: 'HS256' })}.${'A'.repeat(random(30_000))}.${'A'.repeat(43)}`,
  () => pick(good) + pick(['é', '漢', '\u{1F39F}', '\ud800', ' ']),
  () => pick(good).repeat(2 + random(40)),
]

/** @param {string} token */
function mutated(token) {
  const index = random(token.length)
  const stranger = characters.charAt(random(characters.length))
  return `${token.slice(0, index)}${stranger}${token.slice(index + random(2))}`
}

// A mutation can put back what was there; such a token is good.
const hostile = Array.from({ length: 4000 }, (_, index) => makers[index % makers.length]?.() ?? '')
const unseen = new Set(good)

test(`${VERIFICATIONS} verifications, half of them of hostile tokens, leave the memory as it was`, (context) => {
  const verifier = verifierFor()
  const bad = hostile.filter((token) => !unseen.has(token))
  assert.ok(bad.length > 3900)
  let memoryBefore = 0
  let handlesBefore = 0
  let accepted = 0
  const start = process.hrtime.bigint()
  for (let round = 0; round < VERIFICATIONS; round++) {
    if (round === WARM_UP) {
      memoryBefore = memorySize()
      handlesBefore = handleCount()
    }
    const wanted = round % 2 === 0
    const list = wanted ? good : bad
    const result = verifier.check(/** @type {string} */ (list[(round >>> 1) % list.length]))
    if (result.ok !== wanted) assert.fail(`round ${round} was judged wrongly`)
    if (result.ok) accepted++
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  assert.equal(accepted, VERIFICATIONS / 2)
  assert.equal(memorySize(), memoryBefore)
  assert.equal(handleCount(), handlesBefore)
  context.diagnostic(`${seconds.toFixed(1)} s, ${memoryBefore / 1024} KiB of memory`)
})

test('the same hostile tokens leave the memory as it was where they throw and where they are explained', () => {
  const verifier = verifierFor()
  const bad = hostile.filter((token) => !unseen.has(token))
  const judge = () => {
    for (const token of bad) {
      assert.throws(() => verifier.verify(token), { name: 'HolobandError' })
      assert.equal(verifier.explain(token).ok, false)
    }
  }
  judge()
  const memoryBefore = memorySize()
  const handlesBefore = handleCount()
  for (let round = 0; round < 5; round++) judge()
  assert.equal(memorySize(), memoryBefore)
  assert.equal(handleCount(), handlesBefore)
})

test('keys of every kind are made, used, broken and disposed of without leaving anything', () => {
  const algorithms = /** @type {const} */ ([
    ...['ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'],
  ])
  const rsa = exportPemWithPrivateKey(generateKey('RS256'))
  const lives = (/** @type {number} */ rounds) => {
    for (let round = 0; round < rounds; round++) {
      const keys = [
        ...algorithms.map((alg) => generateKey(alg)),
        importPem(rsa, 'PS256'),
        importPem(rsa, 'RS512'),
      ]
      for (const key of keys) {
        const half = importJwk(exportJwk(key))
        const jws = signJws('message', { key })
        assert.ok(verifyJws(jws, { keys: half, algorithms: [key.alg] }))
        const changed = `${jws.slice(0, -9)}${jws.at(-9) === 'A' ? 'B' : 'A'}${jws.slice(-8)}`
        assert.throws(() => verifyJws(changed, { keys: half, algorithms: [key.alg] }))
        const { n: _n, x: _x, pub: _pub, ...broken } = exportJwk(key)
        assert.throws(() => importJwk({ ...broken, n: 'AQAB', x: 'AQAB', pub: 'AQAB' }))
        half.dispose()
        key.dispose()
      }
    }
  }
  lives(3)
  const [memory, handles] = [memorySize(), handleCount()]
  lives(25)
  assert.deepEqual([memorySize(), handleCount()], [memory, handles])
})
