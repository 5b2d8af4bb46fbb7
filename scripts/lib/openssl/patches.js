// What is changed in the sources of OpenSSL for WebAssembly, which has no carry flag and no products of 128 bits: the
// C code that OpenSSL has for compilers alone is several times slower there than it has to be. A patch gives a place
// of a source file another text where __wasm__ is defined; elsewhere the source stays what it was.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A place starts with the text `from` and ends before `until`, which is the end of the file if it is missing.
 * @typedef {{ from: string, until?: string, put: string }} Place
 * @typedef {{ file: string, why: string, places: Place[] }} Patch
 */

const ourFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'wasm')

/** Our own files, and where the patched sources include them from */
export const additions = {
  'bn_mul_mont.c': 'crypto/bn',
  'ecp_nistp.h': 'crypto/ec',
  'ed25519.h': 'crypto/ec',
  'sha256_block.c': 'crypto/sha',
}

const line = `/${'*'.repeat(78)}/`

/** @type {Patch[]} */
export const patches = [
  {
    file: 'crypto/bn/bn_asm.c',
    why: 'RSA: Montgomery multiplication with digits of 28 bits. Configured with OPENSSL_BN_ASM_MONT.',
    places: [
      {
        from: '#ifdef OPENSSL_NO_ASM\n#ifdef OPENSSL_BN_ASM_MONT\n#include <alloca.h>\n/*\n * This is essentially',
        until: '#else /* !BN_MUL_COMBA */\n',
        put: '#include "bn_mul_mont.c"\n',
      },
    ],
  },
  ...[256, 384, 521].map(nistCurve),
  {
    file: 'crypto/ec/curve25519.c',
    why: 'Field elements with digits of 29 bits, no tables in the module, and multiples of public keys that are kept.',
    places: [
      { from: 'typedef int32_t fe[10];\n', until: '\nstatic const int64_t kBottom21Bits', put: '' },
      {
        from: 'static void fe_frombytes(fe h, const uint8_t *s)\n',
        until: '/*\n * The set of scalars is \\Z/l\n',
        put: '#include "ed25519.h"\n',
      },
      {
        from: '    ge_p3 A;\n    const uint8_t *r, *s;\n',
        until: '    EVP_MD *sha512;\n',
        put: '    const known_key *key;\n    const uint8_t *r, *s;\n',
      },
      {
        from: '    if (ge_frombytes_vartime(&A, public_key) != 0) {\n',
        until: '\n    sha512 = EVP_MD_fetch(libctx, SN_sha512, propq);\n',
        put: '    if ((key = find_key_vartime(public_key)) == NULL)\n        return 0;\n',
      },
      {
        from: '    ge_double_scalarmult_vartime(&R, h, &A, s);\n',
        until: '\n    ge_tobytes(rcheck, &R);\n',
        put: '    ge_double_scalarmult_vartime(&R, h, key, s);\n',
      },
      // X25519 signs nothing.
      {
        from: '    x25519_scalar_mult(out_shared_key, private_key, peer_public_value);\n',
        until: '    /* The all-zero output',
        put: '    memset(out_shared_key, 0, 32);\n',
      },
    ],
  },
  {
    file: 'crypto/ec/ec_curve.c',
    why: 'The parameters of curves that no JWS algorithm has are 9 KB which do not compress.',
    places: [
      {
        from: '    { NID_secp112r1, &_EC_SECG_PRIME_112R1.h, 0,\n',
        until: '};\n#endif /* FIPS_MODULE */\n',
        put: `    { NID_secp256k1, &_EC_SECG_PRIME_256K1.h, 0, "" },
    { NID_secp384r1, &_EC_NIST_PRIME_384.h, ossl_ec_GFp_nistp384_method, "" },
    { NID_secp521r1, &_EC_NIST_PRIME_521.h, EC_GFp_nistp521_method, "" },
    { NID_X9_62_prime256v1, &_EC_X9_62_PRIME_256V1.h, EC_GFp_nistp256_method, "" },
`,
      },
    ],
  },
  {
    file: 'crypto/sha/sha256.c',
    why: 'The message schedule with vectors, beside the rounds.',
    places: [
      {
        from: '#define ROUND_00_15(i, a, b, c, d, e, f, g, h) ',
        until: '\n#endif\n#endif /* SHA256_ASM */\n',
        put: '#include "sha256_block.c"\n',
      },
    ],
  },
]

/**
 * ECDSA and ECDH: the arithmetic of the field and of the points, and the inverses modulo the order.
 * @param {number} bits
 * @returns {Patch}
 */
function nistCurve(bits) {
  return {
    file: `crypto/ec/ecp_nistp${bits}.c`,
    why: 'Field elements with digits of 28 or 29 bits instead of 56 to 64.',
    places: [
      {
        from: '/*-\n * The representation of field elements.\n',
        until: 'const EC_METHOD *',
        put: `#define NIST_PRIME_BITS ${bits}\n#include "ecp_nistp.h"\n`,
      },
      {
        from: '        0, /* field_inverse_mod_ord */\n',
        until: '        0, /* blind_coordinates */\n',
        put: '        field_inverse_mod_ord,\n',
      },
      {
        from: `${line}\n/*\n * FUNCTIONS TO MANAGE PRECOMPUTATION\n`,
        until: `${line}\n/*\n * OPENSSL EC_METHOD FUNCTIONS\n`,
        put: '',
      },
      { from: '/*\n * Takes the Jacobian coordinates (X, Y, Z) of a point', put: '' },
    ],
  }
}

/**
 * @param {string} source
 * @param {Patch} patch
 */
export function patched(source, { file, places }) {
  let text = source
  for (const { from, until, put } of places) {
    const pieces = text.split(from)
    if (pieces.length !== 2) {
      throw new Error(
        `${file} has ${pieces.length - 1} places instead of one that start with ${quoted(from)}`,
      )
    }
    const [before = '', after = ''] = pieces
    const end = until === undefined ? after.length : after.indexOf(until)
    if (end < 0) throw new Error(`${file} has no ${quoted(until ?? '')} after ${quoted(from)}`)
    const original = from + after.slice(0, end)
    text = `${before}#ifdef __wasm__\n${put}#else\n${original}#endif\n${after.slice(end)}`
  }
  return text
}

/** @param {string} text */
function quoted(text) {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

/**
 * @param {string} source  the folder with the unpacked sources
 */
export function applyPatches(source) {
  const results = patches.map((patch) => {
    const file = path.join(source, patch.file)
    return { file, text: patched(fs.readFileSync(file, 'utf8'), patch) }
  })
  for (const { file, text } of results) fs.writeFileSync(file, text)
  for (const [name, folder] of Object.entries(additions)) {
    fs.copyFileSync(path.join(ourFolder, name), path.join(source, folder, name), fs.constants.COPYFILE_EXCL)
  }
}

/** Everything that decides what the patched sources are */
export function patchIngredients() {
  const files = Object.keys(additions).map((name) => fs.readFileSync(path.join(ourFolder, name), 'utf8'))
  return [patches, additions, files]
}
