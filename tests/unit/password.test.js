import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hashPassword, needsRehash, verifyPassword } from 'holoband'
import { memorySize } from '../support/core.js'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { isHostile, nonStrings } from '../support/values.js'

/** @import { PasswordCost } from 'holoband' */

/** The least that Argon2 allows, so that the tests about form do not spend their time on strength. */
const cheap = { memoryKib: 8, passes: 1, lanes: 1 }

// RFC 9106's reference implementation, over "password" and the salt "somesalt": m=256, t=2, p=1, 32 bytes.
const foreign = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'

/** @param {unknown} value */
const anyCost = (value) => /** @type {PasswordCost} */ (value)

describe('hashPassword', () => {
  test('gives an Argon2id PHC string at the recommended cost', () => {
    const phc = hashPassword('correct horse')
    assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.equal(needsRehash(phc), false)
    assert.equal(verifyPassword('correct horse', phc), true)
  })

  test('gives another string each time, because each has a salt of its own', () => {
    assert.notEqual(hashPassword('same', cheap), hashPassword('same', cheap))
  })

  test('takes a cost, and what is left out of it is the recommendation', () => {
    assert.match(
      hashPassword('x', { memoryKib: 64, passes: 3, lanes: 2 }),
      /^\$argon2id\$v=19\$m=64,t=3,p=2\$/,
    )
    assert.match(hashPassword('x', { memoryKib: 64 }), /^\$argon2id\$v=19\$m=64,t=2,p=1\$/)
  })

  test('refuses a cost that is none, or out of range', () => {
    const costs = [
      { memoryKib: 0 },
      { passes: 0 },
      { lanes: 0 },
      { memoryKib: 7 },
      { memoryKib: 8, lanes: 2 },
    ]
    const more = [
      { passes: 1.5 },
      { passes: Number.NaN },
      { lanes: Infinity },
      { memoryKib: -8 },
      { memoryKib: 2 ** 40 },
    ]
    for (const cost of [...costs, ...more, { memoryKib: 262145 }, { passes: 17 }, { lanes: 5 }]) {
      assert.throws(() => hashPassword('x', cost), { code: 'ERR_PASSWORD_HASH_COST' }, JSON.stringify(cost))
    }
  })

  test('refuses a cost of another shape', () => {
    for (const cost of [null, 5, 'cheap', [], () => {}])
      assertTypeMistake(() => hashPassword('x', anyCost(cost)))
    for (const value of ['64', null, true, 8n]) {
      assertTypeMistake(() => hashPassword('x', anyCost({ memoryKib: value })))
    }
    for (const name of ['memory', 'timeCost', 'parallelism']) {
      assertRefused(() => hashPassword('x', anyCost({ [name]: 1 })), 'ERR_OPTION_UNKNOWN', { option: name })
    }
  })
})

describe('verifyPassword', () => {
  test('knows the password that was hashed, as text and as bytes', () => {
    for (const password of ['', 'correct horse', 'é漢🎟️\u0000x', ' padded ', 'x'.repeat(4096)]) {
      const phc = hashPassword(password, cheap)
      assert.equal(verifyPassword(password, phc), true)
      assert.equal(verifyPassword(new TextEncoder().encode(password), phc), true)
    }
  })

  test('is false for every other password', () => {
    const phc = hashPassword('correct horse', cheap)
    const others = [
      '',
      'correct hors',
      'correct horse ',
      'Correct horse',
      'correct horse\0',
      'x'.repeat(4096),
    ]
    for (const other of others) assert.equal(verifyPassword(other, phc), false, other)
    assert.equal(verifyPassword('e\u0301', hashPassword('é', cheap)), false)
  })

  test('verifies a hash that another implementation made', () => {
    assert.equal(verifyPassword('password', foreign), true)
    assert.equal(verifyPassword('passwore', foreign), false)
  })

  test('is false for a hash of which any character of the tag or the salt was changed', () => {
    const phc = hashPassword('correct horse', cheap)
    const start = phc.lastIndexOf('$', phc.lastIndexOf('$') - 1) + 1
    for (let index = start; index < phc.length; index++) {
      if (phc[index] === '$') continue
      const changed = `${phc.slice(0, index)}${phc[index] === 'A' ? 'B' : 'A'}${phc.slice(index + 1)}`
      let right = false
      try {
        right = verifyPassword('correct horse', changed)
      } catch (error) {
        assert.equal(/** @type {{ code?: string }} */ (error).code, 'ERR_PASSWORD_HASH_MALFORMED')
      }
      assert.equal(right, false, changed)
    }
  })

  test('refuses what is not an Argon2id PHC string', () => {
    const malformed = [
      '',
      'password',
      '$argon2id$',
      foreign.replace('argon2id', 'argon2i'),
      foreign.replace('argon2id', 'argon2d'),
      foreign.replace('v=19', 'v=16'),
      foreign.replace('v=19$', ''),
      foreign.replace('m=256', 'm=0256'),
      foreign.replace('m=256', 'm=-1'),
      foreign.replace('m=256,t=2', 't=2,m=256'),
      foreign.replace('p=1', 'p=1,p=1'),
      foreign.slice(1),
      ` ${foreign}`,
      `${foreign}\n`,
      `${foreign}=`,
      `${foreign}$`,
      foreign.slice(0, foreign.lastIndexOf('$')),
      foreign.slice(0, foreign.lastIndexOf('$') + 1),
      '$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW',
    ]
    for (const phc of malformed) {
      assertRefused(() => verifyPassword('password', phc), 'ERR_PASSWORD_HASH_MALFORMED', {}, phc)
      assertRefused(() => needsRehash(phc), 'ERR_PASSWORD_HASH_MALFORMED', {}, phc)
    }
  })

  test('does not obey a hash that asks for more than there may be', () => {
    for (const [from, to] of /** @type {const} */ ([
      ['m=256', 'm=4194304'],
      ['t=2', 't=1000000'],
      ['p=1', 'p=255'],
    ])) {
      assert.throws(() => verifyPassword('password', foreign.replace(from, to)), {
        code: 'ERR_PASSWORD_HASH_COST',
      })
    }
  })

  test('refuses a password that is longer than 4096 bytes, before any work', () => {
    assertRefused(() => hashPassword('x'.repeat(4097)), 'ERR_PASSWORD_TOO_LONG')
    assertRefused(() => hashPassword('é'.repeat(2049)), 'ERR_PASSWORD_TOO_LONG')
    assertRefused(() => verifyPassword('x'.repeat(4097), foreign), 'ERR_PASSWORD_TOO_LONG')
  })

  test('does not copy one that is far too long', () => {
    const before = memorySize()
    const huge = 'x'.repeat(64 * 1024 * 1024)
    for (const password of [huge, Buffer.from(huge)]) {
      assertRefused(() => hashPassword(password), 'ERR_PASSWORD_TOO_LONG')
      assertRefused(() => verifyPassword(password, foreign), 'ERR_PASSWORD_TOO_LONG')
    }
    assert.equal(memorySize(), before)
  })

  test('is false without a hash, after the work that a hash would have taken', () => {
    for (const none of [null, undefined]) assert.equal(verifyPassword('correct horse', none, cheap), false)
    assert.equal(verifyPassword('', null), false)
    // What can be seen of the work: it needs the memory, and it keeps to the bounds.
    const memoryKib = 96 * 1024
    assert.ok(memorySize() < memoryKib * 1024)
    assert.equal(verifyPassword('x', null, { memoryKib, passes: 1 }), false)
    assert.ok(memorySize() > memoryKib * 1024)
    assert.throws(() => verifyPassword('x', null, { memoryKib: 7 }), { code: 'ERR_PASSWORD_HASH_COST' })
    assertRefused(() => verifyPassword('x'.repeat(4097), null), 'ERR_PASSWORD_TOO_LONG')
    assertTypeMistake(() => verifyPassword(/** @type {string} */ (/** @type {unknown} */ (5)), null))
  })

  test('takes text or bytes, and a hash that is text', () => {
    for (const [name, value] of nonStrings) {
      if (isHostile(name)) continue
      if (value !== null && value !== undefined)
        assertTypeMistake(() => verifyPassword('password', /** @type {string} */ (value)))
      assertTypeMistake(() => needsRehash(/** @type {string} */ (value)))
      if (value instanceof Uint8Array) continue
      assertTypeMistake(() => hashPassword(/** @type {string} */ (value), cheap))
      assertTypeMistake(() => verifyPassword(/** @type {string} */ (value), foreign))
    }
  })
})

describe('needsRehash', () => {
  test('tells whether a hash was made at another cost', () => {
    assert.equal(needsRehash(foreign), true)
    assert.equal(needsRehash(hashPassword('x', cheap)), true)
    assert.equal(needsRehash(hashPassword('x', cheap), cheap), false)
    assert.equal(needsRehash(hashPassword('x', cheap), { ...cheap, passes: 2 }), true)
  })
})

describe('the memory of password hashing', () => {
  test('is given back: after the first call the memory does not grow', () => {
    const phc = hashPassword('warm up')
    verifyPassword('warm up', phc)
    const before = memorySize()
    for (let round = 0; round < 5; round++) {
      verifyPassword('warm up', hashPassword('warm up'))
      assert.equal(verifyPassword('wrong', phc), false)
      assertRefused(() => verifyPassword('x', 'no hash'), 'ERR_PASSWORD_HASH_MALFORMED')
    }
    assert.equal(memorySize(), before)
  })
})
