import { explore } from './explore.js'
import { createMachine, execute } from './machine.js'
import { createWorld } from './world.js'
Error.stackTraceLimit = 5
const opts = JSON.parse(process.argv[2])
const machine = await createMachine()
const t = performance.now()
try {
const r = await explore(await createWorld(machine, opts))
console.log(r, machine.runs, ((performance.now()-t)/1000).toFixed(1)+' s', Math.round(process.memoryUsage().rss/1e6)+' MB')
} catch (e) { console.log(e.message, e.trace ?? e.stack); console.log(machine.runs, performance.now()-t)}
