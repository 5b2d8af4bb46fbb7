import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ensureSystemPackages, needs } from '../../scripts/lib/system-packages.js'

const progress = { detail: () => {}, note: () => {} }
const ok = { code: 0, stdout: '', output: '' }
const bad = { code: 100, stdout: '', output: 'E: no' }
const everyCommand = [...needs.build, ...needs.test].flatMap((need) => need.command ?? [])

/**
 * A machine with some commands and packages, which records what was run on it.
 * @param {{ without?: string[], packages?: string[], debian?: boolean, root?: boolean, sudo?: boolean,
 *   emscripten?: boolean, postgres?: boolean, failFirst?: boolean }} traits
 */
function machine(traits) {
  const { without = [], packages = [], debian = true, root = true, sudo = false } = traits
  const commands = new Set([...everyCommand, ...(sudo ? ['sudo'] : [])])
  for (const name of without) commands.delete(name)
  /** @type {string[]} */
  const ran = []
  let installations = 0
  const tryRun = async (/** @type {string} */ command, /** @type {string[]} */ args) => {
    if (command === 'dpkg-query') {
      const known = args.slice(2).filter((name) => packages.includes(name))
      return { ...ok, stdout: known.map((name) => `installed ${name}\n`).join('') }
    }
    ran.push([command, ...args].join(' '))
    if (args.includes('install') && traits.failFirst && installations++ === 0) return bad
    return ok
  }
  const system = {
    hasCommand: (/** @type {string} */ name) => commands.has(name),
    hasEmscripten: () => traits.emscripten ?? true,
    hasPostgres: () => traits.postgres ?? true,
    isDebian: () => debian,
    isRoot: () => root,
    tryRun,
    run: tryRun,
  }
  return { system, ran }
}

const libraries = ['nlohmann-json3-dev', 'libclang-rt-dev', 'libgtest-dev', 'python3-jwt']

test('nothing is run where nothing is missing', async () => {
  const { system, ran } = machine({ packages: libraries })
  await ensureSystemPackages(['build', 'test'], progress, system)
  assert.deepEqual(ran, [])
})

test('what is missing, and only that, is installed without a question', async () => {
  const { system, ran } = machine({ packages: libraries, without: ['ccache'] })
  await ensureSystemPackages(['build', 'test'], progress, system)
  assert.equal(ran.length, 1)
  assert.match(
    ran[0] ?? '',
    /^env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 apt-get .*install --yes .* ccache$/,
  )
})

test('the build set does not ask for what only the tests need', async () => {
  const { system, ran } = machine({ packages: ['nlohmann-json3-dev'], without: ['ccache', 'clang-tidy'] })
  await ensureSystemPackages(['build'], progress, system)
  assert.deepEqual(ran, [])
})

test('a library is missing unless dpkg says that it is installed', async () => {
  const { system, ran } = machine({ packages: libraries.slice(1) })
  await ensureSystemPackages(['build', 'test'], progress, system)
  assert.match(ran[0] ?? '', / nlohmann-json3-dev$/)
})

test("Debian's Emscripten is not installed where another one is set up", async () => {
  const other = machine({ packages: libraries, without: ['em++'], emscripten: true })
  await ensureSystemPackages(['build'], progress, other.system)
  assert.deepEqual(other.ran, [])
  const bare = machine({ packages: libraries, emscripten: false })
  await ensureSystemPackages(['build'], progress, bare.system)
  assert.match(bare.ran[0] ?? '', / emscripten$/)
})

test('PostgreSQL is found where it is kept, and installed where it is not', async () => {
  const kept = machine({ packages: libraries, without: ['postgres'], postgres: true })
  await ensureSystemPackages(['test'], progress, kept.system)
  assert.deepEqual(kept.ran, [])
  const bare = machine({ packages: libraries, without: ['redis-server'], postgres: false })
  await ensureSystemPackages(['test'], progress, bare.system)
  assert.match(bare.ran[0] ?? '', / redis-server postgresql$/)
})

test('the lists are updated once the installation has failed without', async () => {
  const { system, ran } = machine({ packages: libraries, without: ['cmake'], failFirst: true })
  await ensureSystemPackages(['build'], progress, system)
  assert.deepEqual(
    ran.map((line) => /\b(install|update)\b/.exec(line)?.[0]),
    ['install', 'update', 'install'],
  )
})

test('another user installs with sudo where that needs no password', async () => {
  const { system, ran } = machine({ packages: libraries, without: ['ninja'], root: false, sudo: true })
  await ensureSystemPackages(['build'], progress, system)
  assert.equal(ran[0], 'sudo -n true')
  assert.match(
    ran[1] ?? '',
    /^sudo -n env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 apt-get .* ninja-build$/,
  )
})

test('a user who may not install is told the command', async () => {
  const { system } = machine({ packages: libraries, without: ['ninja', 'make'], root: false })
  await assert.rejects(ensureSystemPackages(['build'], progress, system), /apt-get install ninja-build make$/)
})

test('elsewhere the message names everything that is missing', async () => {
  const { system } = machine({ without: ['ninja', 'clang-tidy'], debian: false })
  await assert.rejects(
    ensureSystemPackages(['build', 'test'], progress, system),
    (error) => error instanceof Error && /\bninja\b/.test(error.message) && /clang-tidy/.test(error.message),
  )
})
