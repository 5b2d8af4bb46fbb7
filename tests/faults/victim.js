// A server's part of one request, in a process of its own that kills itself before the n-th step of a promise: at each
// await in turn. It says how many steps there were where it comes to the end.
import process from 'node:process'
import { promiseHooks } from 'node:v8'
import { openServer } from './victims.js'

/** @import { Order } from './victims.js' */

/** @type {Order} */
const { file, skew, at, request } = JSON.parse(process.argv[2] ?? '')
const { answer } = await openServer(file, skew)
let steps = 0
const stop = promiseHooks.onBefore(() => {
  steps += 1
  if (steps === at) process.kill(process.pid, 'SIGKILL')
})
await answer(request)
stop()
process.stdout.write(String(steps))
