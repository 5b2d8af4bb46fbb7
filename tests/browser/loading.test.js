import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { launchChromium, openContext, until } from './support/chromium.js'
import { importMapHash, modulePage, servePages } from './support/pages.js'
import { bundled, outcomeOf, script } from './support/scripts.js'

/** @import { RequestListener } from 'node:http' */
/** @import { Route } from './support/pages.js' */

const wasm = '/dist/holoband.wasm'

const browser = await launchChromium()
const site = await servePages({
  '/import.js': { body: `import 'holoband'` },
  '/report.js': await script('report.js'),
  '/start.js': await script('start.js'),
  '/with-worker.js': await script('with-worker.js'),
})
after(() => site.close())

// One page for all of them: what a page has loaded is gone when it goes elsewhere.
const { context, problems } = await openContext(browser)
await context.addInitScript(noteCompilation)
const page = await context.newPage()

/** Notes which of the platform's ways to compile a module the page uses. */
function noteCompilation() {
  /** @type {string[]} */
  const used = []
  Object.assign(globalThis, { used })
  for (const name of /** @type {const} */ ([
    'compile',
    'compileStreaming',
    'instantiate',
    'instantiateStreaming',
  ])) {
    const original = /** @type {(...args: unknown[]) => unknown} */ (WebAssembly[name])
    const noting = (/** @type {unknown[]} */ ...args) => {
      used.push(name)
      return original.apply(WebAssembly, args)
    }
    Object.assign(WebAssembly, { [name]: noting })
  }
}

const used = () => page.evaluate(() => /** @type {{ used?: string[] }} */ (globalThis).used)

/**
 * Opens a page that has imported the package and called nothing, on a site that answers for the module like this.
 *
 * @param {Route} [answer]
 */
async function open(answer = {}) {
  await visit('/import.js')
  site.routes[wasm] = answer
}

/**
 * @param {string} address of the page's script
 * @param {string} [policy]
 */
async function visit(address, policy) {
  site.routes['/'] = modulePage(address, policy)
  site.routes[wasm] = {}
  site.requests.length = 0
  problems.clear()
  await page.goto(site.origin)
}

/** How often the module was asked for. */
const fetches = () => site.requests.filter((path) => path === wasm).length

/** Starts the module, as often as it is told, at the same time: each time `started`, or why not. */
function start(times = 1) {
  return page.evaluate(async (count) => {
    const { HolobandError, init, parseDuration } = await import('holoband')
    const attempt = async () => {
      try {
        await init()
        return parseDuration('15m') === 900 ? 'started' : 'broken'
      } catch (error) {
        return error instanceof HolobandError ? `${error.code} ${error.cause}` : String(error)
      }
    }
    return Promise.all(Array.from({ length: count }, attempt))
  }, times)
}

describe('before the module is there', () => {
  test('importing the package fetches nothing, and every call says what is missing', async () => {
    await open()
    const codes = await page.evaluate(async () => {
      const holoband = await import('holoband')
      const { createRemoteKeySet, createVerifier, decodeUnverified, keySet, secretKey } = holoband
      const url = 'https://auth.example/jwks.json'
      /** @type {{ algorithms: ['ES256'], issuer: null, audience: null }} */
      const policy = { algorithms: ['ES256'], issuer: null, audience: null }
      /** @type {(() => unknown)[]} */
      const calls = [
        () => secretKey(new Uint8Array(32)),
        () => keySet({ keys: [] }),
        () => createVerifier({ ...policy, keys: createRemoteKeySet(url) }),
        () => decodeUnverified('a.b.c'),
        () => createRemoteKeySet(url, { algorithms: ['ES256'] }),
        () => createRemoteKeySet(url).load(),
      ]
      const codeOf = (/** @type {unknown} */ error) =>
        error instanceof holoband.HolobandError ? error.code : String(error)
      return Promise.all(calls.map((call) => Promise.resolve().then(call).then(String, codeOf)))
    })
    assert.deepEqual(codes, Array(6).fill('ERR_NOT_INITIALIZED'))
    assert.equal(fetches(), 0)
    problems.assertNone()
  })
})

describe('init in a browser', () => {
  test('compiles the module while it arrives', async () => {
    await open()
    assert.deepEqual(await start(), ['started'])
    assert.deepEqual(await used(), ['compileStreaming'])
    problems.assertNone()
  })

  test('fetches it once, however often it is called', async () => {
    await open()
    assert.deepEqual(await start(3), Array(3).fill('started'))
    assert.deepEqual(await start(), ['started'])
    assert.equal(fetches(), 1)
  })

  test('takes a module that the page has compiled, and then fetches nothing', async () => {
    await open()
    await page.evaluate(async (address) => {
      const { init } = await import('holoband')
      await init(await WebAssembly.compileStreaming(fetch(address)))
    }, wasm)
    assert.deepEqual(await start(), ['started'])
    assert.equal(fetches(), 1)
  })

  for (const type of ['text/plain', 'application/octet-stream', 'application/wasm; charset=utf-8', '']) {
    test(`compiles what a server calls “${type}” once it has arrived`, async () => {
      await open({ headers: { 'content-type': type } })
      assert.deepEqual(await start(), ['started'])
      assert.deepEqual(await used(), ['compile'])
      problems.assertNone()
    })
  }
})

describe('a module that', () => {
  const head = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)
  /** @type {RequestListener} */
  const hangUp = (request) => request.socket.destroy()
  /** @type {RequestListener} */
  const breakOff = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': '1000' })
    response.write(head, () => response.destroy())
  }
  /** @type {[string, Route, RegExp][]} */
  const failures = [
    ['is not there', { status: 404, body: 'no' }, /the server answered with status 404$/],
    ['is refused', { status: 403, body: 'no' }, /the server answered with status 403$/],
    [
      'is a page of the application',
      { headers: { 'content-type': 'text/html' }, body: '<p>' },
      /CompileError/,
    ],
    ['is damaged', { body: Uint8Array.of(...head, 0xff) }, /CompileError/],
    ['is empty', { body: '' }, /CompileError/],
    ['does not come, for want of a network', hangUp, /TypeError: Failed to fetch$/],
    ['comes in part', breakOff, /TypeError/],
  ]
  for (const [what, answer, cause] of failures) {
    test(`${what} fails init with the cause, and can be asked for again`, async () => {
      await open(answer)
      const [failure = ''] = await start()
      assert.match(failure, /^ERR_WASM_UNAVAILABLE /)
      assert.match(failure, cause)
      site.routes[wasm] = {}
      assert.deepEqual(await start(), ['started'])
      problems.assertNone()
    })
  }

  test('is not there was asked for once by calls at the same time', async () => {
    await open({ status: 404 })
    const failures = await start(3)
    assert.equal(new Set(failures).size, 1)
    assert.match(String(failures[0]), /^ERR_WASM_UNAVAILABLE /)
    assert.equal(fetches(), 1)
  })
})

describe('a policy that does not allow WebAssembly', () => {
  const forbidden = {
    code: 'ERR_WASM_FORBIDDEN',
    message:
      "The page's Content-Security-Policy does not allow WebAssembly; its script-src needs 'wasm-unsafe-eval'.",
  }

  test('is what init names, and not the file', async () => {
    await visit('/start.js', `default-src 'self'; img-src data:; script-src 'self' ${importMapHash}`)
    assert.deepEqual(await outcomeOf(page), forbidden)
    await until(() => problems.violations.length > 0, 'the report of the violation')
    assert.deepEqual(new Set(problems.violations), new Set(['script-src: wasm-eval']))
    assert.deepEqual(problems.errors, [])
  })

  test('is what init names in a worker', async () => {
    const headers = { 'content-security-policy': `default-src 'self'` }
    site.routes['/assets/app/worker.js'] = { ...(await bundled('start.js')), headers }
    await visit('/with-worker.js')
    assert.deepEqual(await outcomeOf(page), forbidden)
  })

  test('is not blamed where there is no WebAssembly at all', async () => {
    await open()
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'WebAssembly'))
    assert.deepEqual(await start(), ['ERR_WASM_UNAVAILABLE ReferenceError: WebAssembly is not defined'])
  })

  test('is not blamed where it only forbids the page to fetch the file', async () => {
    const policy = `default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval' ${importMapHash}`
    await visit('/start.js', policy)
    assert.deepEqual(await outcomeOf(page), {
      code: 'ERR_WASM_UNAVAILABLE',
      message: 'The WebAssembly module could not be loaded.',
    })
    await until(() => problems.violations.length > 0, 'the report of the violation')
    assert.deepEqual(problems.violations, [`connect-src: ${site.origin}${wasm}`])
  })
})
