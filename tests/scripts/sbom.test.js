import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readVersions, sbom, versionsOf } from '../../scripts/lib/sbom.js'

const manifest = { name: 'holoband', version: '1.2.3', description: 'JWT sessions', license: 'Apache-2.0' }
const found = {
  openssl: '3.5.7',
  nlohmannJson: '3.11.2',
  emscripten: '3.1.6',
  clang: '14.0.6',
  libcxx: '13.0.0',
  musl: '1.2.2',
}
const sha256 = 'ab'.repeat(32)

/** @param {string} libcxx  the number that the header has */
const preprocessed = (libcxx) =>
  [
    'namespace nlohmann {}',
    'holoband_version openssl 3 5 7',
    'holoband_version nlohmannJson 3 11 2',
    'holoband_version emscripten 3 1 6',
    'holoband_version clang 14 0 6',
    `holoband_version libcxx ${libcxx}`,
    '',
  ].join('\n')

test('versions are read out of what the preprocessor leaves', () => {
  const { musl: _, ...ofHeaders } = found
  assert.deepEqual(readVersions(preprocessed('13000')), ofHeaders)
})

test('the one number of libc++ is read as it was written before 16 and as it is since', () => {
  assert.equal(readVersions(preprocessed('15007')).libcxx, '15.0.7')
  assert.equal(readVersions(preprocessed('160006')).libcxx, '16.0.6')
  assert.equal(readVersions(preprocessed('190107')).libcxx, '19.1.7')
})

test('a version that no header tells stops the build', () => {
  const without = preprocessed('13000').replace('openssl 3 5 7', 'openssl OPENSSL_VERSION_MAJOR')
  assert.throws(() => readVersions(without), /the version of openssl/)
})

test('the same content makes the same bill, and another module another one', () => {
  assert.deepEqual(sbom(manifest, found, sha256), sbom({ ...manifest }, { ...found }, sha256))
  const other = sbom(manifest, found, 'cd'.repeat(32))
  assert.notEqual(other.serialNumber, sbom(manifest, found, sha256).serialNumber)
})

test('the versions that a program sees are those of the bill', () => {
  const bill = sbom(manifest, found, sha256)
  const { openssl, ...others } = versionsOf(bill)
  const { clang: _, openssl: version, ...libraries } = found
  assert.deepEqual(others, { holoband: manifest.version, ...libraries })
  assert.equal(openssl.version, version)
  bill.components = bill.components.filter(({ name }) => name !== 'musl')
  assert.throws(() => versionsOf(bill), /no version of musl/)
})
