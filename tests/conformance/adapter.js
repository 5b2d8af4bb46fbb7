// The library as the conformance runner sees it on Node.js, where the runner imports this file.
import * as holoband from 'holoband'
import * as session from 'holoband/session'
import * as internals from '../../dist/internals.js'
import { memorySize } from '../support/core.js'
import { createAdapter } from './any-adapter.js'

export { init } from 'holoband'

export const { verify, verifyJws, sign, verifyRaw, thumbprint, parseCookies, serializeCookie } =
  createAdapter({ ...internals, ...holoband, ...session })

/** The same, with verifiers that remember. */
export const remembering = createAdapter({ ...internals, ...holoband, ...session }, { cache: { max: 4 } })

/** The size of the library's memory, which the runner shows after a long run. */
export const memoryBytes = memorySize
