import pg from 'pg'

/**
 * A pool as the store's page advises: it hears of connections that break while nobody uses them.
 *
 * @param {pg.PoolConfig} config
 */
export function openPool(config) {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5000, ...config })
  pool.on('error', () => {})
  return pool
}
