// The upstream archive out of Debian's source package: byte for byte the same file, from whichever mirror this
// machine already uses. The system's own package lists are neither read for versions nor written.
import fs from 'node:fs'
import path from 'node:path'
import { run, tryRun } from '../run.js'
import { archive } from './recipe.js'

const suite = 'trixie' // the release whose OpenSSL is of the 3.5 line
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
const commandTimeoutMs = 120_000

/**
 * @param {string} file    where the archive is to be
 * @param {string} folder  for temporary files
 */
export async function downloadFromDebian(file, folder) {
  const failures = []
  for (const mirror of await mirrors()) {
    try {
      return await downloadFromMirror(mirror, file, folder)
    } catch (error) {
      failures.push(error instanceof Error ? error.message.split('\n')[0] : String(error))
    }
  }
  throw new Error(failures.join('; ') || 'this machine has no package mirror of Debian')
}

/** The mirrors that this machine's package sources name. */
async function mirrors() {
  const fields = '$(COMPONENT) $(REPO_URI)'
  const { stdout } = await run('apt-get', ['indextargets', '--format', fields, 'Created-By: Packages'])
  const lines = stdout.split('\n').filter((line) => line.startsWith('main '))
  return [...new Set(lines.map((line) => line.slice('main '.length)))]
}

/**
 * @param {string} mirror
 * @param {string} file
 * @param {string} folder
 */
async function downloadFromMirror(mirror, file, folder) {
  const home = fs.mkdtempSync(path.join(folder, 'apt-'))
  try {
    const apt = privateApt(home, mirror)
    await apt.run('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any'])
    const found = versionsWithArchive(
      (await apt.run('apt-cache', ['showsrc', '--only-source', 'openssl'])).stdout,
    )
    for (const candidate of found) {
      const args = ['source', '--download-only', '--tar-only', '--only-source', `openssl=${candidate}`]
      const result = await apt.tryRun('apt-get', args)
      const tarball = fs.readdirSync(home).find((name) => name.endsWith('.orig.tar.gz'))
      if (result.code === 0 && tarball) return fs.renameSync(path.join(home, tarball), file)
    }
    throw new Error(`${mirror} has none of the versions that its index names (${found.join(', ') || 'none'})`)
  } finally {
    fs.rmSync(home, { recursive: true, force: true })
  }
}

/**
 * An apt with its own state and a single source, so that nothing of the system's changes.
 * @param {string} home
 * @param {string} mirror
 */
function privateApt(home, mirror) {
  for (const name of ['lists/partial', 'cache/archives/partial', 'sources']) {
    fs.mkdirSync(path.join(home, name), { recursive: true })
  }
  const signedBy = fs.existsSync(keyring) ? `Signed-By: ${keyring}\n` : ''
  const source = `Types: deb-src\nURIs: ${mirror}\nSuites: ${suite}\nComponents: main\n${signedBy}`
  fs.writeFileSync(path.join(home, 'sources', 'openssl.sources'), source)
  fs.writeFileSync(path.join(home, 'apt.conf'), configuration(home))
  const options = { cwd: home, env: { APT_CONFIG: path.join(home, 'apt.conf') }, timeoutMs: commandTimeoutMs }
  return {
    /** @type {(command: string, args: string[]) => ReturnType<typeof run>} */
    run: (command, args) => run(command, args, options),
    /** @type {(command: string, args: string[]) => ReturnType<typeof run>} */
    tryRun: (command, args) => tryRun(command, args, options),
  }
}

/** @param {string} home */
function configuration(home) {
  return [
    `Dir::State "${home}";`,
    `Dir::State::lists "${home}/lists";`,
    `Dir::Cache "${home}/cache";`,
    'Dir::Etc::SourceList "/dev/null";',
    `Dir::Etc::SourceParts "${home}/sources";`,
    'Acquire::Retries "1";',
    'Acquire::http::Timeout "6";',
    'Acquire::https::Timeout "6";',
    'Acquire::Languages "none";',
    'APT::Sandbox::User "";', // the folder belongs to whoever runs this
    '',
  ].join('\n')
}

/**
 * The versions whose upstream archive is the one that is wanted, as `apt-cache showsrc` lists them.
 * @param {string} records
 */
export function versionsWithArchive(records) {
  return records
    .split(/\n\s*\n/)
    .filter((record) => record.includes(archive.sha256))
    .flatMap((record) => record.match(/^Version: (\S+)$/m)?.[1] ?? [])
}
