// The installed package in bundles: they run where they are meant to, and hold no more than they need.
import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { run } from '../../scripts/lib/run.js'
import { launchChromium, openContext, until } from '../browser/support/chromium.js'
import { servePages } from '../browser/support/pages.js'
import { createProject } from '../support/package.js'
import { bundlers, filesOf, serveWithVite } from './bundlers.js'
import { programSubpaths } from './support.js'

/** @import { Project } from '../support/package.js' */

const exercise = `
  const key = generateKey('ES256')
  const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
  const token = createIssuer({ key, ...names, ttl: '15m' }).issue({ sub: 'ada' })
  const verifier = createVerifier({ keys: key, algorithms: ['ES256'], ...names })
  const outcome = [verifier.verify(token).claims.sub, verifier.check(token.slice(0, -8) + 'AAAAAAAA').code].join(' ')
`
const outcome = 'ada ERR_SIGNATURE_INVALID'
const programs = {
  'page.js': `import { createIssuer, createVerifier, generateKey, init } from 'holoband'
    init().then(() => {${exercise} document.title = outcome })`,
  'inline-page.js': `import { createIssuer, createVerifier, generateKey, init } from 'holoband'
    import { inlineModule } from 'holoband/inline'
    init(inlineModule()).then(() => {${exercise} document.title = outcome })`,
  'server.js': `import { createIssuer, createVerifier, generateKey } from 'holoband'
    ${exercise} console.log(outcome)`,
  'inline-server.js': `import { createIssuer, createVerifier, generateKey, init } from 'holoband'
    import { inlineModule } from 'holoband/inline'
    init(inlineModule()).then(() => {${exercise} console.log(outcome) })`,
  'client.js': `import { createAuthClient } from 'holoband/client'
    const auth = createAuthClient()
    auth.ready.then((session) => { document.title = session.status })`,
  'unused.js': `import { createVerifier } from 'holoband'
    import { createSessions } from 'holoband/session'
    import { createAuthClient } from 'holoband/client'`,
  'errors.js': `import { HolobandError } from 'holoband'
    globalThis.isOurs = (error) => error instanceof HolobandError`,
}

/** Words of the module's text, its file's name and its glue: a bundle without it has none of them. */
const traces = /holoband\.wasm|AGFzbQ|instantiateWasm|_embind_|WebAssembly\./

const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:`
const html = `<!doctype html><title></title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>`

const browser = await launchChromium()
/** @type {Project} */
let project
before(async () => {
  project = await createProject({ dependencies: ['react'] })
  for (const [name, text] of Object.entries(programs)) project.write(name, text)
})
after(() => project.remove())

const copyModule = (/** @type {string} */ folder) =>
  copyFileSync(
    join(project.folder, 'node_modules', 'holoband', 'dist', 'holoband.wasm'),
    join(folder, 'holoband.wasm'),
  )

/**
 * What the page says of itself that the bundle is served to, under a policy that lets it compile but not evaluate.
 *
 * @param {string} folder
 */
async function titleOf(folder) {
  const files = [...filesOf(folder)].map(([name, body]) => [`/${name}`, { body }])
  const home = { body: html, headers: { 'content-security-policy': policy } }
  const site = await servePages({ ...Object.fromEntries(files), '/': home })
  try {
    return await titleAt(site.origin)
  } finally {
    await site.close()
  }
}

/** @param {string} address */
async function titleAt(address) {
  const { context, problems } = await openContext(browser)
  try {
    const page = await context.newPage()
    await page.goto(address)
    const title = await until(
      async () => problems.errors[0] ?? ((await page.title()) || undefined),
      'the title',
    )
    problems.assertNone()
    return title
  } finally {
    await context.close()
  }
}

for (const [name, bundle, bringsFile] of bundlers) {
  describe(`bundled with ${name}`, () => {
    /** @param {keyof typeof programs} entry @param {import('./bundlers.js').Target} target */
    const bundled = async (entry, target) => {
      const out = `${name}-${entry}`
      assert.deepEqual(await bundle({ folder: project.folder, entry, target, out }), [])
      return join(project.folder, out)
    }

    test(`a page works${bringsFile.browser ? '' : ' when the module is copied beside it'}`, async () => {
      const folder = await bundled('page.js', 'browser')
      const brought = [...filesOf(folder).keys()].filter((file) => file.endsWith('.wasm'))
      assert.equal(brought.length, bringsFile.browser ? 1 : 0)
      if (!bringsFile.browser) copyModule(folder)
      assert.equal(await titleOf(folder), outcome)
    })

    test('a page with the module inside works without any file', async () => {
      const folder = await bundled('inline-page.js', 'browser')
      // Bundlers that know of the file bring it along, though nobody asks for it.
      for (const [file] of filesOf(folder)) assert.match(file, /\.js$|\.wasm$/)
      assert.equal(await titleOf(folder), outcome)
    })

    test(`a server works${bringsFile.node ? '' : ' when the module is copied beside it'}`, async () => {
      const folder = await bundled('server.js', 'node')
      if (!bringsFile.node) copyModule(folder)
      const { stdout } = await run(process.execPath, [join(folder, 'main.js')], { cwd: '/' })
      assert.equal(stdout.trim(), outcome)
    })

    test('a server with the module inside works without any file', async () => {
      const folder = await bundled('inline-server.js', 'node')
      const { stdout } = await run(process.execPath, [join(folder, 'main.js')], { cwd: '/' })
      assert.equal(stdout.trim(), outcome)
    })

    test('the client is alone: no WebAssembly, and within its budget', async (t) => {
      const folder = await bundled('client.js', 'browser')
      const files = filesOf(folder)
      assert.deepEqual([...files.keys()], ['main.js'])
      const code = String(files.get('main.js'))
      assert.doesNotMatch(code, traces)
      const size = gzipSync(code, { level: 9 }).length
      t.diagnostic(`figures: holoband/client with ${name}, ${size} bytes gzipped`)
      // Rollup does not minify.
      assert.ok(size < (name === 'Rollup' ? 7000 : 3700), `${size} bytes`)
      // There is no auth handler that could know.
      assert.equal(await titleOf(folder), 'unknown')
    })

    test('what is imported and not used is not there', async () => {
      const code = String(filesOf(await bundled('unused.js', 'browser')).get('main.js'))
      assert.ok(code.trim().length < 10, code.slice(0, 200))
    })

    test('errors are recognised without the module', async () => {
      const code = String(filesOf(await bundled('errors.js', 'browser')).get('main.js'))
      assert.match(code, /isOurs/)
      assert.doesNotMatch(code, traces)
    })
  })
}

test('a page works on the development server of Vite, which bundles what is installed by itself', async () => {
  project.write('index.html', html.replace('/main.js', '/page.js'))
  const server = await serveWithVite(project.folder)
  try {
    assert.equal(await titleAt(server.resolvedUrls?.local[0] ?? ''), outcome)
  } finally {
    await server.close()
  }
})

test('only what works with tokens and keys brings the module: no store, no adapter and no client', async () => {
  const [, bundle] = bundlers[0] ?? assert.fail()
  const bring = []
  for (const [index, subpath] of programSubpaths.entries()) {
    const entry = `whole${index}.js`
    project.write(entry, `import * as all from '${subpath.replace('.', 'holoband')}'\nglobalThis.all = all`)
    const out = `whole${index}`
    await bundle({ folder: project.folder, entry, target: 'node', out })
    if (traces.test(String(filesOf(join(project.folder, out)).get('main.js')))) bring.push(subpath)
  }
  assert.deepEqual(bring, ['.', './inline', './session'])
})
