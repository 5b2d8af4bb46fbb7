// What can be fuzzed, by the name that `npm run fuzz` knows it by.

/**
 * A program of tests/fuzz, made with libFuzzer: build/asan/tests/fuzz/fuzz_NAME.
 *
 * @typedef {object} NativeTarget
 * @property {'native'} kind
 * @property {string} about   what is put to the test
 * @property {readonly string[]} files  the sources that it is about, as beginnings of paths: coverage is a part of their
 *   edges
 * @property {number} maxBytes  of an input
 *
 * A module that exports `fuzz`, a function of FuzzOptions that returns a promise of a FuzzResult. It gives the inputs of
 * the corpus first and looks for others then, so that with no seconds at all it is a replay.
 *
 * @typedef {object} NodeTarget
 * @property {'node'} kind
 * @property {string} module   its path from the root of the checkout
 * @property {string} [about]  what is put to the test
 *
 * @typedef {NativeTarget | NodeTarget} Target
 *
 * @typedef {object} FuzzOptions
 * @property {number} seconds  how long to look for inputs
 * @property {number} seed     for what is random, so that a run can be had again
 * @property {string} corpus   the folder of the inputs, one in each file; what turns out to be worth keeping is added
 * @property {(line: string) => void} report  tells people how it goes on
 *
 * @typedef {object} Finding
 * @property {string} name     what went wrong, in a few words
 * @property {Uint8Array | string} input
 *
 * @typedef {object} FuzzResult
 * @property {number} executions
 * @property {string} coverage  for people, such as `123 of 130 branches`
 * @property {Finding[]} findings
 */

const trust = [
  'src/holoband/jws',
  'src/holoband/header_memo',
  'src/holoband/key_set',
  'src/holoband/text_index',
]
const json = [
  'src/holoband/json/scanner',
  'src/holoband/json/names',
  'src/holoband/json/number',
  'src/holoband/json/string',
  'src/holoband/json/value',
]
const jwk = ['src/holoband/jwk', 'src/holoband/key_shape', 'src/holoband/key.cc']
const asymmetric = [
  'src/holoband/crypto/ec.cc',
  'src/holoband/crypto/okp.cc',
  'src/holoband/crypto/rsa.cc',
  'src/holoband/crypto/signature_key',
]

/** @type {Readonly<Record<string, Target>>} */
export const targets = Object.freeze({
  token: {
    kind: 'native',
    about:
      'whole tokens before verifiers with secrets, with a set of public keys, with a cache, with a tiny limit',
    files: ['src/holoband/verifier', 'src/holoband/token_cache', ...trust],
    maxBytes: 4096,
  },
  header: {
    kind: 'native',
    about: 'headers of any content, signed; headers that an issuer is asked to write',
    files: trust,
    maxBytes: 2048,
  },
  claims: {
    kind: 'native',
    about: 'claims of any content under policies of any kind, against a second reading of the rules',
    files: ['src/holoband/claims', 'src/holoband/verifier'],
    maxBytes: 2048,
  },
  base64url: {
    kind: 'native',
    about: 'base64url against a naive reading of it',
    files: ['src/holoband/encoding/base64url'],
    maxBytes: 512,
  },
  jwk: {
    kind: 'native',
    about: 'JWKs of any content: what is taken is a sound key, and says what the text says',
    files: [...jwk, ...asymmetric],
    maxBytes: 4096,
  },
  jwks: {
    kind: 'native',
    about: 'JWK Sets of any content: no key spoils or stands for another',
    files: ['src/holoband/jwk_set', 'src/holoband/key_set', ...jwk],
    maxBytes: 4096,
  },
  pem: {
    kind: 'native',
    about: 'PEM of any content, encrypted keys too: what is taken is a sound key in its one encoding',
    files: [
      'src/holoband/pem',
      'src/holoband/key_der',
      'src/holoband/key_decrypt',
      'src/holoband/encoding/der',
    ],
    maxBytes: 4096,
  },
  refresh: {
    kind: 'native',
    about: 'the rotation of sessions, by programs of what servers, clients, thieves and stores do',
    files: ['src/holoband/session/'],
    maxBytes: 256,
  },
  scanner: {
    kind: 'native',
    about: 'the JSON scanner against nlohmann/json: the same verdict, the same values',
    files: json,
    maxBytes: 2048,
  },
  'sign-verify': {
    kind: 'native',
    about: 'what an issuer signs is accepted as it was, and refused with any change',
    files: ['src/holoband/issuer', 'src/holoband/verifier', 'src/holoband/crypto/hmac'],
    maxBytes: 2048,
  },
  'export-import': {
    kind: 'native',
    about: 'keys written as JWK, PEM and DER come back as themselves',
    files: [
      'src/holoband/jwk_export',
      'src/holoband/key_der_write',
      'src/holoband/thumbprint',
      'src/holoband/key.cc',
      ...asymmetric,
    ],
    maxBytes: 256,
  },
  cookie: {
    kind: 'node',
    about: 'Cookie headers against a naive reading of RFC 6265; cookies that were set are read again',
    module: 'tests/fuzz/cookie.js',
  },
  independent: {
    kind: 'node',
    about: 'check() against a verifier of its own in JavaScript: the same verdict, the same claims',
    module: 'tests/fuzz/independent.js',
  },
  'wasm-native': {
    kind: 'node',
    about: 'the WebAssembly module against the native library, with every algorithm',
    module: 'tests/fuzz/wasm-native.js',
  },
})
