// The libraries, in the order of the tables. A runtime that cannot load one goes without it, and says so.

/** @import { Missing, Peer } from './peer.js' */

/** @type {Readonly<Record<string, () => Promise<{ peer: Peer }>>>} */
const libraries = {
  holoband: () => import('./holoband.js'),
  'fast-jwt': () => import('./fast-jwt.js'),
  jsonwebtoken: () => import('./jsonwebtoken.js'),
  '@node-rs/jsonwebtoken': () => import('./node-rs.js'),
  jose: () => import('./jose.js'),
  'hono/jwt': () => import('./hono.js'),
  '@tsndr/cloudflare-worker-jwt': () => import('./cloudflare-worker-jwt.js'),
  'aws-jwt-verify': () => import('./aws-jwt-verify.js'),
}

export async function loadPeers() {
  /** @type {Peer[]} */
  const peers = []
  /** @type {Missing[]} */
  const missing = []
  for (const [name, load] of Object.entries(libraries)) {
    try {
      peers.push((await load()).peer)
    } catch (error) {
      missing.push({ name, why: String(error instanceof Error ? error.message : error) })
    }
  }
  return { peers, missing }
}
