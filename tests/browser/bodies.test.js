import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { launchChromium } from './support/chromium.js'
import { serveHttp2 } from './support/http2.js'
import { serviceOfFile } from './support/service.js'
import { eventTypes, openClockedTab, openProfile, setVisibility } from './support/tabs.js'

const browser = await launchChromium()
const service = await serviceOfFile()
const front = await serveHttp2(service.handle)
after(front.close)
service.origin = front.origin
const { context, page, start } = await openProfile(browser, service, { profile: { ignoreHTTPSErrors: true } })
beforeEach(start)

const sent = () => service.seen.filter(({ path }) => path === '/api/echo')

/** The bytes of each kind of body. Those of a form depend on the boundary that the browser makes up. */
const expected = {
  string: 'a Straße in Ελλάδα, and an emoji: 🎟',
  'URLSearchParams object': 'a=1&b=x+y&b=%26',
  'Blob object': '\u0000\u0001\u0002blob',
  'ArrayBuffer object': '\u0000\u0001\u0002\u0003',
  'typed array that is part of a buffer': '\u0001\u0002',
  DataView: '\u0002\u0003',
  'Request object': 'from a Request',
  'FormData object with a file': undefined,
}

describe('a body is sent again, byte for byte:', () => {
  for (const [kind, text] of Object.entries(expected)) {
    test(kind, async () => {
      service.expire()
      const outcome = await page.evaluate(sendBody, kind)
      assert.equal(outcome.status, 200)
      const [first, second, ...more] = sent()
      assert.deepEqual([first?.status, second?.status, more.length], [401, 200, 0])
      assert.ok((first?.body.length ?? 0) > 0)
      assert.deepEqual(first?.body, second?.body)
      assert.equal(first?.headers.get('content-type'), second?.headers.get('content-type'))
      const body = new TextDecoder().decode(second?.body)
      if (text !== undefined) assert.equal(body, text)
      else
        assert.match(
          body,
          /name="file"; filename="a\.bin"\r\nContent-Type: application\/x-thing\r\n\r\n\0\xff?/,
        )
    })
  }

  test('a file of some megabytes', async () => {
    service.expire()
    const { status } = await page.evaluate(() => {
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 251)
      return bench.ask('/api/echo', { method: 'POST', body: new File([bytes], 'large.bin') })
    })
    assert.equal(status, 200)
    assert.deepEqual(
      sent().map(({ status: answered, body }) => [answered, body.length]),
      [
        [401, 3_000_000],
        [200, 3_000_000],
      ],
    )
  })
})

describe('a stream', () => {
  test('is sent once while the token is good', async () => {
    assert.equal((await page.evaluate(sendStream)).status, 200)
    assert.equal(new TextDecoder().decode(sent()[0]?.body), 'some of it, and the rest')
    assert.equal(service.count('/auth/refresh'), 0)
  })

  test('is refused by its name where the token turns out to be over, and the next one goes through', async () => {
    service.expire()
    assert.deepEqual(await page.evaluate(sendStream), { error: 'ERR_BODY_NOT_REPLAYABLE' })
    assert.deepEqual(
      sent().map(({ status }) => status),
      [401],
    )
    assert.equal(service.count('/auth/refresh'), 1)
    assert.equal((await page.evaluate(sendStream)).status, 200)
    assert.equal(service.count('/auth/refresh'), 1)
  })

  test('is kept until the session is refreshed where the token is about to end', async (t) => {
    const tab = await openClockedTab(t, context, service)
    // A hidden page does not refresh by itself, so that it is the stream that does.
    await setVisibility(tab, 'hidden')
    await tab.clock.fastForward('14:45')
    assert.equal((await tab.evaluate(sendStream)).status, 200)
    assert.deepEqual(
      service.seen.map(({ path, status }) => [path, status]),
      [
        ['/auth/refresh', 200],
        ['/api/echo', 200],
      ],
    )
    assert.deepEqual(await eventTypes(tab), ['refreshed'])
  })
})

/**
 * Sends a body of this kind, in a page.
 *
 * @param {string} kind
 */
function sendBody(kind) {
  const path = '/api/echo'
  const bytes = new Uint8Array([0, 1, 2, 3])
  const form = new FormData()
  form.append('text', 'äöü\r\nline')
  form.append('file', new File([new Uint8Array([0, 255, 10, 13])], 'a.bin', { type: 'application/x-thing' }))
  /** @type {Record<string, BodyInit>} */
  const bodies = {
    string: 'a Straße in Ελλάδα, and an emoji: 🎟',
    'URLSearchParams object': new URLSearchParams([
      ['a', '1'],
      ['b', 'x y'],
      ['b', '&'],
    ]),
    'Blob object': new Blob(['\u0000\u0001\u0002blob'], { type: 'application/x-blob' }),
    'ArrayBuffer object': bytes.buffer,
    'typed array that is part of a buffer': bytes.subarray(1, 3),
    DataView: new DataView(bytes.buffer, 2),
    'FormData object with a file': form,
  }
  const method = 'POST'
  if (kind === 'Request object') {
    const request = new Request(path, { method, body: 'from a Request' })
    return bench.client.fetch(request).then((response) => ({ status: response.status }))
  }
  return bench.ask(path, { method, body: bodies[kind] ?? null })
}

/** Sends a stream, in a page. */
function sendStream() {
  const parts = ['some of it, ', 'and the rest'].map((part) => new TextEncoder().encode(part))
  const body = new ReadableStream({
    pull(controller) {
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(part)
    },
  })
  /** @type {RequestInit & { duplex: 'half' }} */
  const init = { method: 'POST', body, duplex: 'half' }
  return bench.ask('/api/echo', init)
}
