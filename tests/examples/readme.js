import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tryRun } from '../../scripts/lib/run.js'

/** @import { Project } from '../support/package.js' */

/**
 * tryReadme runs what a README tells its reader to try, as it stands there, against a server that is somewhere else.
 *
 * @param {Project} project
 * @param {string} url  of the server, in the place of the README's
 * @param {Record<string, string>} [env]
 */
export function tryReadme({ folder }, url, env = {}) {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const [, commands = ''] = /^## Try it$[\s\S]*?^```sh$([\s\S]*?)^```$/m.exec(readme) ?? []
  if (!commands.includes('curl')) throw new Error('The README has nothing to try.')
  const here = commands.replaceAll(/http:\/\/localhost:[0-9]+/g, url)
  return tryRun('bash', ['-euc', here], { cwd: folder, env })
}
