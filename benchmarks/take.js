// A turn in this process.

/** @import { Lane } from './lanes.js' */

/** @type {import('./measure.js').Take<Lane>} */
export async function take(lane, count, round) {
  const { go, undo } = lane.prepare(count, round)
  const start = process.hrtime.bigint()
  const usage = process.cpuUsage()
  // Waiting is for those that make one wait.
  const waiting = go()
  if (waiting !== undefined) await waiting
  const { user, system } = process.cpuUsage(usage)
  const clock = Number(process.hrtime.bigint() - start) / 1000
  undo()
  return { processor: user + system, clock }
}
