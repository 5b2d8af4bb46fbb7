import { deno } from './hosts/commands.js'
import { testRuntimes } from './report.js'

await testRuntimes([deno])
