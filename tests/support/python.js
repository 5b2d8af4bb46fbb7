import { execFile, spawnSync } from 'node:child_process'

// The one of the distribution first: it is the one that the distribution's packages are for.
const candidates = ['/usr/bin/python3', 'python3', 'python']

/** A Python that has PyJWT, or undefined. */
export const python = candidates.find((command) => {
  const { status } = spawnSync(command, ['-c', 'import jwt; jwt.PyJWT'], { stdio: 'ignore' })
  return status === 0
})

/**
 * Runs a Python program on JSON and returns the JSON that it prints.
 *
 * @param {string} program
 * @param {unknown} input
 * @returns {Promise<unknown>}
 */
export function runPython(program, input) {
  return new Promise((resolve, reject) => {
    const child = execFile(python ?? 'python3', ['-c', program], { maxBuffer: 1 << 26 }, (error, stdout) => {
      if (error) reject(error)
      else resolve(JSON.parse(stdout))
    })
    child.stdin?.end(JSON.stringify(input))
  })
}
