// The arithmetic that WebAssembly has for Ed25519, compiled for this machine with a check for overflows, against BigInt.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const header = fileURLToPath(new URL('../../scripts/lib/openssl/wasm/ed25519.h', import.meta.url))
const prime = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
const digits = 9
const half = 2 ** 28

// Reads lines of an operation, two elements and a scalar; prints the bytes of the result.
const program = `
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define OPENSSL_cleanse(place, size) memset(place, 0, size)
#include "${header}"
static int read_bytes(uint8_t out[32])
{
    unsigned byte;
    for (int i = 0; i < 32; i++) {
        if (scanf("%2x", &byte) != 1) return 0;
        out[i] = (uint8_t)byte;
    }
    return 1;
}
static void print(const uint8_t bytes[32])
{
    for (int i = 0; i < 32; i++) printf("%02x", bytes[i]);
    printf("\\n");
}
int main(void)
{
    char operation;
    uint8_t bytes[32], left[32], right[32];
    while (scanf(" %c", &operation) == 1) {
        fe a, b, c;
        ge_p3 point;
        ge_p2 sum;
        if (operation == 'G') { /* a multiple of the generator */
            read_bytes(left);
            ge_scalarmult_base(&point, left);
            ge_p3_tobytes(bytes, &point);
        } else if (operation == 'V') { /* minus a key, times a scalar, and the generator */
            const known_key *key;
            read_bytes(bytes);
            read_bytes(left);
            read_bytes(right);
            key = find_key_vartime(bytes);
            memset(bytes, 0xff, sizeof(bytes));
            if (key != NULL) {
                ge_double_scalarmult_vartime(&sum, left, key, right);
                ge_tobytes(bytes, &sum);
            }
        } else if (operation == 'B') { /* bytes, which need not be below the prime */
            read_bytes(left);
            fe_frombytes(a, left);
            fe_tobytes(bytes, a);
        } else {
            for (int i = 0; i < 9; i++) scanf("%d", &a[i]);
            for (int i = 0; i < 9; i++) scanf("%d", &b[i]);
            if (operation == '*') fe_mul(c, a, b);
            if (operation == '2') fe_sq(c, a);
            if (operation == '/') fe_invert(c, a);
            if (operation == '=') memcpy(c, a, sizeof(c));
            for (int i = 0; operation != '=' && i < 9; i++)
                if (c[i] > (1 << 28) + (1 << 17) || c[i] < -(1 << 28) - (1 << 17)) printf("too large: ");
            fe_tobytes(bytes, c);
        }
        print(bytes);
    }
    return 0;
}
`

/** @type {string} */
let folder

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-ed25519-'))
  fs.writeFileSync(path.join(folder, 'test.c'), program)
  const flags = ['-O1', '-w', '-fsanitize=undefined', '-fno-sanitize-recover=all']
  execFileSync(process.env.CC || 'cc', [
    ...flags,
    '-o',
    path.join(folder, 'test'),
    path.join(folder, 'test.c'),
  ])
})
after(() => fs.rmSync(folder, { recursive: true }))

/** @param {string[]} lines */
const run = (lines) =>
  execFileSync(path.join(folder, 'test'), { input: lines.join('\n'), maxBuffer: 2 ** 26 })
    .toString()
    .trim()
    .split('\n')

let counter = 0
/** Bytes that look random and are the same in each run */
const bytes = () => createHash('sha512').update(`ed25519 ${counter++}`).digest()
const modulo = (/** @type {bigint} */ a, m = prime) => ((a % m) + m) % m
const hex = (/** @type {bigint} */ a) =>
  Buffer.from(a.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex')
const number = (/** @type {Uint8Array} */ from) => BigInt(`0x${Buffer.from(from).reverse().toString('hex')}`)
const valueOfDigits = (/** @type {number[]} */ element) =>
  element.reduce((sum, digit, i) => sum + BigInt(digit) * 2n ** BigInt(29 * i), 0n)

/** Digits as large as the size allows, or anything below */
const element = (/** @type {number} */ size, /** @type {number} */ kind) =>
  Array.from({ length: digits }, (_, i) => {
    const largest = size * (half + (i === 1 ? 2 ** 16 : 0))
    if (kind === 0) return largest
    if (kind === 1) return -largest
    const random = bytes().readInt32LE()
    return kind === 2 ? (random < 0 ? -largest : largest) : random % largest
  })

/** @param {bigint} a */
function inverse(a) {
  let [high, low, first, second] = [prime, modulo(a), 0n, 1n]
  while (low > 0n) {
    const times = high / low
    ;[high, low, first, second] = [low, high - times * low, second, first - times * second]
  }
  return modulo(first)
}
const d = modulo(-121665n * inverse(121666n))

/** @typedef {readonly [bigint, bigint]} Point */
/** @param {Point} p @param {Point} q @returns {Point} */
function add([x1, y1], [x2, y2]) {
  const t = modulo(d * x1 * x2 * y1 * y2)
  return [
    modulo((x1 * y2 + x2 * y1) * inverse(1n + t)),
    modulo((y1 * y2 + x1 * x2) * inverse(modulo(1n - t))),
  ]
}
/** @param {bigint} scalar @param {Point} p */
function times(scalar, p) {
  /** @type {Point} */
  let sum = [0n, 1n]
  for (let step = p, left = scalar; left > 0n; left >>= 1n, step = add(step, step))
    if (left & 1n) sum = add(sum, step)
  return sum
}
const encoded = (/** @type {Point} */ [x, y]) => hex(y | ((x & 1n) << 255n))
/** @type {Point} */
const generator = [
  15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  46316835694926478169428394003475163141307993866256225615783033603165251855960n,
]

test('products, squares and inverses are right and carried for digits of every size that a factor may have', () => {
  const lines = []
  const expected = []
  const sizes = [
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 3],
    [2, 3],
    [6, 2],
    [1, 7],
  ]
  for (const [left = 1, right = 1] of sizes) {
    for (let kind = 0; kind < 100; kind++) {
      const a = element(left, kind % 4)
      const b = element(right, (kind >> 2) % 4)
      lines.push(`* ${a.join(' ')} ${b.join(' ')}`)
      expected.push(hex(modulo(valueOfDigits(a) * valueOfDigits(b))))
      if (left > 3) continue
      lines.push(`2 ${a.join(' ')} ${b.join(' ')}`)
      expected.push(hex(modulo(valueOfDigits(a) ** 2n)))
    }
  }
  for (let kind = 0; kind < 20; kind++) {
    const a = element(1, kind % 4)
    lines.push(`/ ${a.join(' ')} ${a.join(' ')}`)
    expected.push(hex(inverse(valueOfDigits(a))))
  }
  assert.deepEqual(run(lines), expected)
})

test('an element has the same bytes however it is written, and they are below the prime', () => {
  const values = [0n, 1n, 18n, 19n, 20n, prime - 1n, prime, prime + 1n, prime + 18n, 2n ** 255n - 1n]
  const lines = values.map((value) => `B ${hex(value)}`)
  const expected = values.map((value) => hex(modulo(value)))
  const written = (/** @type {bigint} */ value) => {
    let left = value
    const last = digits - 1
    return Array.from({ length: digits }, (_, i) => {
      const digit = i === last ? left : BigInt.asIntN(29, left)
      left = (left - digit) >> 29n
      return Number(digit)
    })
  }
  for (const value of values.flatMap((value) => [
    value,
    -value,
    value + prime,
    value - 2n * prime,
    7n * prime + value,
  ])) {
    lines.push(`= ${written(value).join(' ')} ${written(0n).join(' ')}`)
    expected.push(hex(modulo(value)))
  }
  for (let kind = 0; kind < 400; kind++) {
    const a = element(1 + (kind % 3), (kind >> 2) % 4)
    lines.push(`= ${a.join(' ')} ${a.join(' ')}`)
    expected.push(hex(modulo(valueOfDigits(a))))
  }
  assert.deepEqual(run(lines), expected)
})

test('multiples of the generator are right for the scalars at the ends and for others', () => {
  const scalars = [
    0n,
    1n,
    2n,
    7n,
    8n,
    9n,
    15n,
    16n,
    17n,
    255n,
    256n,
    order - 1n,
    order,
    order + 1n,
    2n ** 255n - 1n,
  ]
  for (let i = 0; i < 252; i += 13) scalars.push(2n ** BigInt(i), 8n * 2n ** BigInt(i), 2n ** BigInt(i) - 1n)
  for (let i = 0; i < 20; i++) scalars.push(number(bytes().subarray(0, 32)) % 2n ** 255n)
  assert.deepEqual(
    run(scalars.map((scalar) => `G ${hex(scalar)}`)),
    scalars.map((scalar) => encoded(times(scalar, generator))),
  )
})

test('the sum for verification is right for equal, opposite and other points, and for more keys than are kept', () => {
  const secrets = [1n, 2n, order - 1n, 8n, ...Array.from({ length: 8 }, () => number(bytes()) % order)]
  const lines = []
  const expected = []
  for (let round = 0; round < 4; round++) {
    for (const secret of secrets) {
      const key = times(secret, generator)
      const a = round === 3 ? 0n : number(bytes()) % order
      const b = round === 0 ? number(bytes()) % order : modulo((round === 1 ? 1n : -1n) * a * secret, order)
      lines.push(`V ${encoded(key)} ${hex(a)} ${hex(b)}`)
      expected.push(encoded(times(modulo(b - a * secret, order), generator)))
    }
  }
  assert.deepEqual(run(lines), expected)
})

test('bytes that are no point are no key, and neither forgets nor replaces one', () => {
  const key = encoded(times(5n, generator))
  const lines = [
    `V ${key} ${hex(3n)} ${hex(0n)}`,
    `V ${hex(2n)} ${hex(3n)} ${hex(0n)}`,
    `V ${key} ${hex(3n)} ${hex(0n)}`,
  ]
  const sum = encoded(times(order - 15n, generator))
  assert.deepEqual(run(lines), [sum, 'ff'.repeat(32), sum])
})
