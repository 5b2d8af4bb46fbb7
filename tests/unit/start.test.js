import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runNode } from '../support/process.js'

/** Counts every start of a WebAssembly module, every compilation and every draw of randomness from then on. */
const watch = `
  const seen = { instances: 0, modules: 0, randoms: 0 }
  for (const [name, counter] of [['Instance', 'instances'], ['Module', 'modules']]) {
    WebAssembly[name] = new Proxy(WebAssembly[name], {
      construct(target, args) { seen[counter]++; return Reflect.construct(target, args) },
    })
  }
  for (const name of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming']) {
    const original = WebAssembly[name]
    WebAssembly[name] = (...args) => { seen.instances++; return original?.apply(WebAssembly, args) }
  }
  const { getRandomValues } = crypto
  crypto.getRandomValues = (view) => { seen.randoms++; return getRandomValues.call(crypto, view) }
`

describe('the start of the module', () => {
  test('does not happen on import: it costs nothing until it is needed', async () => {
    const seen = await runNode(`
      ${watch}
      const holoband = await import('holoband')
      const imported = { ...seen }
      const key = holoband.secretKey(new Uint8Array(32).fill(0x5a))
      const first = { ...seen }
      holoband.signJws('x', { key })
      console.log(JSON.stringify({ imported, first, later: { ...seen } }))
    `)
    assert.deepEqual(seen, {
      imported: { instances: 0, modules: 0, randoms: 0 },
      first: { instances: 1, modules: 1, randoms: 0 },
      later: { instances: 1, modules: 1, randoms: 0 },
    })
  })

  test('describes the calls that few programs make when the first of them is made, and once', async () => {
    const seen = await runNode(`
      const { createIssuer, createVerifier, keySet, parseDuration, secretKey } = await import('holoband')
      const { core } = await import('./dist/internals.js')
      const described = () => 'createKeySet' in core().glue
      const key = secretKey({ utf8: 'a secret of no less than 32 bytes' })
      const common = { issuer: 'https://auth.example', audience: null }
      const token = createIssuer({ key, ttl: 900, ...common }).issue({ sub: 'ann' })
      const options = { algorithms: ['HS256'], ...common }
      const before = createVerifier({ keys: key, ...options }).verify(token).claims.sub
      key[Symbol.dispose]()
      const without = described()
      const others = ['first', 'second'].map((kid) => secretKey(new Uint8Array(32).fill(kid.length), { kid }))
      const set = keySet(others, { active: 'second' })
      const after = createVerifier({ keys: set, ...options }).check(token).code
      console.log(JSON.stringify({ before, without, with: described(), after, seconds: parseDuration('15m') }))
    `)
    assert.deepEqual(seen, {
      before: 'ann',
      without: false,
      with: true,
      after: 'ERR_KEY_AMBIGUOUS',
      seconds: 900,
    })
  })

  test('draws no randomness until a secret or a salt is made', async () => {
    const seen = await runNode(`
      ${watch}
      const { generateSecret, parseDuration } = await import('holoband')
      parseDuration('15m')
      const before = seen.randoms
      generateSecret()
      console.log(JSON.stringify({ before, after: seen.randoms > 0 }))
    `)
    assert.deepEqual(seen, { before: 0, after: true })
  })

  test('happens once, however often init is called', async () => {
    const seen = await runNode(`
      ${watch}
      const { init, parseDuration } = await import('holoband')
      const returned = await Promise.all([init(), init()])
      parseDuration('15m')
      await init()
      console.log(JSON.stringify({ returned: returned.map(String), instances: seen.instances }))
    `)
    assert.deepEqual(seen, { returned: ['undefined', 'undefined'], instances: 1 })
  })

  test('takes a module that the host has compiled', async () => {
    const seen = await runNode(`
      import { readFileSync } from 'node:fs'
      ${watch}
      const module = new WebAssembly.Module(readFileSync('dist/holoband.wasm'))
      const { init, parseDuration } = await import('holoband')
      await init(module)
      console.log(JSON.stringify({ seconds: parseDuration('15m'), modules: seen.modules, instances: seen.instances }))
    `)
    assert.deepEqual(seen, { seconds: 900, modules: 1, instances: 1 })
  })

  test('init takes a module or nothing', async () => {
    const { init } = await import('holoband')
    for (const value of [null, 5, 'holoband.wasm', {}, new Uint8Array(8), Promise.resolve()]) {
      await assert.rejects(init(/** @type {WebAssembly.Module} */ (value)), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      })
    }
    assert.equal(await init(), undefined)
  })

  test('fails with the platform’s own error where the module cannot start, and can be tried again', async () => {
    const seen = await runNode(`
      const { init, parseDuration } = await import('holoband')
      const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
      const failure = await init(empty).then(() => 'started', (error) => error.name)
      console.log(JSON.stringify({ failed: failure !== 'started', seconds: parseDuration('15m') }))
    `)
    assert.deepEqual(seen, { failed: true, seconds: 900 })
  })
})

describe('the package in CommonJS', () => {
  test('is required without await, and is the module that import gives', async () => {
    const seen = await runNode(
      `
      const holoband = require('holoband')
      const key = holoband.secretKey(new Uint8Array(32).fill(0x5a))
      const common = { key, issuer: null, audience: null, ttl: 900 }
      const token = holoband.createIssuer(common).issue({ sub: 'a' })
      const verifier = holoband.createVerifier({ keys: key, algorithms: ['HS256'], issuer: null, audience: null })
      import('holoband').then((imported) => {
        const same = imported.HolobandError === holoband.HolobandError
        console.log(JSON.stringify({ sub: verifier.verify(token).claims.sub, same }))
      })
      `,
      { type: 'commonjs', flags: ['--no-warnings'] },
    )
    assert.deepEqual(seen, { sub: 'a', same: true })
  })

  test('has a session entry that is required the same way', async () => {
    const source = `console.log(JSON.stringify(typeof require('holoband/session').createSessions))`
    assert.equal(await runNode(source, { type: 'commonjs', flags: ['--no-warnings'] }), 'function')
  })
})
