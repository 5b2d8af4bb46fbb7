// Usage: node program.js <contestant> <setting as JSON> <token>
// A fresh process that loads one library, makes a key and a verifier, and verifies one token: prints what that took.
const [name, setting = '', token = ''] = process.argv.slice(2)
/** @type {import('./contestants.js').Setting} */
const given = JSON.parse(setting)
// The first look at a clock loads the modules that clocks are in.
look()

const before = look()
/** @type {{ start: import('./contestants.js').Start }} */
const { start } = await import(`./starters/${name}.js`)
const claims = await start(given)(token)
const after = look()

const report = {
  claims,
  clock: after.clock - before.clock,
  processor: after.processor - before.processor,
  faults: after.faults - before.faults,
  memory: process.memoryUsage.rss(),
}
console.log(JSON.stringify(report))

function look() {
  const { userCPUTime, systemCPUTime, minorPageFault } = process.resourceUsage()
  return { clock: performance.now(), processor: (userCPUTime + systemCPUTime) / 1000, faults: minorPageFault }
}
