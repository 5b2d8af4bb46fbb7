import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')

// Inside the package, so that the programs can import it by name as a reader would.
mkdirSync(path.join(root, 'build'), { recursive: true })
const folder = mkdtempSync(path.join(root, 'build', 'readme-'))
after(() => rmSync(folder, { recursive: true }))

/** @param {string} heading */
function programUnder(heading) {
  const section = readme.split(/^## /m).find((text) => text.startsWith(heading))
  const program = section?.match(/```js\n(.*?)```/s)?.[1]
  assert.ok(program, `README.md has a program under "${heading}"`)
  return program
}

/**
 * @param {string} name
 * @param {string} program
 */
function run(name, program) {
  const file = path.join(folder, name)
  writeFileSync(file, program)
  return spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
}

test('The quick start of README.md prints what its comments say', () => {
  const program = programUnder('Quick start')
  const promised = [...program.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map((match) => match[1])
  const { stdout, stderr, status } = run('quick-start.mjs', program)
  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.equal(promised.length, 2)
  assert.deepEqual(stdout.trim().split('\n'), promised)
})

test('The example of asymmetric keys in README.md prints what its comment says', () => {
  const { stdout, stderr } = run('keys.mjs', programUnder('Keys of two halves'))
  assert.deepEqual([stdout, stderr], ['ES256\n', ''])
})

test('The session example of README.md signs a user in and lets only that user through', () => {
  // The example listens for ever; here it listens anywhere, is asked three times, and ends.
  const program = programUnder('Sign in, stay signed in')
    .replace('.listen(8080)', '.listen(0, ask)')
    .concat(`
      async function ask() {
        const url = 'http://127.0.0.1:' + this.address().port
        const stranger = await fetch(url + '/')
        const login = await fetch(url + '/auth/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'https://app.example' },
          body: JSON.stringify({ username: 'ada', password: 'correct horse battery staple' }),
        })
        const cookie = login.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
        const guest = await fetch(url + '/', { headers: { cookie } })
        console.log(stranger.status, login.status, guest.status, await guest.text())
        process.exit()
      }
    `)
  const { stdout, stderr } = run('sessions.mjs', program)
  assert.equal(stderr, '')
  assert.equal(stdout.trim(), '401 200 200 {"hello":"1"}')
})

test('README.md names no file that is not there', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '')
  assert.ok(links.length >= 4)
  for (const link of links) assert.ok(readFileSync(path.join(root, link)), link)
})
