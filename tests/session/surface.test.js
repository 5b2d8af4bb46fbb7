import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import * as session from 'holoband/session'

const folder = new URL('../../js/session/', import.meta.url)

describe('holoband/session', () => {
  test('exports these names and no others', () => {
    assert.deepEqual(Object.keys(session).sort(), [
      'createAsyncGuard',
      'createAuthHandler',
      'createCookiePolicy',
      'createGuard',
      'createRateLimit',
      'createSessions',
      'parseCookies',
      'readJson',
      'serializeCookie',
    ])
  })

  test('stands on the web platform and the layers below it, so that it runs wherever they do', async () => {
    const below =
      /^\.\.\/(?:core\/arguments|duration|errors|issuer|key-set|keys|rotation|verifier|stores\/(?:contract|kv\/refusal))\.js$/
    const files = (await readdir(folder)).filter((name) => name.endsWith('.js'))
    assert.ok(files.length > 5)
    for (const file of files) {
      const source = await readFile(new URL(file, folder), 'utf8')
      for (const [, from = ''] of source.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)) {
        assert.ok(from.startsWith('./') || below.test(from), `${file} imports ${from}`)
      }
      const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      assert.doesNotMatch(code, /\b(?:process|Buffer|require|__dirname|setImmediate)\b/, file)
    }
  })
})
