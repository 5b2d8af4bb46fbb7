// Everything that has to be there before anything is built.
import { ensureNpmPackages } from './npm-packages.js'
import { ensureOpenssl } from './openssl/ensure.js'
import { step } from './progress.js'
import { ensureSystemPackages } from './system-packages.js'

/** @param {{ tests: boolean }} options  whether to prepare the native tests too */
export async function setUp({ tests }) {
  await step('System packages', (progress) =>
    ensureSystemPackages(tests ? ['build', 'test'] : ['build'], progress),
  )
  await step('npm packages', (progress) => ensureNpmPackages(progress))
  await step('OpenSSL for WebAssembly', (progress) => ensureOpenssl('wasm', progress))
  if (tests) await step('OpenSSL for the native tests', (progress) => ensureOpenssl('native', progress))
}
