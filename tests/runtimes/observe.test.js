import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runNode } from '../support/process.js'

test('what a program does is seen, by whatever name it does it', async () => {
  const seen = await runNode(`
    import { observed, since } from './tests/runtimes/programs/observe.js'
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
    const acts = {
      nothing: () => 1,
      compiled: async () => { new WebAssembly.Module(empty); await WebAssembly.compile(empty) },
      started: async (module = new WebAssembly.Module(empty)) => {
        new WebAssembly.Instance(module); await WebAssembly.instantiate(module)
      },
      evaluated: () => { new Function('1'); Function('1'); (() => {}).constructor('1'); (0, eval)('1') },
      random: () => { crypto.getRandomValues(new Uint8Array(1)); crypto.randomUUID(); Math.random() },
      clock: () => { Date.now(); new Date(); performance.now() },
    }
    const told = {}
    for (const [name, act] of Object.entries(acts)) {
      const before = observed()
      await act()
      told[name] = since(before)
    }
    console.log(JSON.stringify(told))
  `)
  const nothing = { compiled: 0, started: 0, evaluated: 0, random: 0, clock: 0 }
  assert.deepEqual(seen, {
    nothing,
    compiled: { ...nothing, compiled: 2 },
    started: { ...nothing, compiled: 1, started: 2 },
    evaluated: { ...nothing, evaluated: 4 },
    random: { ...nothing, random: 3 },
    clock: { ...nothing, clock: 3 },
  })
})
