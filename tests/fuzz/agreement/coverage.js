// How much of some modules has run, as V8 counts it.
import { Session } from 'node:inspector/promises'

/**
 * Counts from now on: only what is imported after this is measured block by block.
 *
 * @param {string} folder  the URL that the measured modules begin with
 */
export async function startCoverage(folder) {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    /** The percentage of blocks that have run. */
    async stop() {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      await session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
      const ranges = result
        .filter(({ url }) => url.startsWith(folder))
        .flatMap(({ functions }) => functions.flatMap((each) => each.ranges))
      const run = ranges.filter(({ count }) => count > 0)
      return ranges.length === 0 ? 0 : (100 * run.length) / ranges.length
    },
  }
}
