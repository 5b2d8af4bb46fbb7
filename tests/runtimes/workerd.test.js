import { workerds } from './hosts/workerd.js'
import { testRuntimes } from './report.js'

await testRuntimes(workerds)
