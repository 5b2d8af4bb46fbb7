// A thread of its own for one operation in a module that is short of memory: its memory may not grow, and is full but for
// so many bytes. Ever more are left, until the operation succeeds, or until the module has failed and is of no more use.
import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import { createIssuer, createVerifier, HolobandError, init, secretKey } from 'holoband'
import { glue, handleCount } from '../support/core.js'
import { wholeMemory } from '../support/whole-memory.js'
import { operations, soundWorld } from './operations.js'

/**
 * `room` is how many bytes are left at first, and `ratio` the part by which there are more of them each time.
 *
 * @typedef {{ name: string, room: number, ratio: number, module: WebAssembly.Module }} Order
 *
 * `room` is what was left at last, `faults` how many attempts met the fault, and `failed` whether the module did.
 *
 * @typedef {{ room: number, faults: number, failed: boolean }} Report
 */

const common = { issuer: null, audience: null }

/** @type {Order} */
const order = workerData
await init(order.module)
const made = makeBystanders()
parentPort?.postMessage(await search(order))

/**
 * @param {Order} order
 * @returns {Promise<Report>}
 */
async function search({ name, room: first, ratio }) {
  const make = operations[name]
  assert.ok(make)
  // The first one describes the calls, and fills what the module keeps.
  const { work, isRight } = await make(soundWorld())
  assert.ok(isRight(/** @type {never} */ (await work())), 'without a fault it succeeds')
  for (let room = first, faults = 0; ; room += Math.max(16, Math.floor(room * ratio)), faults++) {
    const ready = await make(soundWorld())
    const handles = handleCount()
    const giveBack = fill(room)
    const { code, result } = await attempt(ready.work)
    giveBack()
    if (code === 'ERR_MODULE_FAILED') {
      await assertFailedForGood(ready.work)
      return { room, faults: faults + 1, failed: true }
    }
    if (code === undefined) {
      assert.ok(ready.isRight(/** @type {never} */ (result)), `what it makes of ${room} bytes is right`)
      return { room, faults, failed: false }
    }
    assert.ok(code === 'ERR_OUT_OF_MEMORY' || code === 'ERR_CRYPTO_FAILED', `${room} bytes: ${code}`)
    assert.ok(handleCount() <= handles, 'nothing is kept for who got nothing')
    assert.ok(ready.isRight(/** @type {never} */ (await ready.work())), 'with memory it succeeds')
  }
}

/**
 * The code that the work failed with, or its result. A verdict is a code that nobody threw.
 *
 * @param {() => unknown} work
 * @returns {Promise<{ code?: string, result?: unknown }>}
 */
async function attempt(work) {
  try {
    const result = await work()
    return result === 'ERR_MODULE_FAILED' || result === 'ERR_OUT_OF_MEMORY' ? { code: result } : { result }
  } catch (error) {
    assert.ok(error instanceof HolobandError, `${error instanceof Error ? error.stack : error}`)
    return { code: error.code }
  }
}

/**
 * Fills the memory of the module but for so many bytes in one piece, and keeps it from growing. Returns what undoes it.
 *
 * @param {number} room
 */
function fill(room) {
  const { _malloc, _free } = glue()
  const { grow } = WebAssembly.Memory.prototype
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('no more memory')
  }
  const kept = room === 0 ? 0 : _malloc(room)
  /** @type {number[]} */
  const blocks = []
  for (let size = 2 ** 24; size >= 8; size /= 2) {
    for (let block = _malloc(size); block !== 0; block = _malloc(size)) blocks.push(block)
  }
  if (kept !== 0) _free(kept)
  return () => {
    WebAssembly.Memory.prototype.grow = grow
    // What has failed has no memory to be given back to.
    if (wholeMemory().some((byte) => byte !== 0)) for (const block of blocks) _free(block)
  }
}

/** Who has nothing to do with the operation, and worked until then. */
function makeBystanders() {
  const key = secretKey(new Uint8Array(32).fill(8))
  const issuer = createIssuer({ ...common, key, ttl: 900 })
  const verifier = createVerifier({ ...common, keys: key, algorithms: ['HS256'] })
  const token = issuer.issue({ sub: '7' })
  assert.ok(verifier.check(token).ok)
  return { key, issuer, verifier, token }
}

/**
 * Nothing is issued or accepted any more, no secret is left in memory, and who gives something up is not troubled.
 *
 * @param {() => unknown} work
 */
async function assertFailedForGood(work) {
  assert.ok(!wholeMemory().some((byte) => byte !== 0), 'keys and secrets are gone')
  assert.equal((await attempt(work)).code, 'ERR_MODULE_FAILED')
  const acts = [
    () => secretKey(new Uint8Array(32).fill(7)),
    () => createIssuer({ ...common, key: made.key, ttl: 900 }),
    () => made.issuer.issue({ sub: '7' }),
    () => made.verifier.verify(made.token),
    () => made.verifier.explain(made.token),
    () => init(),
  ]
  for (const act of acts) assert.equal((await attempt(act)).code, 'ERR_MODULE_FAILED', String(act))
  const verdict = made.verifier.check(made.token)
  assert.ok(!verdict.ok)
  assert.deepEqual([verdict.code, verdict.reason], ['ERR_MODULE_FAILED', 'unavailable'])
  for (const resource of [made.key, made.issuer, made.verifier]) resource.dispose()
}
