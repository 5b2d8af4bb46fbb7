import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findPostgres } from '../../scripts/lib/postgres.js'
import { createDaemon } from './daemon.js'

/** @import { Daemon } from './daemon.js' */

const run = promisify(execFile)

/**
 * @typedef {Daemon & { address: { host: string, user: string, database: string }, dispose: () => Promise<void> }
 *   } PostgresServer
 *   `address` is what `new pg.Pool(…)` takes; `dispose` ends it and removes its data; every test that starts one has to
 */

/** PostgreSQL refuses to run as root; its package has made somebody it runs as. */
const account = process.getuid?.() === 0 ? 'postgres' : undefined

/**
 * Starts a PostgreSQL of its own, with its data and its socket in a temporary folder, and on no port at all. What was
 * committed is there again after `stop` and `start`, and after `kill` too.
 *
 * @param {readonly string[]} [settings] more of them, each like `max_connections=20`
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres(settings = []) {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('there is no PostgreSQL server on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'holoband-postgres-'))
  const data = join(folder, 'data')
  await giveAway(folder)
  const initdb = ['--auth=trust', '--username=holoband', '--encoding=UTF8', '--no-locale', '--no-sync']
  await asAccount(join(programs, 'initdb'), [...initdb, '--no-instructions', `--pgdata=${data}`])
  const all = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', ...settings]
  const daemon = createDaemon({
    command: join(programs, 'postgres'),
    args: ['-D', data, ...all.flatMap((setting) => ['-c', setting])],
    ready: /ready to accept connections/,
    stopWith: 'SIGINT',
    ...(account === undefined ? {} : { user: account }),
  })
  await daemon.start()
  return {
    ...daemon,
    start: () => startAgain(daemon),
    address: { host: folder, user: 'holoband', database: 'postgres' },
    async dispose() {
      await daemon.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/**
 * The processes of a server that was killed notice it one by one, and no other may start until the last has ended.
 *
 * @param {Daemon} daemon
 * @returns {Promise<void>}
 */
async function startAgain(daemon) {
  try {
    await daemon.start()
  } catch (error) {
    if (!/still in use/.test(String(error))) throw error
    await pause(50)
    await startAgain(daemon)
  }
}

/** @param {string} folder */
async function giveAway(folder) {
  if (account === undefined) return
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => (await run('id', [flag, account])).stdout),
  )
  await chown(folder, Number(uid), Number(gid))
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function asAccount(command, args) {
  if (account === undefined) return run(command, args, { cwd: '/' })
  return run('runuser', ['-u', account, '--', command, ...args], { cwd: '/' })
}
