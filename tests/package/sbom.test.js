// The bill of materials in the package: that it keeps to CycloneDX, and that it tells the truth of what lies beside it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import { versions } from 'holoband'
import { patches } from '../../scripts/lib/openssl/patches.js'
import { archive, recipes, version } from '../../scripts/lib/openssl/recipe.js'
import { run } from '../../scripts/lib/run.js'
import { root } from '../support/process.js'
import { manifest } from './support.js'

/** @import { Component, Sbom } from '../../scripts/lib/sbom.js' */

const file = createRequire(import.meta.url).resolve('holoband/sbom.json')
/** @type {Sbom} */
const bill = JSON.parse(readFileSync(file, 'utf8'))
const all = [bill.metadata.component, ...bill.metadata.tools.components, ...bill.components]

/** @param {string} name */
function componentOf(name) {
  const found = bill.components.find((component) => component.name === name)
  assert.ok(found, name)
  return found
}

describe('the bill of materials', () => {
  test('is CycloneDX 1.6, of one package', () => {
    assert.equal(bill.bomFormat, 'CycloneDX')
    assert.equal(bill.specVersion, '1.6')
    assert.equal(bill.version, 1)
    assert.match(
      bill.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    const { name, version: of, licenses } = bill.metadata.component
    assert.deepEqual([name, of], [manifest.name, manifest.version])
    assert.deepEqual(licenses, [{ license: { id: manifest.license } }])
  })

  test('has no member that the schema does not know, and each that it asks for', () => {
    assertMembers(
      bill,
      'bomFormat specVersion',
      'serialNumber version metadata components dependencies',
      'the bill',
    )
    assertMembers(bill.metadata, '', 'lifecycles tools component', 'metadata')
    for (const component of all) {
      const known =
        'bom-ref version description hashes licenses cpe purl externalReferences pedigree properties'
      assertMembers(component, 'type name', known, component.name)
      assert.match(component.type, /^(library|file|application)$/)
      for (const reference of component.externalReferences ?? []) {
        assertMembers(reference, 'type url', 'hashes', component.name)
      }
      for (const property of component.properties ?? [])
        assertMembers(property, 'name', 'value', component.name)
      for (const patch of component.pedigree?.patches ?? [])
        assertMembers(patch, 'type', 'diff', component.name)
    }
  })

  test('names each component once, and leads from the package to all that is inside its module', () => {
    const refs = all.map((component) => component['bom-ref'])
    assert.equal(new Set(refs).size, refs.length)
    const reached = new Set([bill.metadata.component['bom-ref']])
    for (const ref of reached) {
      for (const next of bill.dependencies.find((each) => each.ref === ref)?.dependsOn ?? [])
        reached.add(next)
    }
    const tools = bill.metadata.tools.components.map((component) => component['bom-ref'])
    assert.deepEqual([...reached].sort(), refs.filter((ref) => !tools.includes(ref)).sort())
  })

  test('has a licence and a package URL for every library', () => {
    for (const component of bill.components.filter(({ type }) => type === 'library')) {
      assert.equal(component.licenses?.length, 1, component.name)
      assert.match(component.purl ?? '', /^pkg:(generic|github)\/[\w./+-]+@v?\d+(\.\d+)+(#[\w/-]+)?$/)
      if (component.cpe) assert.match(component.cpe, /^cpe:2\.3:a:[\w-]+:[\w-]+:\d+(\.\d+)+(:\*){7}$/)
    }
  })

  test('does not tell when or where it was made', () => {
    const text = readFileSync(file, 'utf8')
    assert.doesNotMatch(text, /timestamp|20\d\d-\d\d-\d\d/)
    assert.ok(!text.includes(root))
  })
})

/**
 * @param {object} value
 * @param {string} required
 * @param {string} optional
 * @param {string} where
 */
function assertMembers(value, required, optional, where) {
  const names = Object.keys(value)
  const known = `${required} ${optional}`.split(' ')
  assert.deepEqual(
    names.filter((name) => !known.includes(name)),
    [],
    where,
  )
  for (const name of required.split(' ').filter(Boolean)) assert.ok(names.includes(name), `${where}: ${name}`)
}

describe('what the bill says', () => {
  test('is of the very module in the package', () => {
    const wasm = readFileSync(path.join(path.dirname(file), 'holoband.wasm'))
    const content = createHash('sha256').update(wasm).digest('hex')
    assert.deepEqual(componentOf('dist/holoband.wasm').hashes, [{ alg: 'SHA-256', content }])
  })

  test('of OpenSSL is what it was built from: the archive, the configuration, and every changed file', () => {
    const openssl = componentOf('openssl')
    assert.equal(openssl.version, version)
    const [source] = openssl.externalReferences ?? []
    assert.ok(source?.url.endsWith(`/${archive.name}`))
    assert.deepEqual(source?.hashes, [{ alg: 'SHA-256', content: archive.sha256 }])
    assert.deepEqual(valuesOf(openssl, 'holoband:openssl:configure'), recipes.wasm.configure)
    const changed = patches.map((patch) => patch.file)
    assert.deepEqual(valuesOf(openssl, 'holoband:openssl:changed'), changed)
    for (const name of changed) assert.ok(openssl.pedigree?.notes.includes(`${name}: `), name)
    for (const { diff } of openssl.pedigree?.patches ?? []) {
      assert.ok(readFileSync(path.join(root, diff.url.split('#')[0] ?? '')).length > 0)
    }
  })

  test('is what `versions` says, frozen, and without starting the module', async () => {
    assert.equal(versions.holoband, manifest.version)
    assert.equal(versions.openssl.version, componentOf('openssl').version)
    assert.deepEqual(versions.openssl.configuration, recipes.wasm.configure)
    assert.deepEqual(
      [versions.nlohmannJson, versions.emscripten, versions.musl, versions.libcxx],
      ['nlohmann/json', 'emscripten', 'musl', 'libc++'].map((name) => componentOf(name).version),
    )
    for (const each of [
      versions,
      versions.openssl,
      versions.openssl.configuration,
      versions.openssl.changed,
    ]) {
      assert.ok(Object.isFrozen(each))
    }
    const program = `WebAssembly.Module = WebAssembly.Instance = undefined
      const { versions } = await import('holoband')
      console.log(versions.openssl.version)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
    assert.equal(stdout.trim(), version)
  })
})

/**
 * @param {Component} component
 * @param {string} name
 */
function valuesOf({ properties = [] }, name) {
  return properties.filter((property) => property.name === name).map(({ value }) => value)
}
