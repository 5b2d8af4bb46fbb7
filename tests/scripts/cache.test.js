import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { ensureFolder, sweep, withLock } from '../../scripts/lib/cache.js'
import { folderName, recipes } from '../../scripts/lib/openssl/recipe.js'
import { cacheDir } from '../../scripts/lib/paths.js'

let home = ''
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-cache-'))
})
afterEach(() => fs.rmSync(home, { recursive: true, force: true }))

const minutesAgo = (/** @type {string} */ file, /** @type {number} */ minutes) => {
  const time = new Date(Date.now() - minutes * 60_000)
  fs.utimesSync(file, time, time)
}

test('a folder appears whole, and is not made again', async () => {
  const target = path.join(home, 'deep', 'thing')
  let made = 0
  const make = async (/** @type {string} */ partial) => {
    made++
    fs.writeFileSync(path.join(partial, 'file'), 'content')
    assert.equal(fs.existsSync(target), false)
  }
  await ensureFolder(target, make)
  await ensureFolder(target, make)
  assert.equal(made, 1)
  assert.equal(fs.readFileSync(path.join(target, 'file'), 'utf8'), 'content')
  assert.deepEqual(fs.readdirSync(path.dirname(target)), ['thing'])
})

test('a failure leaves nothing behind, and the next attempt succeeds', async () => {
  const target = path.join(home, 'thing')
  const failing = ensureFolder(target, async (partial) => {
    fs.writeFileSync(path.join(partial, 'half'), '')
    throw new Error('interrupted')
  })
  await assert.rejects(failing, /interrupted/)
  assert.deepEqual(fs.readdirSync(home), [])
  await ensureFolder(target, async () => {})
  assert.deepEqual(fs.readdirSync(home), ['thing'])
})

test('of two at once one works and the other waits for it', async () => {
  const target = path.join(home, 'thing')
  let made = 0
  let waited = 0
  const make = async () => {
    made++
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const onWait = () => {
    waited++
  }
  await Promise.all([ensureFolder(target, make, onWait), ensureFolder(target, make, onWait)])
  assert.deepEqual({ made, waited }, { made: 1, waited: 1 })
})

test('partial folders are swept when they are old, and left alone while somebody may be at work', () => {
  for (const name of ['a.partial-old', 'b.partial-new', 'whole']) fs.mkdirSync(path.join(home, name))
  minutesAgo(path.join(home, 'a.partial-old'), 2)
  minutesAgo(path.join(home, 'whole'), 2)
  sweep(home)
  assert.deepEqual(fs.readdirSync(home).sort(), ['b.partial-new', 'whole'])
})

for (const [what, content, age] of /** @type {const} */ ([
  ['whose process is gone', JSON.stringify({ host: os.hostname(), pid: 2 ** 30 }), 0],
  ['that nobody has touched for a while', JSON.stringify({ host: 'elsewhere', pid: 1 }), 2],
])) {
  test(`a lock ${what} is taken over`, async () => {
    const lock = path.join(home, 'lock')
    fs.writeFileSync(lock, content)
    minutesAgo(lock, age)
    assert.equal(await withLock(lock, undefined, async () => 'done'), 'done')
    assert.deepEqual(fs.readdirSync(home), [])
  })
}

test('the cache is where HOLOBAND_CACHE says, else where XDG_CACHE_HOME says, else at home', () => {
  assert.equal(cacheDir({ HOLOBAND_CACHE: '/a', XDG_CACHE_HOME: '/b' }), '/a')
  assert.equal(cacheDir({ XDG_CACHE_HOME: '/b' }), '/b/holoband')
  assert.equal(cacheDir({ XDG_CACHE_HOME: 'relative' }), path.join(os.homedir(), '.cache', 'holoband'))
  assert.equal(cacheDir({}), path.join(os.homedir(), '.cache', 'holoband'))
})

test('the name of a built OpenSSL tells targets and compilers apart', () => {
  const names = [folderName('wasm', 'a'), folderName('wasm', 'b'), folderName('native', 'a')]
  assert.equal(new Set(names).size, 3)
  assert.equal(folderName('wasm', 'a'), names[0])
  for (const name of names) assert.match(name, /^openssl-3\.5\.7-(wasm|native)-[0-9a-f]{16}$/)
})

test('OpenSSL is never built with SIMD for WebAssembly, and keeps what JOSE and passwords need', () => {
  const { configure } = recipes.wasm
  assert.ok(!configure.some((flag) => flag.includes('simd')))
  for (const kept of ['ec', 'ecx', 'ml-dsa', 'blake2', 'argon2', 'deprecated', 'bulk']) {
    for (const target of Object.values(recipes)) assert.ok(!target.configure.includes(`no-${kept}`), kept)
  }
})
