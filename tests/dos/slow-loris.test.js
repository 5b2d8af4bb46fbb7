// Clients that send so slowly that they never end, against the login server of the example as it is started.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { start, Visitor } from '../examples/login-server-support.js'

/** @typedef {{ answer: () => string, closed: Promise<number> }} Dawdler  `closed` after so many milliseconds */

/** @type {Awaited<ReturnType<typeof start>>} */
let server
before(async () => {
  server = await start(['--port', '0'])
})
after(() => server.stop())

/**
 * Sends the beginning at once, and then a byte now and then for as long as the server listens.
 *
 * @param {string} beginning
 * @returns {Dawdler}
 */
function dawdle(beginning) {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const begin = Date.now()
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  // Who is cut off may hear of it in the middle of a write.
  socket.on('error', () => {})
  socket.write(beginning)
  const drip = setInterval(() => socket.write('a'), 500)
  const closed = new Promise((/** @type {(ms: number) => void} */ resolve) => {
    socket.once('close', () => {
      clearInterval(drip)
      resolve(Date.now() - begin)
    })
  })
  return { answer: () => answer, closed }
}

const head = 'Host: localhost\r\nContent-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n'

describe('connections that drip', () => {
  test('are cut off, and meanwhile others are served', { timeout: 120_000 }, async () => {
    const headers = Array.from({ length: 100 }, () => dawdle('GET /api/me HTTP/1.1\r\nX-Slow: '))
    const bodies = Array.from({ length: 100 }, () =>
      dawdle(`POST /auth/login HTTP/1.1\r\n${head}Content-Length: 5000\r\n\r\n{"username":"`),
    )
    await pause(1000)
    const visitor = new Visitor(server.url)
    assert.equal((await visitor.login('grace', 'nanosecond-of-wire')).status, 200)
    assert.equal((await visitor.call('/api/me')).status, 200)

    const ages = await Promise.all([...headers, ...bodies].map(({ closed }) => closed))
    // The limits are 10 and 15 seconds, and the server looks once a second; the rest is for a busy machine.
    assert.ok(Math.max(...ages) < 60_000, `${Math.max(...ages)} ms`)
    for (const { answer } of headers) assert.match(answer(), /^HTTP\/1\.1 408 /)
    for (const { answer } of bodies) assert.match(answer(), /^HTTP\/1\.1 (?:408|400) /)
    assert.equal((await visitor.call('/auth/refresh', { method: 'POST' })).status, 200)
  })
})
