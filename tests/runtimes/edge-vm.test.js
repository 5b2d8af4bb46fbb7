import { edgeVm } from './hosts/edge-vm.js'
import { testRuntimes } from './report.js'

await testRuntimes([edgeVm])
