// Says what the module is made of: links it once more, with names and a map of where each function came from.
import fs from 'node:fs'
import path from 'node:path'
import { buildPreset } from './cmake.js'
import { kilobytes } from './dist.js'
import { readWasmSizes } from './wasm-file.js'

/**
 * Parts of OpenSSL by the names of its object files; the first that fits decides.
 * @type {[RegExp, string][]}
 */
const opensslParts = [
  [/argon2|blake2/, 'OpenSSL: Argon2 and BLAKE2'],
  [/ml_dsa/, 'OpenSSL: ML-DSA'],
  [/sha|keccak|m_sigver|digest_common|hmac/, 'OpenSSL: SHA-2, SHA-3 and HMAC'],
  [/curve448|curve25519|ecx|eddsa|f_generic|f_impl/, 'OpenSSL: Ed25519 and Ed448'],
  [/-ec|ecp|ecdsa|ecdh/, 'OpenSSL: elliptic curves'],
  [/-rsa/, 'OpenSSL: RSA'],
  [/-bn/, 'OpenSSL: big numbers'],
  [/aes|cipher/, 'OpenSSL: AES'],
  [/rand|drbg|seed/, 'OpenSSL: random numbers'],
  [/asn1|-a_|-t_|tasn|x509|-v3|pem|pkcs|-p8|-x_|decode|encode|der_|-f_/, 'OpenSSL: ASN.1, X.509 and PEM'],
  [/./, 'OpenSSL: EVP, providers and the rest'],
]

/** @param {import('./progress.js').Progress} progress */
export async function wasmParts(progress) {
  const folder = path.join(await buildPreset('wasm-release', progress, ['holoband_parts']), 'bindings')
  const origins = readMap(fs.readFileSync(path.join(folder, 'holoband_parts.map'), 'utf8'))
  const sizes = readWasmSizes(fs.readFileSync(path.join(folder, 'holoband_parts.wasm')))
  const totals = /** @type {Map<string, number>} */ (new Map())
  const add = (/** @type {string} */ part, /** @type {number} */ size) =>
    totals.set(part, (totals.get(part) ?? 0) + size)
  for (const { name, size } of sizes.functions) add(partOf(name, origins.get(name)), size)
  add('static data', sizes.data)
  add('types, imports, exports and tables', sizes.rest)
  const rows = [...totals].sort(([, a], [, b]) => b - a)
  return rows.map(([part, size]) => `  ${part.padEnd(40)}${kilobytes(size)}`)
}

/**
 * The object file of each function, as the linker's map lists them: "… folder/archive.a(object.o):(function)".
 * @param {string} map
 */
export function readMap(map) {
  const origins = /** @type {Map<string, string>} */ (new Map())
  for (const [, file = '', name = ''] of map.matchAll(/(\S+):\(([^\s()]+)\)$/gm)) origins.set(name, file)
  return origins
}

/**
 * @param {string} name
 * @param {string} [origin]
 */
export function partOf(name, origin = '') {
  const member = /libcrypto\.a\(lib\w+-lib-(.+)\.o\)/.exec(origin)?.[1]
  if (member) return opensslParts.find(([pattern]) => pattern.test(`-${member}`))?.[1] ?? ''
  if (name.includes('nlohmann')) return 'nlohmann/json'
  if (name.includes('holoband')) return 'holoband'
  if (/emscripten|embind|__getTypeName/.test(name)) return 'embind'
  return 'libc, libc++ and memory'
}
