import fs from 'node:fs'

/**
 * The inputs of a target that are in the repository: one in each line.
 *
 * @param {string} target
 */
export function committedInputs(target) {
  const text = fs.readFileSync(new URL(`../corpus/${target}.txt`, import.meta.url), 'utf8')
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => Uint8Array.from(Buffer.from(line, 'base64url')))
}
