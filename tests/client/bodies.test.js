// A request is sent again with the same body, byte for byte, unless that body is a stream.
import { describe, expect, test } from '@jest/globals'
import { HolobandError } from 'holoband/client'
import { elapse, isSettledWithin, settle, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

const bytes = Uint8Array.from({ length: 256 }, (_, n) => n)

const form = () => {
  const data = new FormData()
  data.append('name', 'Ada Lovelace')
  data.append('file', new Blob([bytes], { type: 'application/octet-stream' }), 'bytes.bin')
  return data
}

/** @type {[string, () => BodyInit, number | undefined][]} */
const kinds = [
  ['a string', () => 'text with ünïcödé and \u{1f600}', undefined],
  ['an empty string', () => '', 0],
  ['JSON', () => JSON.stringify({ a: [1, 2, 3] }), 13],
  ['URLSearchParams', () => new URLSearchParams({ a: '1', b: 'x y&z' }), 13],
  ['a Blob', () => new Blob([bytes, 'tail'], { type: 'image/png' }), 260],
  ['FormData with a file', form, undefined],
  ['an ArrayBuffer', () => bytes.slice().buffer, 256],
  ['a Uint8Array', () => bytes.slice(), 256],
  ['a view into a larger buffer', () => bytes.slice().subarray(100, 110), 10],
  ['a Float64Array', () => new Float64Array([Math.PI, -0, Number.NaN]), 24],
  ['a DataView', () => new DataView(bytes.slice().buffer, 16, 32), 32],
  ['a megabyte', () => new Uint8Array(1_000_000).fill(7), 1_000_000],
]

const requests = () => given.server.sentTo('/api')

describe.each(kinds)('%s', (_what, make, size) => {
  const isSentTwice = () => {
    const [first, second, ...others] = requests()
    expect(others).toEqual([])
    if (size === undefined) expect(first?.body.length).toBeGreaterThan(0)
    else expect(first?.body).toHaveLength(size)
    expect(Buffer.from(second?.body ?? []).equals(Buffer.from(first?.body ?? []))).toBe(true)
    expect(second?.headers.get('content-type')).toBe(first?.headers.get('content-type'))
    expect(second?.method).toBe('POST')
  }

  test('in init is sent again as it was', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    expect((await soon(authFetch('/api', { method: 'POST', body: make() }))).status).toBe(200)
    isSentTwice()
  })

  test('in a Request is sent again as it was', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const request = new Request('/api', { method: 'POST', body: make() })
    expect((await soon(authFetch(request))).status).toBe(200)
    isSentTwice()
  })

  test('in init beside a Request takes the place of the Request’s own', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const request = new Request('/api', { method: 'POST', body: 'the other one' })
    expect((await soon(authFetch(request, { body: make() }))).status).toBe(200)
    isSentTwice()
  })
})

test('bytes that the caller changes after the call are sent as they were at the call, both times', async () => {
  const { authFetch } = given.world.openTab()
  given.server.expire()
  const body = new Uint8Array([1, 2, 3])
  const request = authFetch('/api', { method: 'POST', body })
  body.fill(9)
  expect((await soon(request)).status).toBe(200)
  expect(requests().map(({ body: sent }) => [...sent])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
})

test('the body of a Request is used up by the call, as by that of fetch', async () => {
  const { authFetch } = given.world.openTab()
  const request = new Request('/api', { method: 'POST', body: 'text' })
  await soon(authFetch(request))
  expect(request.bodyUsed).toBe(true)
  await expect(soon(authFetch(request))).rejects.toMatchObject({ name: 'TypeError' })
})

test('a body where there may be none is refused as by fetch', async () => {
  const { authFetch } = given.world.openTab()
  await expect(soon(authFetch('/api', { method: 'GET', body: 'text' }))).rejects.toMatchObject({
    name: 'TypeError',
  })
  expect(given.server.log).toEqual([])
})

/** What is read of a stream, and how far ahead. */
const stream = () => {
  const about = { pulls: 0, cancelled: false }
  const body = new ReadableStream(
    {
      pull(controller) {
        about.pulls++
        controller.enqueue(new TextEncoder().encode(`part ${about.pulls};`))
        if (about.pulls === 3) controller.close()
      },
      cancel() {
        about.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { about, body }
}

const init = (/** @type {ReadableStream} */ body) =>
  /** @type {RequestInit} */ ({ method: 'POST', body, duplex: 'half' })

/** @type {[string, (body: ReadableStream) => [RequestInfo, RequestInit?]][]} */
const streams = [
  ['in init', (body) => ['/api', init(body)]],
  ['in a Request', (body) => [new Request('/api', init(body))]],
  ['in init beside a Request', (body) => [new Request('/api'), init(body)]],
]

describe.each(streams)('a stream %s', (_where, make) => {
  test('is sent once while the token is good', async () => {
    const { authFetch } = given.world.openTab()
    const { body } = stream()
    expect((await soon(authFetch(...make(body)))).status).toBe(200)
    expect(new TextDecoder().decode(requests()[0]?.body)).toBe('part 1;part 2;part 3;')
    expect(given.server.log).toHaveLength(1)
  })

  test('that meets an expired token is refused by name after the refresh, and is not sent again', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    const failed = soon(authFetch(...make(stream().body)))
    await expect(failed).rejects.toMatchObject({ code: 'ERR_BODY_NOT_REPLAYABLE', reason: 'expired' })
    await expect(failed).rejects.toBeInstanceOf(HolobandError)
    expect(requests()).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(['refreshed'])
    expect((await soon(authFetch(...make(stream().body)))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('that meets an expired session gets the 401 itself, since there is nothing to send again for', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'revoked')
    const response = await soon(authFetch(...make(stream().body)))
    expect(response.status).toBe(401)
  })

  test('waits for a refresh where the token is over, so that it is sent once and succeeds', async () => {
    const { authFetch } = given.world.openTab({ refreshAhead: 0 })
    await soon(authFetch.refresh())
    await elapse(61_000)
    expect((await soon(authFetch(...make(stream().body)))).status).toBe(200)
    expect(requests()).toHaveLength(1)
    expect(given.server.refreshes).toBe(2)
  })

  test('waits for a refresh where the token ends within refreshAhead', async () => {
    const { authFetch, page } = given.world.openTab({ refreshAhead: 10 })
    page.hide()
    await soon(authFetch.refresh())
    await elapse(51_000)
    const { about, body } = stream()
    const release = given.server.hold('/auth/refresh')
    const request = authFetch(...make(body))
    await elapse(100)
    expect(requests()).toHaveLength(0)
    expect(about.pulls).toBeLessThan(3)
    release()
    expect((await soon(request)).status).toBe(200)
    expect(given.server.refreshes).toBe(2)
  })

  test('does not wait where the token has time left', async () => {
    const { authFetch } = given.world.openTab({ refreshAhead: 10 })
    await soon(authFetch.refresh())
    await elapse(20_000)
    expect((await soon(authFetch(...make(stream().body)))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('is sent as it is where the refresh before it fails, and is not lost', async () => {
    const { authFetch, page } = given.world.openTab({ refreshAhead: 10 })
    page.hide()
    await soon(authFetch.refresh())
    await elapse(51_000)
    given.server.answerNext('/auth/refresh', 'unavailable')
    expect((await soon(authFetch(...make(stream().body)))).status).toBe(200)
    expect(new TextDecoder().decode(requests()[0]?.body)).toBe('part 1;part 2;part 3;')
  })

  test('whose caller has given up already is not worth a refresh', async () => {
    const { authFetch } = given.world.openTab({ refreshAhead: 0 })
    await soon(authFetch.refresh())
    await elapse(61_000)
    given.server.hold('/auth/refresh')
    const [input, init] = make(stream().body)
    const request = soon(authFetch(input, { ...init, signal: AbortSignal.abort() }))
    await expect(request).rejects.toMatchObject({ name: 'AbortError' })
    expect(requests()).toHaveLength(0)
  })

  test('is given up with its caller while it waits', async () => {
    const { authFetch } = given.world.openTab({ refreshAhead: 0 })
    await soon(authFetch.refresh())
    await elapse(61_000)
    const release = given.server.hold('/auth/refresh')
    const stop = new AbortController()
    const [input, others] = make(stream().body)
    const request = authFetch(input, { ...others, signal: stop.signal })
    await elapse(100)
    stop.abort()
    await expect(request).rejects.toMatchObject({ name: 'AbortError' })
    release()
    await elapse(100)
    expect(requests()).toHaveLength(0)
  })
})

test('a stream is not read ahead of what is sent: nothing of it is kept for a second time', async () => {
  const { about, body } = stream()
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  let reader
  const { authFetch } = given.world.openTab({
    fetch: async (input) => {
      reader = /** @type {Request} */ (input).body?.getReader()
      await reader?.read()
      return new Response('early')
    },
  })
  await soon(authFetch('/api', init(body)))
  await settle()
  expect(about.pulls).toBeLessThanOrEqual(2)
  await reader?.cancel()
  await settle()
  expect(about.cancelled).toBe(true)
})

test('a stream elsewhere is the business of fetch alone', async () => {
  const { authFetch } = given.world.openTab()
  given.server.answerNext('/api', 'expired')
  const response = await soon(authFetch('https://elsewhere.example/api', init(stream().body)))
  expect(response.status).toBe(401)
  expect(given.server.refreshes).toBe(0)
})

test('a string whose token is near its end is sent at once: it can be sent again', async () => {
  const { authFetch, page } = given.world.openTab()
  page.hide()
  await soon(authFetch.refresh())
  await elapse(50_000)
  expect(await isSettledWithin(authFetch('/api', { method: 'POST', body: 'text' }), 20)).toBe(true)
  expect(given.server.refreshes).toBe(1)
})
