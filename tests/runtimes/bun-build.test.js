// Programs that Bun has bundled, and what becomes of the module: each runs where the package is not installed.
import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { run, tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { commands, surroundings } from './hosts/commands.js'

/** @import { Project } from '../support/package.js' */

const program = `
const key = secretKey(new Uint8Array(32).fill(7))
const policy = { issuer: 'https://auth.example', audience: 'https://api.example' }
const token = createIssuer({ key, ...policy, ttl: '15m' }).issue({ sub: 'a guest' })
const verifier = createVerifier({ keys: key, algorithms: ['HS256'], ...policy })
console.log(verifier.verify(token).claims.sub)
`
const imported = `import { createIssuer, createVerifier, init, secretKey } from 'holoband'\n`
const inlined = `import { inlineModule } from 'holoband/inline'\nawait init(inlineModule())\n`

describe('a program bundled by Bun', () => {
  /** @type {Project} */
  let project
  /** @type {import('../../scripts/lib/run.js').RunOptions} */
  let options
  before(async () => {
    project = await createProject()
    options = { cwd: project.folder, env: surroundings(project.folder) }
    project.write('program.js', `${imported}${program}`)
    project.write('inlined.js', `${imported}${inlined}${program}`)
    await build('program.js', '--target=bun', '--outdir=for-bun')
    await build('program.js', '--target=node', '--outdir=for-node')
    await build('inlined.js', '--target=node', '--outdir=for-node')
    await build('program.js', '--compile', '--outfile=executable')
    wasm = join(project.folder, 'holoband.wasm')
    cpSync(join(project.folder, 'node_modules/holoband/dist/holoband.wasm'), wasm)
    rmSync(join(project.folder, 'node_modules'), { recursive: true })
  })
  after(() => project.remove())
  let wasm = ''

  /** @param {string[]} args */
  const build = (...args) => run(commands.bun, ['build', ...args], options)
  /** @param {string} command @param {string[]} args */
  const said = async (command, ...args) => (await run(command, args, options)).stdout

  test('for Bun has the module beside it', async () => {
    assert.equal(await said(commands.bun, 'for-bun/program.js'), 'a guest\n')
  })

  test('into an executable has the module in it', async () => {
    assert.equal(await said(join(project.folder, 'executable')), 'a guest\n')
  })

  test('for Node.js looks for the module beside it, where Bun did not bring it', async () => {
    const { code, output } = await tryRun(process.execPath, ['for-node/program.js'], options)
    assert.equal(code, 1)
    assert.match(output, /ENOENT.*for-node.holoband\.wasm/)
    cpSync(wasm, join(project.folder, 'for-node/holoband.wasm'))
    assert.equal(await said(process.execPath, 'for-node/program.js'), 'a guest\n')
  })

  test('for Node.js can have it in its text instead', async () => {
    rmSync(join(project.folder, 'for-node/holoband.wasm'), { force: true })
    assert.equal(await said(process.execPath, 'for-node/inlined.js'), 'a guest\n')
  })
})
