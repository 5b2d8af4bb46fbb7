import { chromiums } from './hosts/chromium.js'
import { testRuntimes } from './report.js'

await testRuntimes(chromiums)
