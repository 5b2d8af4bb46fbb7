// Which OpenSSL, and how it is configured. Whatever is written here is part of the name of the cached result.
import { fingerprint } from '../hash.js'
import { patchIngredients } from './patches.js'

export const version = '3.5.7'
export const archive = {
  name: `openssl-${version}.tar.gz`,
  sha256: 'a8c0d28a529ca480f9f36cf5792e2cd21984552a3c8e4aa11a24aa31aeac98e8',
}

// Left out: everything around the cryptography, and the algorithms that no JWS, JWK, PEM or password of ours uses.
// Kept: RSA, EC, Ed25519, Ed448, ML-DSA, SHA-2, SHA-3, HMAC, BLAKE2 and Argon2, AES and PBKDF2 for encrypted
// PKCS#8, X.509.
const leftOut = [
  // protocols and containers
  'cmp cms ct dgram dtls http ocsp psk quic rfc3779 sock srp srtp nextprotoneg ssl tls ts',
  // ciphers, digests and key types
  'aria bf camellia cast chacha cmac des dh dsa ec2m gost idea md4 mdc2 ml-kem ocb poly1305 rc2 rc4 rmd160',
  'scrypt seed siphash siv slh-dsa sm2 sm3 sm4 whirlpool legacy multiblock',
  // the machinery of a shared library, and what only a program needs
  'apps async atexit autoload-config comp docs dso engine ktls makedepend module posix-io secure-memory shared',
  'tests thread-pool ui-console',
]

// The same C code in both, so that the native tests and sanitizers run what the browser runs; but for the patches of
// patches.js, which are why the primitive vectors have to run in WebAssembly too.
const common = [
  ...leftOut.flatMap((line) => line.split(' ').map((name) => `no-${name}`)),
  'no-asm',
  'enable-ec_nistp_64_gcc_128', // five times as fast for P-256; for WebAssembly it selects the files that are patched
  '--release',
  '--prefix=/',
  '--openssldir=/ssl',
]

// What a signature or a password spends its time in. For WebAssembly everything else is compiled for size: 55 KB less,
// gzipped. (The loops of the NIST curves are unrolled by hand, which leaves the compiler little to make faster.)
const hot = [
  'bn_add bn_asm bn_ctx bn_div bn_exp bn_lib bn_mod bn_mont bn_mul bn_nist bn_shift bn_sqr bn_word',
  'ecp_mont ecp_smpl curve25519 f_impl64',
  'ml_dsa_encoders ml_dsa_key ml_dsa_key_compress ml_dsa_matrix ml_dsa_ntt ml_dsa_params ml_dsa_sample ml_dsa_sign',
  'sha256 sha512 keccak1600 blake2b_prov argon2 aes_core mem_clr',
].flatMap((line) => line.split(' '))

/**
 * @typedef {'native' | 'wasm'} Target
 * @typedef {object} Recipe
 * @property {string[]} configure
 * @property {Record<string, string>} tools   environment for Configure and make
 * @property {true} [patched]                 whether the sources are those of patches.js
 * @property {string[]} hot                   the sources that are compiled with -O3
 * @property {string} level                   the optimization of the others
 */

/** @type {Record<Target, Recipe>} */
export const recipes = {
  native: {
    // Error texts stay in, so that a failing test can say what OpenSSL thinks of it.
    configure: [...common],
    tools: {},
    hot,
    level: '-O1', // only tests use it, and it is compiled in two thirds of the time
  },
  wasm: {
    configure: [
      'linux-generic32', // never with -msimd128: clang 14 miscompiles the loops of ML-DSA with it
      ...common,
      'no-err', // error texts; the error codes stay
      'no-pic', // position independence costs an indirection for each global and buys nothing in one static module
      'no-stdio',
      'no-threads',
      '--with-rand-seed=getrandom',
      '-DOPENSSL_BN_ASM_MONT', // there is a bn_mul_mont that is better than the portable one: ours, see patches.js
      '-D__wasi__', // OpenSSL's word for: entropy comes from getentropy(), and there are neither users nor a syslog
    ],
    tools: { CC: 'emcc', AR: 'emar', RANLIB: 'emranlib' },
    patched: true,
    hot,
    level: '-Os',
  },
}

/**
 * The name of a built OpenSSL: it changes with everything that could change the result.
 * @param {Target} target
 * @param {string} compiler  what the compiler says of itself
 * @param {unknown[]} [patches]
 */
export function folderName(target, compiler, patches = patchIngredients()) {
  const ingredients = [archive.sha256, recipes[target], compiler, ...(recipes[target].patched ? patches : [])]
  return `openssl-${version}-${target}-${fingerprint(ingredients)}`
}
