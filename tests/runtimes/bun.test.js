import { bun } from './hosts/commands.js'
import { testRuntimes } from './report.js'

await testRuntimes([bun])
