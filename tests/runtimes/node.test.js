import { nodes } from './hosts/commands.js'
import { testRuntimes } from './report.js'

await testRuntimes(nodes)
