// Argon2id, at the least cost that there is: what a runtime makes of it does not depend on the cost.

/** @import { Suite } from './check.js' */

const cheap = { memoryKib: 64, passes: 1, lanes: 1 }

// RFC 9106's reference implementation, over "password" and the salt "somesalt": m=256, t=2, p=1, 32 bytes.
const foreign = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'

/** @type {Suite} */
export const passwords = {
  'a password is the one that was hashed, and no other': (t, lib) => {
    const phc = lib.hashPassword('correct horse 漢字', cheap)
    t.ok(phc.startsWith('$argon2id$v=19$m=64,t=1,p=1$'))
    t.equal(lib.verifyPassword('correct horse 漢字', phc), true)
    t.equal(lib.verifyPassword('correct horse', phc), false)
    t.ok(phc !== lib.hashPassword('correct horse 漢字', cheap), 'each hash has a salt of its own')
  },

  'a hash of the reference implementation is verified': (t, lib) => {
    t.equal([lib.verifyPassword('password', foreign), lib.verifyPassword('passwort', foreign)], [true, false])
  },

  'a user who does not exist has no password': (t, lib) => {
    t.equal(lib.verifyPassword('anything', null, cheap), false)
  },

  'the recommended cost is the default, and can be paid': (t, lib) => {
    const phc = lib.hashPassword('x')
    t.ok(phc.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))
    t.equal(
      [lib.needsRehash(phc), lib.needsRehash(phc, cheap), lib.verifyPassword('x', phc)],
      [false, true, true],
    )
  },

  'a cost out of range and a broken hash are refused': (t, lib) => {
    t.refused(lib, 'ERR_PASSWORD_HASH_COST', () => lib.hashPassword('x', { memoryKib: 7 }))
    t.refused(lib, 'ERR_PASSWORD_HASH_MALFORMED', () => lib.verifyPassword('x', '$argon2id$'))
  },
}
