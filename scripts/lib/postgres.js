// Finding a PostgreSQL server, which Debian and others keep out of the PATH, several versions side by side.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** Where versions are kept: folders whose entries, named by version, each have a `bin`. */
const homes = ['/usr/lib/postgresql', '/usr/local/lib/postgresql']

/**
 * The folder of `postgres` and `initdb`: the one on the PATH, else that of the newest version.
 *
 * @param {{ folders?: readonly string[], homes?: readonly string[] }} [places] so that tests can pretend
 * @returns {string | undefined}
 */
export function findPostgres(places = {}) {
  const { folders = (process.env.PATH ?? '').split(path.delimiter) } = places
  const versioned = (places.homes ?? homes).flatMap(versionsIn)
  return [...folders, ...versioned].find((folder) => folder !== '' && hasServer(folder))
}

/** @param {string} home */
function versionsIn(home) {
  if (!fs.existsSync(home)) return []
  const versions = fs.readdirSync(home).filter((name) => /^\d/.test(name))
  versions.sort((one, other) => Number.parseFloat(other) - Number.parseFloat(one))
  return versions.map((version) => path.join(home, version, 'bin'))
}

/** @param {string} folder */
function hasServer(folder) {
  return ['postgres', 'initdb'].every((program) => fs.existsSync(path.join(folder, program)))
}
