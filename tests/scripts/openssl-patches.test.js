import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { applyPatches, patched, patches, patchIngredients } from '../../scripts/lib/openssl/patches.js'
import { folderName } from '../../scripts/lib/openssl/recipe.js'

const source = 'start\nold one\nold two\nend\n'
const patch = (/** @type {object[]} */ ...places) =>
  /** @type {import('../../scripts/lib/openssl/patches.js').Patch} */ ({ file: 'a.c', why: 'a test', places })

test('a patched place says something else to WebAssembly, and what it said to everything else', () => {
  assert.equal(
    patched(source, patch({ from: 'old one\n', until: 'end\n', put: 'new\n' })),
    'start\n#ifdef __wasm__\nnew\n#else\nold one\nold two\n#endif\nend\n',
  )
})

test('a place without an end reaches to the end of the file', () => {
  assert.equal(
    patched(source, patch({ from: 'old two\n', put: '' })),
    'start\nold one\n#ifdef __wasm__\n#else\nold two\nend\n#endif\n',
  )
})

test('a patch refuses a source in which its place is missing or is there more than once', () => {
  assert.throws(() => patched(source, patch({ from: 'young', put: '' })), /a\.c has 0 places instead of one/)
  assert.throws(() => patched(source, patch({ from: 'old', put: '' })), /a\.c has 2 places instead of one/)
})

test('a patch refuses a source in which its place does not end', () => {
  const place = { from: 'old two', until: 'old one', put: '' }
  assert.throws(() => patched(source, patch(place)), /a\.c has no "old one" after "old two"/)
})

test('no source is written if one of them cannot be patched', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-patches-'))
  for (const { file, places } of patches) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, file), places.map(({ from, until = '' }) => from + until).join('\n'))
  }
  const last = patches.at(-1)
  assert.ok(last)
  fs.writeFileSync(path.join(folder, last.file), 'another OpenSSL')
  const before = read(folder)
  assert.throws(() => applyPatches(folder), /0 places instead of one/)
  assert.deepEqual(read(folder), before)
  fs.rmSync(folder, { recursive: true })
})

test('the name of a built OpenSSL changes with the patches if it has them', () => {
  assert.notEqual(folderName('wasm', 'a', ['others']), folderName('wasm', 'a'))
  assert.equal(folderName('native', 'a', ['others']), folderName('native', 'a'))
  const ours = JSON.stringify(patchIngredients())
  assert.match(ours, /bn_mul_mont\(BN_ULONG/) // the C code too
  assert.match(ours, /static int mul_points/)
  assert.match(ours, /static void sha256_block_data_order/)
})

/** @param {string} folder */
function read(folder) {
  return patches.map(({ file }) => fs.readFileSync(path.join(folder, file), 'utf8'))
}
