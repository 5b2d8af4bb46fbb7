// The package under Jest, whose tests have their own globals: another Error, another Uint8Array, another WebAssembly
// than the modules of Node that the package stands on.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { expect, test } from '@jest/globals'
import {
  createIssuer,
  createVerifier,
  generateKey,
  HolobandError,
  secretKey,
  signJws,
  verifyJws,
} from 'holoband'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { importPackage, requirePackage } from '../support/commonjs.cjs'

const require = createRequire(import.meta.url)
const manifest = JSON.parse(fs.readFileSync(require.resolve('holoband/package.json'), 'utf8'))
const subpaths = Object.keys(manifest.exports).filter((subpath) => !subpath.endsWith('.json'))

/** @param {() => unknown} call */
function thrownBy(call) {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test.each(subpaths)('Jest imports %s by name', async (subpath) => {
  const module = await import(subpath.replace('.', 'holoband'))
  expect(Object.keys(module).length).toBeGreaterThan(0)
  for (const exported of Object.values(module)) expect(exported).toBeDefined()
})

test('a token that was issued in Jest verifies there, and a changed one does not', () => {
  const key = generateKey('HS256')
  const common = { issuer: 'https://auth.example', audience: 'https://api.example' }
  const token = createIssuer({ key, ...common, ttl: 60 }).issue({ sub: 'ada' })
  const verifier = createVerifier({ keys: key, algorithms: ['HS256'], ...common })
  expect(verifier.verify(token).claims.sub).toBe('ada')
  const error = thrownBy(() => verifier.verify(`${token.slice(0, -8)}AAAAAAAA`))
  expect(error).toBeInstanceOf(HolobandError)
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'HolobandError', code: 'ERR_SIGNATURE_INVALID' })
})

test('bytes of the tests are bytes to the package, and its own are bytes to the tests', async () => {
  const key = secretKey(new Uint8Array(32).fill(7))
  const { payload } = verifyJws(signJws(new Uint8Array([1, 2, 3]), { key }), {
    keys: key,
    algorithms: ['HS256'],
  })
  expect([...payload]).toEqual([1, 2, 3])
  expect(ArrayBuffer.isView(payload)).toBe(true)
})

test('sessions start and refresh in Jest, and what ends them is a HolobandError', async () => {
  const key = generateKey('HS256')
  const sessions = createSessions({ key, issuer: 'us', audience: 'them', store: createMemoryStore() })
  const first = await sessions.start('ada')
  const second = await sessions.refresh(first.refreshToken)
  expect(second.claims.sub).toBe('ada')
  await sessions.endAll('ada')
  const refused = sessions.refresh(second.refreshToken)
  await expect(refused).rejects.toBeInstanceOf(HolobandError)
  await expect(refused).rejects.toMatchObject({ code: 'ERR_SESSION_REVOKED' })
})

test('an Error of Jest is not taken for a HolobandError', () => {
  expect(new Error('no')).not.toBeInstanceOf(HolobandError)
})

test('a CommonJS test imports the package', async () => {
  expect((await importPackage()).HolobandError).toBe(HolobandError)
})

// Jest brings its own require, which takes ES modules from Node 24.9 on, where it asks for the same files as import does.
// Before that it gets those that are CommonJS, which are another copy of the package.
test('a CommonJS test requires the package, whose errors are those of the other copy too', () => {
  const required = requirePackage()
  const error = thrownBy(() => required.decodeUnverified('a.b'))
  expect(error).toBeInstanceOf(HolobandError)
  expect(error).toBeInstanceOf(required.HolobandError)
  expect(error).toMatchObject({ code: 'ERR_TOKEN_SEGMENTS' })
})

test('a token that was issued by what a CommonJS test requires verifies with the same secret in what is imported', () => {
  const required = requirePackage()
  const common = { issuer: 'https://auth.example', audience: 'https://api.example' }
  const secret = { base64url: Buffer.alloc(32, 7).toString('base64url') }
  const token = required
    .createIssuer({ key: required.secretKey(secret), ...common, ttl: 60 })
    .issue({ sub: 'ada' })
  const verifier = createVerifier({ keys: secretKey(secret), algorithms: ['HS256'], ...common })
  expect(verifier.verify(token).claims.sub).toBe('ada')
})

test('a key of the other copy is refused by name, where there is another', () => {
  const required = requirePackage()
  const key = required.generateKey('HS256')
  const common = { issuer: 'https://auth.example', audience: 'https://api.example' }
  const create = () => createVerifier({ keys: key, algorithms: ['HS256'], ...common })
  if (required.createVerifier === createVerifier) expect(create).not.toThrow()
  else expect(thrownBy(create)).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
})

test.each(subpaths)('Node requires %s from a program beside Jest', (subpath) => {
  const source = `console.log(Object.keys(require(${JSON.stringify(subpath.replace('.', 'holoband'))})).length)`
  const env = { ...process.env, NODE_OPTIONS: '--no-warnings' }
  const args = ['--input-type=commonjs', '-e', source]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  expect(stderr).toBe('')
  expect(Number(stdout)).toBeGreaterThan(0)
})
