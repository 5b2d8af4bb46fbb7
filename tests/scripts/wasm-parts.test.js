import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWasmSizes } from '../../scripts/lib/wasm-file.js'
import { partOf, readMap } from '../../scripts/lib/wasm-parts.js'

const text = (/** @type {string} */ value) => [value.length, ...Buffer.from(value)]
const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [
  id,
  content.length,
  ...content,
]

// A module that imports a function and a memory, and has two functions and a segment of data.
const parts = {
  magic: [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  types: section(1, [1, 0x60, 0, 0]),
  imports: section(2, [2, ...text('e'), ...text('f'), 0, 0, ...text('e'), ...text('m'), 2, 1, 1, 2]),
  functions: section(3, [2, 0, 0]),
  code: section(10, [2, 2, 0, 0x0b, 4, 0, 0x01, 0x01, 0x0b]),
  data: section(11, [1, 0, 0x41, 0, 0x0b, 3, 1, 2, 3]),
  names: section(0, [...text('name'), 1, 7, 2, 1, ...text('a'), 2, ...text('b')]),
}

test('each function has its size and its name, imported ones aside', () => {
  const bytes = Uint8Array.from(Object.values(parts).flat())
  assert.ok(WebAssembly.validate(bytes))
  const sizes = readWasmSizes(bytes)
  assert.deepEqual(sizes.functions, [
    { name: 'a', size: 2 },
    { name: 'b', size: 4 },
  ])
  assert.equal(sizes.data, parts.data.length - 2)
})

test('names do not count, and everything else does', () => {
  const { names: _, ...rest } = parts
  const withNames = readWasmSizes(Uint8Array.from(Object.values(parts).flat()))
  const without = readWasmSizes(Uint8Array.from(Object.values(rest).flat()))
  assert.equal(withNames.rest - without.rest, 2) // the header of the section of names
  assert.equal(without.functions[0]?.name, '')
})

test('a file that breaks off is refused', () => {
  const bytes = Uint8Array.from(Object.values(parts).flat())
  assert.throws(() => readWasmSizes(bytes.subarray(0, 9)), /breaks off/)
})

test('a function belongs to the part that its object file is of', () => {
  const origins = readMap(
    [
      '       -      123       1e                 /x/libcrypto.a(libcrypto-lib-argon2.o):(fill_block)',
      '       -      144       1e         /x/libcrypto.a(libcrypto-lib-ecp_nistp256.o):(felem_mul)',
      '       -      144       1e                 lto.tmp:(_ZN8holoband6verifyEv)',
    ].join('\n'),
  )
  assert.equal(partOf('fill_block', origins.get('fill_block')), 'OpenSSL: Argon2 and BLAKE2')
  assert.equal(partOf('felem_mul', origins.get('felem_mul')), 'OpenSSL: elliptic curves')
  assert.equal(partOf('_ZN8holoband6verifyEv', origins.get('_ZN8holoband6verifyEv')), 'holoband')
  assert.equal(partOf('_ZN8nlohmann5parseEv'), 'nlohmann/json')
  assert.equal(partOf('emmalloc_malloc'), 'libc, libc++ and memory')
})
