// Libraries that take a fetch, over ours: each request is retried once after one refresh, and they notice nothing.
import { describe, expect, test } from '@jest/globals'
import axios from 'axios'
import ky from 'ky'
import { soon, worldOfEachTest } from './support/world.js'

/** @import { AuthFetch } from 'holoband/client' */

const given = worldOfEachTest()

/**
 * @typedef {object} Library
 * @property {(url: string) => Promise<{ status: number, data: unknown }>} get
 * @property {(url: string, data: object) => Promise<{ status: number, data: unknown }>} post
 */

/** @type {[string, (authFetch: AuthFetch) => Library][]} */
const libraries = [
  [
    'axios',
    (authFetch) => {
      const instance = axios.create({
        adapter: 'fetch',
        env: { fetch: authFetch },
        baseURL: 'https://app.example',
      })
      return { get: (url) => instance.get(url), post: (url, data) => instance.post(url, data) }
    },
  ],
  [
    'ky',
    (authFetch) => {
      const instance = ky.create({ fetch: authFetch, baseUrl: 'https://app.example', retry: 0 })
      const read = async (/** @type {Promise<Response>} */ promise) => {
        const response = await promise
        return { status: response.status, data: await response.json() }
      }
      return { get: (url) => read(instance(url)), post: (url, json) => read(instance.post(url, { json })) }
    },
  ],
]

describe.each(libraries)('%s', (_name, make) => {
  test('gets an answer after one refresh and one retry', async () => {
    const library = make(given.world.openTab().authFetch)
    given.server.expire()
    expect(await soon(library.get('/api/me'))).toMatchObject({ status: 200, data: { sub: 'ada' } })
    expect(given.server.log.map(({ path }) => path)).toEqual(['/api/me', '/auth/refresh', '/api/me'])
  })

  test('sends its body twice, the same both times', async () => {
    const library = make(given.world.openTab().authFetch)
    given.server.expire()
    const data = { letter: 'dear Charles', pages: [1, 2] }
    expect((await soon(library.post('/api/letters', data))).status).toBe(200)
    const sent = given.server.sentTo('/api/letters')
    expect(sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)))).toEqual([data, data])
    expect(sent.map(({ headers }) => headers.get('content-type'))).toEqual(Array(2).fill('application/json'))
    expect(given.server.refreshes).toBe(1)
  })

  test('has 20 requests at once share one refresh', async () => {
    const library = make(given.world.openTab().authFetch)
    given.server.expire()
    const all = await soon(Promise.all(Array.from({ length: 20 }, (_, n) => library.get(`/api/${n}`))))
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(given.server.refreshes).toBe(1)
  })

  test('rejects in its own way once the session is over', async () => {
    const library = make(given.world.openTab().authFetch)
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'revoked')
    await expect(soon(library.get('/api/me'))).rejects.toMatchObject({ response: { status: 401 } })
    expect(given.server.sentTo('/api/me')).toHaveLength(1)
  })

  test('is not refreshed for a 403', async () => {
    const library = make(given.world.openTab().authFetch)
    given.server.answerNext('/api/me', 'insufficient_scope')
    await expect(soon(library.get('/api/me'))).rejects.toMatchObject({ response: { status: 403 } })
    expect(given.server.log).toHaveLength(1)
  })
})
