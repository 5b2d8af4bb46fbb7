import { kvRefusal } from './kv/refusal.js'

/**
 * createKvStore refuses: there is no store of sessions in Cloudflare Workers KV, and this is where it is said. It always
 * throws ERR_STORE_EVENTUAL, as `createSessions` does for a namespace in place of a store; its `cause` says why, and what
 * to use: `holoband/stores/durable-object` or `holoband/stores/d1`.
 *
 * A read of KV may be answered from a cache for 60 seconds or longer after a write, so that a logout or a ban would not be
 * seen; and KV has no write on a condition, so that a stolen refresh token and the real one could both be rotated, and
 * nobody would notice.
 *
 * @param {unknown} [_namespace]
 * @returns {never}
 */
export function createKvStore(_namespace) {
  throw kvRefusal('namespace')
}
