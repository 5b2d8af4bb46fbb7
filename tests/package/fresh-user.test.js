// The path of somebody who has never heard of the package: a new folder, an empty home, the tarball, and the quick start
// of the README, pasted. Nothing of this checkout can be reached from there, and no registry is asked for anything.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { ensurePackage } from '../../scripts/lib/package.js'
import { run } from '../../scripts/lib/run.js'
import { parseBlocks } from '../docs/support/blocks.js'
import { createDaemon } from '../support/daemon.js'
import { freePorts } from '../support/free-port.js'
import { root } from '../support/process.js'

const tool = (/** @type {string[]} */ ...names) => join(root, 'node_modules', ...names)

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const quickStart =
  parseBlocks('README.md', readme).find(({ heading }) => heading === 'Quick start')?.text ?? ''
const promised = [...quickStart.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map(([, comment]) => comment)

/** What the quick start is in a Worker, where nothing random is made before there is a request. */
const worker = quickStart
  .replace(/^(import .*)$/m, '$1\nexport default { async fetch() {\nconst lines = []')
  .replaceAll('console.log(', 'lines.push(')
  .concat('return Response.json(lines)\n} }\n')

const home = mkdtempSync(join(tmpdir(), 'holoband-home-'))
after(() => rmSync(home, { recursive: true, force: true }))

/** All of the environment that there is. */
const environment = {
  HOME: home,
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
  NO_COLOR: '1',
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_update_notifier: 'false',
  BUN_CONFIG_REGISTRY: 'http://127.0.0.1:9',
  DENO_NO_UPDATE_CHECK: '1',
  WRANGLER_SEND_METRICS: 'false',
}
const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)

/**
 * @param {string} folder
 * @param {string} command
 * @param {...string} args
 */
async function inFolder(folder, command, ...args) {
  return run('env', ['-i', ...variables, command, ...args], { cwd: folder })
}

/** A folder with the tarball, a package.json as `npm init` makes it, and the quick start. */
async function freshFolder() {
  const { tarball } = await ensurePackage()
  const folder = mkdtempSync(join(home, 'project-'))
  cpSync(tarball, join(folder, basename(tarball)))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'fresh', version: '1.0.0' }))
  writeFileSync(join(folder, 'quick-start.mjs'), quickStart)
  return { folder, tarball: `./${basename(tarball)}` }
}

const promisedOutput = `${promised.join('\n')}\n`

test('the README has a quick start that says what it prints', () => {
  assert.equal(promised.length, 2)
  assert.match(worker, /export default/)
})

describe('npm install', () => {
  let folder = ''
  before(async () => {
    const fresh = await freshFolder()
    folder = fresh.folder
    const { stdout } = await inFolder(folder, 'npm', 'install', fresh.tarball)
    assert.match(stdout, /added 1 package/)
  })

  test('brings one package and no other', () => {
    assert.deepEqual(
      readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['holoband'],
    )
  })

  test('and Node.js runs the quick start', async () => {
    const { stdout } = await inFolder(folder, process.execPath, 'quick-start.mjs')
    assert.equal(stdout, promisedOutput)
  })

  test('and npx finds the command', async () => {
    const { stdout } = await inFolder(folder, 'npx', 'holoband', 'keygen')
    assert.match(stdout, /^[\w-]{43}$/m)
    const help = await inFolder(folder, 'npx', 'holoband', '--help')
    assert.match(help.stdout, /keygen/)
  })

  test('and Deno runs the quick start, without being allowed anything', async () => {
    const deno = tool('.bin', 'deno')
    const { stdout, output } = await inFolder(folder, deno, 'run', '--no-prompt', 'quick-start.mjs')
    assert.equal(stdout, promisedOutput)
    assert.doesNotMatch(output, /warning|error(?!s)/i)
  })

  test('and wrangler serves the quick start as a Worker', async () => {
    writeFileSync(join(folder, 'worker.js'), worker)
    const configuration = { name: 'fresh', main: 'worker.js', compatibility_date: '2026-03-01' }
    writeFileSync(join(folder, 'wrangler.json'), JSON.stringify(configuration))
    const [port, inspector] = await freePorts(2)
    const dev = [
      'dev',
      '--port',
      `${port}`,
      '--inspector-port',
      `${inspector}`,
      '--show-interactive-dev-session=false',
    ]
    const server = createDaemon({
      command: '/usr/bin/env',
      args: [
        ...['-i', ...variables, process.execPath, tool('wrangler', 'bin', 'wrangler.js')],
        ...[...dev, '--cwd', folder],
      ],
      ready: /Ready on/,
      stopWith: 'SIGTERM',
    })
    await server.start()
    try {
      const response = await fetch(`http://127.0.0.1:${port}/`)
      assert.deepEqual(await response.json(), promised)
    } finally {
      await server.stop()
    }
  })
})

test('bun add, and Bun runs the quick start', async () => {
  const { folder, tarball } = await freshFolder()
  const bun = tool('@oven', 'bun-linux-x64', 'bin', 'bun')
  mkdirSync(join(home, '.bun'), { recursive: true })
  await inFolder(folder, bun, 'add', tarball)
  const { stdout } = await inFolder(folder, bun, 'run', 'quick-start.mjs')
  assert.equal(stdout, promisedOutput)
})
