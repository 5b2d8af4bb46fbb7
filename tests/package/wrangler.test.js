// The installed package in a Worker, bundled by wrangler as for a deployment, and run by the real runtime.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { Miniflare } from 'miniflare'
import { run } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'
import { filesOf } from './bundlers.js'

/** @import { Project } from '../support/package.js' */

const files = {
  // Nothing is awaited and nothing prepared; the key is made by the first request, since randomness is forbidden before.
  'worker.js': `
    import { createIssuer, createVerifier, generateKey } from 'holoband'
    import legacy from './legacy.cjs'
    const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
    let key
    export default {
      async fetch(request) {
        key ??= generateKey('ES256')
        const verifier = createVerifier({ keys: key, algorithms: ['ES256'], ...names })
        const token = createIssuer({ key, ...names, ttl: '15m' }).issue({ sub: 'ada' })
        const { code } = verifier.check(token.slice(0, -8) + 'AAAAAAAA')
        return Response.json([verifier.verify(token).claims.sub, code, legacy(key, names, token)])
      },
    }`,
  // A dependency that is older than the Worker.
  'legacy.cjs': `
    const { createVerifier } = require('holoband')
    module.exports = (key, names, token) =>
      createVerifier({ keys: key, algorithms: ['ES256'], ...names }).verify(token).claims.sub`,
  'client-only.js': `
    import { createAuthClient } from 'holoband/client'
    export default { fetch: () => new Response(typeof createAuthClient) }`,
}

const configuration = (/** @type {string} */ main, /** @type {string[]} */ flags) =>
  JSON.stringify({ name: 'consumer', main, compatibility_date: '2026-03-01', compatibility_flags: flags })

describe('wrangler deploys a Worker', () => {
  /** @type {Project} */
  let project
  const home = mkdtempSync(join(tmpdir(), 'holoband-wrangler-'))
  before(async () => {
    project = await createProject()
    for (const [name, text] of Object.entries(files)) project.write(name, text)
  })
  after(() => {
    project.remove()
    rmSync(home, { recursive: true, force: true })
  })

  /**
   * @param {string} main
   * @param {readonly string[]} flags
   */
  async function deploy(main, flags = []) {
    project.write('wrangler.json', configuration(main, [...flags]))
    const cli = join(root, 'node_modules', 'wrangler', 'bin', 'wrangler.js')
    const env = { HOME: home, XDG_CONFIG_HOME: home, WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' }
    const out = join(project.folder, `out-${main}${flags}`)
    const { output } = await run(process.execPath, [cli, 'deploy', '--dry-run', '--outdir', out], {
      cwd: project.folder,
      env,
    })
    assert.doesNotMatch(output, /warning|error/i)
    return filesOf(out)
  }

  /**
   * What the runtime answers with these files.
   *
   * @param {ReadonlyMap<string, Buffer>} bundle
   * @param {string} main
   * @param {string[]} flags
   */
  async function ask(bundle, main, flags) {
    const modules = [...bundle]
      .filter(([name]) => /\.(js|wasm)$/.test(name))
      .sort(([name]) => (name === main ? -1 : 1))
      .map(([path, contents]) => ({
        type: /** @type {'ESModule' | 'CompiledWasm'} */ (
          path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule'
        ),
        path,
        contents,
      }))
    const worker = new Miniflare({ modules, compatibilityDate: '2026-03-01', compatibilityFlags: flags })
    try {
      return await (await worker.dispatchFetch('https://worker.example/')).json()
    } finally {
      await worker.dispose()
    }
  }

  for (const flags of [[], ['nodejs_compat']]) {
    test(`that verifies, has one core, and carries one module ${flags.length ? 'with' : 'without'} nodejs_compat`, async () => {
      const bundle = await deploy('worker.js', flags)
      const carried = [...bundle.keys()].filter((name) => name.endsWith('.wasm'))
      assert.equal(carried.length, 1)
      assert.doesNotMatch(String(bundle.get('worker.js')), /AGFzbQ/, 'the module is no text in it')
      const answer = await ask(bundle, 'worker.js', flags)
      assert.deepEqual(answer, ['ada', 'ERR_SIGNATURE_INVALID', 'ada'])
    })
  }

  test('without the module, when it uses only the client', async () => {
    const bundle = await deploy('client-only.js')
    assert.deepEqual(
      [...bundle.keys()].filter((name) => name.endsWith('.wasm')),
      [],
    )
    assert.doesNotMatch(String(bundle.get('client-only.js')), /WebAssembly\.|instantiateWasm/)
  })
})
