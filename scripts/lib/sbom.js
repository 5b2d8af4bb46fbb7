// The bill of materials of the package, as CycloneDX 1.6: what is inside the WebAssembly module, of which version, under which
// licence, and how it was configured. Versions are read from what was compiled; nothing here depends on when or where.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { findEmscripten } from './emscripten.js'
import { replaceFile } from './files.js'
import { sha256OfFile } from './hash.js'
import { additions, patches } from './openssl/patches.js'
import { archive, recipes } from './openssl/recipe.js'
import { archiveUrl } from './openssl/sources.js'
import { distDir, rootDir } from './paths.js'

/**
 * @typedef {{ name: string, value: string }} Property
 *
 * @typedef {object} Component
 * @property {string} type
 * @property {string} bom-ref
 * @property {string} name
 * @property {string} [version]
 * @property {string} [description]
 * @property {{ alg: string, content: string }[]} [hashes]
 * @property {({ license: { id: string } } | { expression: string })[]} [licenses]
 * @property {string} [cpe]
 * @property {string} [purl]
 * @property {{ type: string, url: string, hashes?: { alg: string, content: string }[] }[]} [externalReferences]
 * @property {{ patches: { type: string, diff: { url: string } }[], notes: string }} [pedigree]
 * @property {Property[]} [properties]
 *
 * @typedef {object} Sbom
 * @property {string} bomFormat
 * @property {string} specVersion
 * @property {string} serialNumber
 * @property {number} version
 * @property {{ lifecycles: { phase: string }[], tools: { components: Component[] }, component: Component }} metadata
 * @property {Component[]} components
 * @property {{ ref: string, dependsOn: string[] }[]} dependencies
 *
 * @typedef {Readonly<Record<'openssl' | 'nlohmannJson' | 'emscripten' | 'clang' | 'libcxx' | 'musl', string>>} Found
 */

const sbomFile = path.join(distDir, 'sbom.json')

// The part of it that the package exports. It is joined with the code that imports it, and not published by itself.
const versionsFile = path.join(distDir, 'holoband.versions.js')
const versionsTypes = path.join(distDir, 'holoband.versions.d.ts')

const properties = { configure: 'holoband:openssl:configure', changed: 'holoband:openssl:changed' }

/**
 * @param {string} folder  where the module was built
 */
export async function writeSbom(folder) {
  const found = {
    ...readVersions(fs.readFileSync(path.join(folder, 'bindings', 'versions.txt'), 'utf8')),
    musl: fs.readFileSync(muslVersionFile(), 'utf8').trim(),
  }
  const manifest = JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8'))
  const sha256 = await sha256OfFile(path.join(distDir, 'holoband.wasm'))
  const bill = sbom(manifest, found, sha256)
  renew(sbomFile, `${JSON.stringify(bill, null, 1)}\n`)
  renew(versionsFile, `export const built = ${JSON.stringify(versionsOf(bill))}\n`)
  renew(versionsTypes, "export const built: import('../js/versions.js').Versions\n")
}

/**
 * A file that stays the same is left alone, for a program that is being loaded from it.
 * @param {string} file
 * @param {string} text
 */
function renew(file, text) {
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) replaceFile(file, text)
}

/** No header tells this one. */
function muslVersionFile() {
  return path.join(findEmscripten()?.root ?? '', 'system', 'lib', 'libc', 'musl', 'VERSION')
}

/**
 * The versions in what the preprocessor has made of bindings/versions.def. That of libc++ is one number, 15000 for 15.0.0
 * and, from 16 on, 160006 for 16.0.6.
 * @param {string} text
 */
export function readVersions(text) {
  const numbers = (/** @type {string} */ name) => {
    const line = new RegExp(`^holoband_version ${name}((?: \\d+)+)$`, 'm').exec(text)?.[1]
    if (line === undefined) throw new Error(`The headers do not tell the version of ${name}.`)
    return line.trim().split(' ').map(Number)
  }
  const version = (/** @type {string} */ name) => numbers(name).join('.')
  const [libcxx = 0] = numbers('libcxx')
  const major = Math.trunc(libcxx / (libcxx < 100_000 ? 1_000 : 10_000))
  return {
    openssl: version('openssl'),
    nlohmannJson: version('nlohmannJson'),
    emscripten: version('emscripten'),
    clang: version('clang'),
    libcxx: `${major}.${Math.trunc(libcxx / 100) % (libcxx < 100_000 ? 10 : 100)}.${libcxx % 100}`,
  }
}

/**
 * @param {{ name: string, version: string, description: string, license: string }} manifest
 * @param {Found} found
 * @param {string} sha256  of the module
 * @returns {Sbom}
 */
export function sbom({ name, version, description, license }, found, sha256) {
  const purl = `pkg:npm/${name}@${version}`
  const contents = [opensslPart(found.openssl), nlohmannPart(found.nlohmannJson), ...systemParts(found)]
  const module = {
    type: 'file',
    'bom-ref': 'dist/holoband.wasm',
    name: 'dist/holoband.wasm',
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([purl, contents, sha256]))}`,
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: { components: [tool('emscripten', found.emscripten), tool('clang', found.clang)] },
      component: {
        type: 'library',
        'bom-ref': purl,
        name,
        version,
        description,
        licenses: [{ license: { id: license } }],
        purl,
      },
    },
    components: [module, ...contents],
    dependencies: [
      { ref: purl, dependsOn: [module['bom-ref']] },
      { ref: module['bom-ref'], dependsOn: contents.map((part) => part['bom-ref']) },
    ],
  }
}

/**
 * @param {string} version
 * @returns {Component}
 */
function opensslPart(version) {
  const changed = patches.map(({ file }) => file)
  return {
    ...library('openssl', version, `pkg:generic/openssl@${version}`, 'Apache-2.0'),
    description: 'Cryptography: libcrypto, linked statically',
    cpe: `cpe:2.3:a:openssl:openssl:${version}:*:*:*:*:*:*:*`,
    externalReferences: [
      {
        type: 'source-distribution',
        url: archiveUrl,
        hashes: [{ alg: 'SHA-256', content: archive.sha256 }],
      },
    ],
    pedigree: {
      // The places and the texts that take their place, in the repository of this package.
      patches: [...changed, ...Object.keys(additions)].map((file) => ({
        type: 'unofficial',
        diff: {
          url: `scripts/lib/openssl/${changed.includes(file) ? `patches.js#${file}` : `wasm/${file}`}`,
        },
      })),
      notes: `Changed for WebAssembly only:\n${patches.map(({ file, why }) => `${file}: ${why}`).join('\n')}`,
    },
    properties: [
      ...recipes.wasm.configure.map((value) => ({ name: properties.configure, value })),
      ...changed.map((value) => ({ name: properties.changed, value })),
    ],
  }
}

/** @param {string} version */
function nlohmannPart(version) {
  const part = library('nlohmann/json', version, `pkg:github/nlohmann/json@v${version}`, 'MIT')
  return { ...part, description: 'JSON, from headers alone' }
}

/**
 * What every program of Emscripten is linked with, if it needs something of it.
 * @param {Found} found
 * @returns {Component[]}
 */
function systemParts({ emscripten, musl, libcxx }) {
  const llvm = 'Apache-2.0 WITH LLVM-exception'
  const toolchain = `pkg:github/emscripten-core/emscripten@${emscripten}`
  return [
    {
      ...library('emscripten', emscripten, toolchain, 'MIT OR NCSA'),
      description: 'The glue, embind and the allocator emmalloc',
    },
    {
      ...library('musl', musl, `pkg:generic/musl@${musl}`, 'MIT'),
      description: 'The C library, as Emscripten brings it',
      cpe: `cpe:2.3:a:musl-libc:musl:${musl}:*:*:*:*:*:*:*`,
    },
    {
      ...library('libc++', libcxx, `pkg:generic/libcxx@${libcxx}`, llvm),
      description: 'The C++ library and its ABI, as Emscripten brings them',
    },
    {
      // No header and no file tells its version.
      type: 'library',
      'bom-ref': `${toolchain}#system/lib/compiler-rt`,
      name: 'compiler-rt',
      licenses: [{ expression: llvm }],
      purl: `${toolchain}#system/lib/compiler-rt`,
      description: 'Arithmetic that WebAssembly lacks, as Emscripten brings it',
    },
  ]
}

/**
 * @param {string} name
 * @param {string} version
 * @param {string} purl
 * @param {string} licence  of SPDX, an identifier or an expression
 * @returns {Component}
 */
function library(name, version, purl, licence) {
  const licenses = licence.includes(' ') ? [{ expression: licence }] : [{ license: { id: licence } }]
  return { type: 'library', 'bom-ref': purl, name, version, licenses, purl }
}

/**
 * @param {string} name
 * @param {string} version
 * @returns {Component}
 */
function tool(name, version) {
  return { type: 'application', 'bom-ref': `tool:${name}@${version}`, name, version }
}

/**
 * A UUID of version 8, which is a hash of whatever one likes (RFC 9562, section 5.8): the same content has the same one.
 * @param {string} text
 */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * What `versions` of the package says: the part of the bill that a program may want to show.
 * @param {Sbom} bill
 * @returns {import('../../js/versions.js').Versions}
 */
export function versionsOf({ metadata, components }) {
  const part = (/** @type {string} */ name) => {
    const found = components.find((component) => component.name === name)
    if (found?.version === undefined) throw new Error(`The bill of materials has no version of ${name}.`)
    return { version: found.version, properties: found.properties ?? [] }
  }
  const openssl = part('openssl')
  const values = (/** @type {string} */ name) =>
    openssl.properties.filter((property) => property.name === name).map(({ value }) => value)
  return {
    holoband: metadata.component.version ?? '',
    openssl: {
      version: openssl.version,
      configuration: values(properties.configure),
      changed: values(properties.changed),
    },
    nlohmannJson: part('nlohmann/json').version,
    emscripten: part('emscripten').version,
    musl: part('musl').version,
    libcxx: part('libc++').version,
  }
}
