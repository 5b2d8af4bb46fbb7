import { useSyncExternalStore } from 'react'
import { unknownSession } from './session-state.js'

/** @import { AuthClient } from './auth-client.js' */
/** @import { ClientSession } from './session-state.js' */

/**
 * useSession is the session of a client as a React component sees it, which renders again whenever it changes. Pages that
 * are rendered on a server begin with the session that is not known yet.
 *
 * @param {AuthClient} client
 * @returns {ClientSession}
 */
export function useSession(client) {
  return useSyncExternalStore(
    client.onChange,
    () => client.session,
    () => unknownSession,
  )
}
