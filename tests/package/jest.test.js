// The installed package in Jest, as a project has it that has set nothing up for it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'

/** @import { Project } from '../support/package.js' */

const tokens = `
  test('a token verifies, and a changed one does not', () => {
    const key = generateKey('ES256')
    const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
    const token = createIssuer({ key, ...names, ttl: '15m' }).issue({ sub: 'ada' })
    const verifier = createVerifier({ keys: key, algorithms: ['ES256'], ...names })
    expect(verifier.verify(token).claims.sub).toBe('ada')
    expect(verifier.check(token.slice(0, -8) + 'AAAAAAAA')).toMatchObject({ code: 'ERR_SIGNATURE_INVALID' })
  })`
const sessions = `
  test('a session refreshes, and is over when it was ended', async () => {
    const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
    const sessions = createSessions({ key: generateKey('HS256'), ...names, store: createMemoryStore() })
    const { refreshToken } = await sessions.start('ada')
    const second = await sessions.refresh(refreshToken)
    await sessions.endAll('ada')
    await expect(sessions.refresh(second.refreshToken)).rejects.toMatchObject({ code: 'ERR_SESSION_REVOKED' })
  })`
const client = `
  test('the client asks for the session', async () => {
    const asked = []
    const fetch = async (url) => {
      asked.push(String(url))
      return { ok: false, status: 401, headers: new Map(), json: async () => ({ reason: 'login_required' }), clone() { return this } }
    }
    const auth = createAuthClient({ fetch })
    await auth.ready
    // jsdom has no Request, without which nothing can be asked and nothing is known.
    expect(asked).toHaveLength(typeof Request === 'undefined' ? 0 : 1)
    expect(auth.session.status).not.toBe('signed-in')
    auth.dispose()
  })`

const files = {
  'tokens.test.cjs': `const { createIssuer, createVerifier, generateKey } = require('holoband')${tokens}`,
  'sessions.test.cjs': `const { generateKey } = require('holoband')
    const { createSessions } = require('holoband/session')
    const { createMemoryStore } = require('holoband/stores/memory')${sessions}`,
  'client.test.cjs': `const { createAuthClient } = require('holoband/client')${client}`,
  'tokens.test.mjs': `import { createIssuer, createVerifier, generateKey } from 'holoband'${tokens}`,
  'sessions.test.mjs': `import { generateKey } from 'holoband'
    import { createSessions } from 'holoband/session'
    import { createMemoryStore } from 'holoband/stores/memory'${sessions}`,
  'client.test.mjs': `import { createAuthClient } from 'holoband/client'${client}`,
  // What an ES module is given in jsdom is what pages are given, who load the module first.
  'page.test.mjs': `import { createIssuer, createVerifier, generateKey, HolobandError, init } from 'holoband'
    import { inlineModule } from 'holoband/inline'
    test('nothing works before init', () => {
      let code
      try { generateKey('ES256') } catch (error) { code = error.code }
      expect(code).toBe('ERR_NOT_INITIALIZED')
    })
    describe('after init', () => { beforeAll(() => init(inlineModule()))${tokens} })`,
  // jsdom leaves out what pages have had for ten years.
  'with-encoding.cjs': `const { TestEnvironment } = require('jest-environment-jsdom')
    module.exports = class extends TestEnvironment {
      async setup() {
        await super.setup()
        Object.assign(this.global, { TextEncoder, TextDecoder, Uint8Array })
      }
    }`,
  'jest.config.cjs': `module.exports = { watchman: false, testMatch: ['<rootDir>/*.test.[cm]js'] }`,
}

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ dependencies: ['jest', 'jest-environment-jsdom'] })
  for (const [name, text] of Object.entries(files)) project.write(name, text)
})
after(() => project.remove())

/**
 * What became of each test, by its title.
 *
 * @param {string} pattern
 * @param {string} environment
 * @param {string} [options]  of Node.js
 */
async function jest(pattern, environment, options = '') {
  const cli = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  const args = [cli, '--ci', '--json', '--runInBand', '--env', environment, pattern]
  const env = { NODE_OPTIONS: `--no-warnings ${options}` }
  const { stdout, output } = await tryRun(process.execPath, args, { cwd: project.folder, env })
  const { testResults } = JSON.parse(stdout || `{"testResults":[{"message":${JSON.stringify(output)}}]}`)
  /** @type {{ assertionResults?: { title: string, status: string }[], message: string }[]} */
  const results = testResults
  return {
    statuses: results.flatMap(({ assertionResults = [] }) => assertionResults.map(({ status }) => status)),
    messages: results.map(({ message }) => message).filter(Boolean),
  }
}

const passed = (/** @type {number} */ count) => ({ statuses: Array(count).fill('passed'), messages: [] })
const modules = '--experimental-vm-modules'

describe('Jest requires the package, with nothing transformed and no flag', () => {
  test('in its Node environment', async () => {
    assert.deepEqual(await jest('cjs$', 'node'), passed(3))
  })

  test('in jsdom, which has no TextEncoder', async () => {
    assert.deepEqual(await jest('cjs$', 'jsdom'), passed(3))
  })
})

describe('Jest imports the package', () => {
  test('in its Node environment', async () => {
    assert.deepEqual(await jest('(tokens|sessions|client).test.mjs$', 'node', modules), passed(3))
  })

  test('in jsdom: the client as it is', async () => {
    assert.deepEqual(await jest('client.test.mjs$', 'jsdom', modules), passed(1))
  })

  test('in jsdom: the rest when the environment has what pages have, and loads the module as they do', async () => {
    assert.deepEqual(await jest('page.test.mjs$', './with-encoding.cjs', modules), passed(2))
  })

  test('in jsdom: not without TextEncoder, and says so', async () => {
    const { statuses, messages } = await jest('page.test.mjs$', 'jsdom', modules)
    assert.deepEqual(statuses, [])
    assert.match(messages.join(), /TextEncoder is not defined/)
  })
})
