// A Worker that makes everything while it starts, where nothing may be read, fetched or drawn by lot.
import { env } from 'cloudflare:workers'
import { createWorker } from './bare.js'
import { createService, FragileSessions } from './service.js'

/** @import { Env } from './service.js' */

export { FragileSessions }

const service = createService(/** @type {Env} */ (/** @type {unknown} */ (env)))
export default createWorker(() => service)
