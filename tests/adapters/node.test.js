import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { toNodeListener } from 'holoband/node'
import { raw, serve } from './support.js'

/** @import { FetchHandler, NodeListenerOptions } from 'holoband/node' */

/** @param {Request} request */
const echo = async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  })

describe('the request', () => {
  test('arrives with its method, path, query, headers and body', async () => {
    const { url } = await serve(echo)
    const response = await fetch(`${url}/a/b?c=%20d&c=e`, {
      method: 'PUT',
      body: 'h\u00e9llo',
      headers: { 'x-a': '1' },
    })
    const seen = await response.json()
    assert.equal(seen.method, 'PUT')
    assert.equal(seen.url, `${url}/a/b?c=%20d&c=e`)
    assert.equal(seen.headers['x-a'], '1')
    assert.equal(seen.body, 'h\u00e9llo')
  })

  test('has the configured origin, whatever its Host header says', async () => {
    const { port } = await serve((request) => new Response(request.url), { origin: 'https://app.example' })
    for (const host of ['evil.example', 'evil.example:80', 'app.example']) {
      const answer = await raw(port, `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /https:\/\/app\.example\/x/)
    }
  })

  test('cannot name another origin by its target', async () => {
    const { port, url } = await serve((request) => new Response(`<${request.url}>`))
    const targets = {
      '//evil.example/x': `<${url}//evil.example/x>`,
      '/\\evil.example': `<${url}//evil.example>`,
      '/@evil.example/': `<${url}/@evil.example/>`,
    }
    for (const [target, seen] of Object.entries(targets)) {
      const answer = await raw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      assert.ok(answer.includes(seen), answer)
    }
    for (const target of ['http://evil.example/x', '*', 'evil.example:443']) {
      const answer = await raw(port, `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /)
    }
  })

  test('cannot make the origin longer by its target', async () => {
    // Put behind an origin without a port, an absolute target would read as part of the host's name.
    const { port } = await serve((request) => new Response(request.url), { origin: 'https://app.example' })
    const answer = await raw(
      port,
      'GET http://evil.example/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 400 /)
  })

  test('takes its origin from the Host header only when that is said to be trusted', async () => {
    const { port } = await serve((request) => new Response(`<${request.url}>`), { trustHostHeader: true })
    for (const host of ['app.example', 'app.example:8080', '[::1]:8080', 'a_b.example']) {
      const answer = await raw(port, `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      assert.ok(answer.includes(`<http://${host}/x>`), answer)
    }
    for (const host of [
      '',
      'a b',
      'a/b',
      'a@b',
      'a?b',
      'a#b',
      'a:b',
      'a:999999',
      '\u00e9',
      'a\r\nHost: b',
      '[::1',
      'a:99999',
    ]) {
      const answer = await raw(port, `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /, host)
    }
  })

  test('keeps what a client sent twice, so that two credentials are not read as one', async () => {
    const { port } = await serve(echo)
    const lines = [
      'Authorization: Bearer a',
      'Authorization: Bearer b',
      'Cookie: a=1',
      'Cookie: b=2',
      'Origin: x',
      'Origin: y',
    ]
    const answer = await raw(
      port,
      `GET / HTTP/1.1\r\nHost: a\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`,
    )
    const { headers } = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
    assert.equal(headers.authorization, 'Bearer a, Bearer b')
    assert.equal(headers.cookie, 'a=1; b=2')
    assert.equal(headers.origin, 'x, y')
  })

  test('is refused where fetch knows no such request', async () => {
    const { port } = await serve(() => new Response('reached'))
    const answer = await raw(port, 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.match(answer, /^HTTP\/1\.1 400 /)
    assert.ok(!answer.includes('reached'))
  })

  test('gives its body piece by piece, as the client sends it', async () => {
    /** @type {string[]} */
    const parts = []
    const { port } = await serve(async (request) => {
      const decoder = new TextDecoder()
      for await (const part of request.body ?? []) parts.push(decoder.decode(part))
      return new Response('done')
    })
    const sending = httpRequest({ port, method: 'POST' })
    const answered = once(sending, 'response')
    for (const part of ['one', 'two', 'three']) {
      sending.write(part)
      await sleep(20)
    }
    sending.end()
    const [response] = await answered
    response.resume()
    assert.deepEqual(parts, ['one', 'two', 'three'])
  })

  test('takes no more of a body from the client than is read', async () => {
    const { port } = await serve(async (request) => {
      await request.body?.getReader().read()
      await new Promise(() => {})
      return new Response()
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000000\r\n\r\n')
    const chunk = new Uint8Array(1_000_000)
    let taken = 0
    while (taken < 100) {
      const more = socket.write(chunk) || (await Promise.race([once(socket, 'drain'), sleep(500, false)]))
      if (more === false) break
      taken++
    }
    socket.destroy()
    assert.ok(taken < 50, `${taken} MB were taken for nobody`)
  })

  test('carries a large body whole', async () => {
    const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251)
    const { url } = await serve(async (request) => new Response(await request.arrayBuffer()))
    const response = await fetch(url, { method: 'POST', body: bytes })
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes)
  })

  test('may be answered unread, and the next one on the connection is still heard', async () => {
    let reached = 0
    const { port } = await serve(async (request) => {
      reached++
      if (request.url.endsWith('/cancel')) await request.body?.cancel()
      return new Response('no')
    })
    for (const path of ['/unread', '/cancel']) {
      const body = 'x'.repeat(200_000)
      const first = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      const answer = await raw(port, `${first}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      assert.equal(answer.match(/HTTP\/1\.1 200/g)?.length, 2, path)
    }
    assert.equal(reached, 4)
  })
})

describe('the response', () => {
  test('keeps several Set-Cookie headers apart', async () => {
    const cookies = ['a=1; Path=/', 'b=2; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT']
    const { url } = await serve(() => {
      const headers = new Headers({ 'x-a': '1' })
      for (const cookie of cookies) headers.append('set-cookie', cookie)
      return new Response('ok', { status: 201, headers })
    })
    const response = await fetch(url)
    assert.equal(response.status, 201)
    assert.deepEqual(response.headers.getSetCookie(), cookies)
    assert.equal(response.headers.get('x-a'), '1')
  })

  test('answers HEAD at once, though somebody keeps a copy of the answer', async () => {
    const kept = []
    const { url } = await serve(() => {
      const response = new Response('a body that nobody sends')
      kept.push(response.clone())
      return response
    })
    const { status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(20_000) })
    assert.deepEqual([status, kept.length], [200, 1])
  })

  test('has no body for HEAD, and its stream is given up', async () => {
    let cancelled = false
    const { url } = await serve(() => {
      const body = new ReadableStream({
        cancel() {
          cancelled = true
        },
      })
      return new Response(body, { headers: { 'x-a': '1' } })
    })
    const response = await fetch(url, { method: 'HEAD' })
    assert.equal(response.headers.get('x-a'), '1')
    assert.equal(await response.text(), '')
    assert.equal(cancelled, true)
  })

  test('has no body where the status has none', async () => {
    const { url } = await serve(() => new Response(null, { status: 204 }))
    const response = await fetch(url)
    assert.equal(response.status, 204)
    assert.equal(response.headers.get('transfer-encoding'), null)
  })

  test('is sent while it is made', async () => {
    /** @type {(() => void) | undefined} */
    let goOn
    const { url } = await serve(() => {
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('first'))
          await new Promise((resolve) => {
            goOn = () => resolve(undefined)
          })
          controller.enqueue(new TextEncoder().encode('second'))
          controller.close()
        },
      })
      return new Response(body)
    })
    const reader = (await fetch(url)).body?.getReader()
    assert.equal(new TextDecoder().decode((await reader?.read())?.value), 'first')
    goOn?.()
    assert.equal(new TextDecoder().decode((await reader?.read())?.value), 'second')
    assert.equal((await reader?.read())?.done, true)
  })

  test('is not made faster than the client takes it', async () => {
    let made = 0
    const { port } = await serve(() => {
      const body = new ReadableStream({
        pull(controller) {
          made++
          controller.enqueue(new Uint8Array(65536))
          if (made === 5000) controller.close()
        },
      })
      return new Response(body)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    socket.pause()
    await sleep(300)
    socket.destroy()
    assert.ok(made < 1000, `${made} pieces were made for nobody`)
  })
})

describe('failures', () => {
  test('become a 500 without detail, and onError is told', async () => {
    /** @type {unknown[]} */
    const errors = []
    const failure = new Error('password=hunter2')
    const handlers = [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
    ]
    for (const handler of handlers) {
      const { url } = await serve(handler, {
        origin: 'http://app.example',
        onError: (error) => errors.push(error),
      })
      const response = await fetch(url)
      assert.equal(response.status, 500)
      assert.equal(await response.text(), '')
      assert.equal(response.headers.get('cache-control'), 'no-store')
    }
    assert.deepEqual(errors, [failure, failure])
  })

  test('of a handler that returns nothing are failures too, also where onError fails', async () => {
    const handler = /** @type {FetchHandler} */ (/** @type {unknown} */ (() => undefined))
    const onError = () => {
      throw new Error('hook')
    }
    const { url } = await serve(handler, { origin: 'http://app.example', onError })
    assert.equal((await fetch(url)).status, 500)
  })

  test('in the middle of a body break the answer off, so that it does not pass for whole', async () => {
    /** @type {unknown[]} */
    const errors = []
    const failure = new Error('half way')
    const { url } = await serve(
      () => {
        let pulls = 0
        const body = new ReadableStream({
          pull(controller) {
            if (pulls++ === 0) controller.enqueue(new Uint8Array(10))
            else controller.error(failure)
          },
        })
        return new Response(body)
      },
      { origin: 'http://app.example', onError: (error) => errors.push(error) },
    )
    await assert.rejects(async () => (await fetch(url)).arrayBuffer())
    assert.deepEqual(errors, [failure])
  })

  test('a client that goes away aborts the signal, gives the stream up and is no error', async () => {
    /** @type {unknown[]} */
    const errors = []
    let cancelled = false
    let aborted = false
    const { url } = await serve(
      (request) => {
        request.signal.addEventListener('abort', () => {
          aborted = true
        })
        const body = new ReadableStream({
          async pull(controller) {
            await sleep(5)
            controller.enqueue(new Uint8Array(1000))
          },
          cancel() {
            cancelled = true
            throw new Error('nobody listens')
          },
        })
        return new Response(body)
      },
      { origin: 'http://app.example', onError: (error) => errors.push(error) },
    )
    const controller = new AbortController()
    const response = await fetch(url, { signal: controller.signal })
    await response.body?.getReader().read()
    controller.abort()
    for (let wait = 0; wait < 100 && !(aborted && cancelled); wait++) await sleep(10)
    assert.deepEqual([aborted, cancelled, errors], [true, true, []])
  })

  test('a body that breaks off is told to the handler that reads it', async () => {
    /** @type {unknown} */
    let told
    const { port } = await serve(async (request) => {
      told = await request.text().catch((error) => error)
      return new Response('x')
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this')
    await sleep(50)
    socket.destroy()
    for (let wait = 0; wait < 100 && told === undefined; wait++) await sleep(10)
    assert.ok(told instanceof Error)
  })

  test('an answer that is whole aborts no signal', async () => {
    let aborted = false
    const { url } = await serve((request) => {
      request.signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Response('ok')
    })
    assert.equal(await (await fetch(url, { headers: { connection: 'close' } })).text(), 'ok')
    await sleep(30)
    assert.equal(aborted, false)
  })
})

describe('toNodeListener', () => {
  const handler = () => new Response('ok')

  test('wants to be told its origin, or that the Host header can be trusted', () => {
    assert.throws(() => toNodeListener(handler, {}), { code: 'ERR_OPTION_MISSING', option: 'origin' })
    assert.throws(() => toNodeListener(handler, { trustHostHeader: false }), { code: 'ERR_OPTION_MISSING' })
    const both = { origin: 'https://app.example', trustHostHeader: true }
    assert.throws(() => toNodeListener(handler, both), { code: 'ERR_OPTION_CONFLICT' })
  })

  test('refuses an origin that is none', () => {
    for (const origin of [
      '',
      'app.example',
      'https://app.example/',
      'https://app.example/x',
      'ftp://app.example',
      'capacitor://localhost',
      'https://APP.example',
    ]) {
      assert.throws(() => toNodeListener(handler, { origin }), { code: 'ERR_OPTION_RANGE' }, origin)
    }
  })

  test('refuses options that do not exist or have another type', () => {
    for (const [options, code] of /** @type {const} */ ([
      [undefined, 'ERR_INVALID_ARG_TYPE'],
      [null, 'ERR_INVALID_ARG_TYPE'],
      [{ origin: 7 }, 'ERR_INVALID_ARG_TYPE'],
      [{ trustHostHeader: 'yes' }, 'ERR_INVALID_ARG_TYPE'],
      [{ origin: 'https://app.example', onError: true }, 'ERR_INVALID_ARG_TYPE'],
      [{ Origin: 'https://app.example' }, 'ERR_OPTION_UNKNOWN'],
    ])) {
      const given = /** @type {NodeListenerOptions} */ (/** @type {unknown} */ (options))
      assert.throws(() => toNodeListener(handler, given), { code })
    }
    const none = /** @type {FetchHandler} */ (/** @type {unknown} */ ({ fetch: handler }))
    assert.throws(() => toNodeListener(none, { trustHostHeader: true }), { code: 'ERR_INVALID_ARG_TYPE' })
  })
})
