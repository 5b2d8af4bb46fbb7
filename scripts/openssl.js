// Usage: node scripts/openssl.js wasm|native
// Prints the folder of OpenSSL for that target, after building it if need be. CMake calls this.
import process from 'node:process'
import { main } from './lib/main.js'
import { ensureOpenssl } from './lib/openssl/ensure.js'
import { step } from './lib/progress.js'

await main(async () => {
  const target = process.argv[2]
  if (target !== 'wasm' && target !== 'native') throw new Error('Usage: node scripts/openssl.js wasm|native')
  const prefix = await step(`OpenSSL (${target})`, (progress) => ensureOpenssl(target, progress))
  process.stdout.write(`${prefix}\n`)
})
