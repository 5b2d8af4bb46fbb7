import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { nodeGuard, toNodeListener } from 'holoband/node'
import { origin } from '../session/support.js'
import { createService } from './service.js'
import { listen, raw } from './support.js'

describe('nodeGuard', () => {
  test('answers what it refuses and leaves the rest to the caller', async () => {
    const { guard, accessToken } = createService()
    const admit = nodeGuard(guard, { origin })
    const { url } = await listen(async (incoming, outgoing) => {
      const auth = await admit(incoming, outgoing)
      if (auth !== undefined) outgoing.end(JSON.stringify([auth.claims.sub, Object.isFrozen(auth)]))
    })
    assert.equal((await fetch(url)).headers.get('www-authenticate'), 'Bearer')
    const admitted = await fetch(url, { headers: { authorization: `Bearer ${accessToken()}` } })
    assert.deepEqual(await admitted.json(), ['7', true])
  })

  test('leaves the body of the request to the caller', async () => {
    const { guard, accessToken } = createService()
    const admit = nodeGuard(guard, { origin })
    const { url } = await listen(async (incoming, outgoing) => {
      if ((await admit(incoming, outgoing)) === undefined) return
      for await (const part of incoming) outgoing.write(part)
      outgoing.end()
    })
    const headers = { authorization: `Bearer ${accessToken()}` }
    const body = 'x'.repeat(200_000)
    assert.equal(await (await fetch(url, { method: 'POST', headers, body })).text(), body)
  })

  test('refuses what has no web-standard form, and asks no guard about it', async () => {
    let asked = 0
    const admit = nodeGuard(
      () => {
        asked++
        return { ok: false, response: new Response() }
      },
      { origin },
    )
    const rehearsals = asked
    const { port } = await listen(async (incoming, outgoing) => {
      assert.equal(await admit(incoming, outgoing), undefined)
    })
    for (const line of ['TRACE /me', 'OPTIONS *', 'GET http://evil.example/me']) {
      const answer = await raw(port, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.match(answer, /ERR_REQUEST_INVALID/)
    }
    assert.equal(asked, rehearsals)
  })

  test('does not wait for a client that is gone already', async () => {
    const { guard } = createService()
    const admit = nodeGuard(guard, { origin })
    /** @type {(told: unknown) => void} */
    let tell = () => {}
    const told = new Promise((resolve) => {
      tell = resolve
    })
    const { port } = await listen(async (incoming, outgoing) => {
      socket.destroy()
      await once(outgoing, 'close')
      tell(await admit(incoming, outgoing))
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /me HTTP/1.1\r\nHost: a\r\n\r\n')
    assert.equal(await told, undefined)
  })

  test('rejects where the guard fails or gives nothing, and answers nothing then', async () => {
    const { failingGuard, failingAsyncGuard, accessToken } = createService()
    const forgetful = /** @type {typeof failingGuard} */ (/** @type {unknown} */ (() => undefined))
    for (const [guard, name] of /** @type {const} */ ([
      [failingGuard, 'RangeError'],
      [failingAsyncGuard, 'RangeError'],
      [forgetful, 'TypeError'],
    ])) {
      const admit = nodeGuard(guard, { origin })
      const { url } = await listen((incoming, outgoing) => {
        admit(incoming, outgoing).then(
          () => outgoing.end('admitted'),
          (error) => outgoing.end(`${error.name} ${outgoing.headersSent}`),
        )
      })
      const response = await fetch(url, { headers: { authorization: `Bearer ${accessToken()}` } })
      assert.equal(await response.text(), `${name} false`)
    }
  })
})

describe('toNodeListener', () => {
  test('tells the handler the address at the other end, or what the application says instead', async () => {
    const { handler, connections } = createService()
    const direct = toNodeListener(handler, { origin })
    const behindProxy = toNodeListener(handler, {
      origin,
      clientAddress: ({ headersDistinct }) => headersDistinct['x-real-ip']?.[0],
    })
    const headers = { 'x-real-ip': '192.0.2.7' }
    await fetch((await listen(direct)).url, { headers })
    const { url } = await listen(behindProxy)
    await fetch(url, { headers })
    await fetch(url)
    assert.match(String(connections[0]?.clientAddress), /^(?:::ffff:)?127\.0\.0\.1$/)
    assert.deepEqual(connections.slice(1), [{ clientAddress: '192.0.2.7' }, {}])
  })

  test('reports to onError that the address could not be told, and answers 500', async () => {
    const { handler, connections } = createService()
    /** @type {unknown[]} */
    const errors = []
    const failure = new Error('no such header')
    const listener = toNodeListener(handler, {
      origin,
      clientAddress() {
        throw failure
      },
      onError: (error) => errors.push(error),
    })
    assert.equal((await fetch((await listen(listener)).url)).status, 500)
    assert.deepEqual([errors, connections], [[failure], []])
  })

  test('keeps the cookies that were set before beside those of the handler', async () => {
    const listener = toNodeListener(
      () =>
        new Response('ok', {
          headers: [
            ['set-cookie', 'b=2; Path=/'],
            ['set-cookie', 'c=3'],
            ['x-a', 'new'],
          ],
        }),
      { origin },
    )
    const { url } = await listen((incoming, outgoing) => {
      outgoing.setHeader('set-cookie', 'a=1').setHeader('x-a', 'old')
      listener(incoming, outgoing)
    })
    const { headers } = await fetch(url)
    assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2; Path=/', 'c=3'])
    assert.equal(headers.get('x-a'), 'new')
  })
})
