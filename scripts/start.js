// Usage: node scripts/start.js [arguments of the server]
// Sets everything up, builds the module and starts the demo.
import process from 'node:process'
import { buildRuntime } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { setUp } from './lib/setup.js'

await main(async () => {
  await setUp({ tests: false })
  await buildRuntime()
  process.exitCode = await launch('examples/login-server/server.js', process.argv.slice(2))
})
