// Where things live: the checkout, what is built in it, and the cache that outlives it.
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const rootDir = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
export const buildDir = path.join(rootDir, 'build')
export const logsDir = path.join(buildDir, 'logs')
export const distDir = path.join(rootDir, 'dist')

/**
 * The folder for what is dear to make and the same for every checkout.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheDir(env = process.env) {
  if (env.HOLOBAND_CACHE) return path.resolve(env.HOLOBAND_CACHE)
  // The XDG specification says that a relative path is to be ignored.
  const base = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined
  return path.join(base ?? path.join(os.homedir(), '.cache'), 'holoband')
}
