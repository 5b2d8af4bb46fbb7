import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, beforeEach, describe, test } from 'node:test'
import { launchChromium, until } from './support/chromium.js'
import { serviceOfFile } from './support/service.js'
import { eventTypes, openProfile } from './support/tabs.js'

/** @import { IncomingHttpHeaders } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */

const browser = await launchChromium()
const service = await serviceOfFile({
  routes: {
    '/away': async ({ url }) => {
      const location = new URL(url).searchParams.get('to') ?? ''
      return new Response(null, { status: 302, headers: { location } })
    },
  },
})
// Another site: browsers do not take the name and the address of this machine for the same.
const stranger = await serveStranger('127.0.0.1')
// Another origin of the same site, to which the cookies go: they know no ports.
const neighbour = await serveStranger('localhost')
const { context, page, start } = await openProfile(browser, service)
beforeEach(async () => {
  await start()
  stranger.seen.length = neighbour.seen.length = 0
})

/** @typedef {{ method: string, path: string, headers: IncomingHttpHeaders }} SeenElsewhere */

/**
 * A server that would like to be refreshed for: to everything it says that the token has expired, and lets every page
 * read that.
 *
 * @param {string} host
 */
async function serveStranger(host) {
  /** @type {SeenElsewhere[]} */
  const seen = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    seen.push({ method, path: url, headers })
    if (url === '/page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>')
      return
    }
    response.writeHead(method === 'OPTIONS' ? 204 : 401, {
      'access-control-allow-origin': headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type',
      'access-control-expose-headers': 'www-authenticate',
      'www-authenticate': 'Bearer error="invalid_token", reason="expired"',
    })
    response.end()
  }).listen(0, host)
  await once(server, 'listening')
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = /** @type {AddressInfo} */ (server.address())
  return { origin: `http://${host}:${port}`, seen }
}

describe('what scripts can see', () => {
  test('the cookies are sent with every request, and no script of the page can read them', async () => {
    const seen = await page.evaluate(async () => [document.cookie, (await cookieStore.getAll()).length])
    assert.deepEqual(seen, ['', 0])
    assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 200)
    const cookies = await context.cookies()
    assert.deepEqual(
      cookies
        .map(({ name, httpOnly, secure, sameSite, path }) => [name, httpOnly, secure, sameSite, path])
        .sort(),
      [
        ['__Host-access', true, true, 'Strict', '/'],
        ['__Host-refresh', true, true, 'Strict', '/'],
      ],
    )
    const sent = service.seen.at(-1)?.headers.get('cookie') ?? ''
    for (const { name, value } of cookies) assert.ok(sent.includes(`${name}=${value}`))
  })

  test('a script cannot put a cookie of its own in their place', async () => {
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: this is what an attacking script would do
      document.cookie = '__Host-access=forged; path=/; secure'
    })
    assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 200)
    assert.ok(!service.seen.at(-1)?.headers.get('cookie')?.includes('forged'))
  })
})

describe('what Chromium says of where a request comes from', () => {
  test('a request of the page is same-origin, and names its origin where it changes something', async () => {
    service.expire()
    await page.evaluate(() => bench.ask('/api/echo', { method: 'POST', body: 'x' }))
    const said = service.seen.map(({ path, headers }) => [
      path,
      headers.get('sec-fetch-site'),
      headers.get('origin'),
    ])
    assert.deepEqual(said, [
      ['/api/echo', 'same-origin', service.origin],
      ['/auth/refresh', 'same-origin', service.origin],
      ['/api/echo', 'same-origin', service.origin],
    ])
    service.forget()
    await page.evaluate(() => bench.ask('/api/me'))
    assert.equal(service.seen[0]?.headers.get('sec-fetch-site'), 'same-origin')
    assert.equal(service.seen[0]?.headers.get('origin'), null)
  })

  for (const [site, { origin }, carriesCookies] of /** @type {const} */ ([
    ['cross-site', stranger, false],
    ['same-site', neighbour, true],
  ])) {
    test(`a ${site} page can neither refresh nor end the session, by script or by form`, async (t) => {
      const evil = await context.newPage()
      t.after(() => evil.close())
      await evil.goto(`${origin}/page`)
      for (const path of ['/auth/refresh', '/auth/logout']) {
        await evil.evaluate(
          (url) => fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors' }).then(() => {}),
          service.origin + path,
        )
        await evil.goto(`${origin}/page`)
        await evil.evaluate((action) => {
          const form = Object.assign(document.createElement('form'), { method: 'POST', action })
          document.body.append(form)
          form.submit()
        }, service.origin + path)
        await evil.waitForURL(service.origin + path)
        await until(
          () => service.seen.filter((one) => one.path === path && one.status > 0).length === 2,
          path,
        )
        await evil.goto(`${origin}/page`)
      }
      const attempts = service.seen.filter(({ path }) => path.startsWith('/auth/'))
      assert.deepEqual(
        attempts.map(({ status, headers }) => [status, headers.get('sec-fetch-site'), headers.has('cookie')]),
        Array(4).fill([403, site, carriesCookies]),
      )
      assert.deepEqual(service.events, [])
      assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 200)
    })
  }
})

describe('another origin (incident: auth0-spa-js 2.18.3, a worker that fetched from any address)', () => {
  for (const [name, { origin, seen }] of /** @type {const} */ ([
    ['of another site', stranger],
    ['of the same site', neighbour],
  ])) {
    test(`one ${name} causes no refresh, and gets what a plain fetch would send`, async () => {
      const init = { headers: { 'content-type': 'application/json' }, method: 'POST', body: '{}' }
      const mine = await page.evaluate(
        ([url, how]) => bench.ask(url, how),
        /** @type {const} */ ([`${origin}/x`, init]),
      )
      assert.equal(mine.status, 401)
      await page.evaluate(
        ([url, how]) => fetch(url, how).then(() => {}),
        /** @type {const} */ ([`${origin}/x`, init]),
      )
      const [first, second] = seen.filter(({ method }) => method === 'POST')
      assert.deepEqual(first?.headers, second?.headers)
      assert.equal(first?.headers.cookie, undefined)
      assert.equal(first?.headers.authorization, undefined)
      assert.equal(service.count('/auth/refresh'), 0)
      assert.deepEqual(await eventTypes(page), [])
    })
  }

  test('one that our own origin redirects to causes none either, and gets no cookie', async () => {
    const url = `/away?to=${encodeURIComponent(`${stranger.origin}/x`)}`
    const outcome = await page.evaluate((path) => bench.ask(path, { credentials: 'include' }), url)
    assert.equal(outcome.status, 401)
    assert.ok(service.seen[0]?.headers.has('cookie'))
    assert.equal(stranger.seen[0]?.headers.cookie, undefined)
    assert.equal(service.count('/auth/refresh'), 0)
  })
})

describe('messages of other origins (incident: auth0-spa-js 2.18.1, postMessage without a look at the origin)', () => {
  test('have no effect, by window or by channel', async (t) => {
    const evil = await context.newPage()
    t.after(() => evil.close())
    await evil.goto(`${neighbour.origin}/page`)
    const [victim] = await Promise.all([
      evil.waitForEvent('popup'),
      evil.evaluate((url) => Object.assign(globalThis, { victim: open(url) }), `${service.origin}/`),
    ])
    await victim.waitForFunction(() => 'bench' in globalThis)
    await victim.evaluate(() => bench.client.ready)
    await evil.evaluate(async (own) => {
      const news = { type: 'signed-out', reason: 'logout' }
      const target = /** @type {{ victim?: Window }} */ (globalThis).victim
      target?.postMessage(news, '*')
      for (const name of [`holoband ${own}/auth/refresh`, `holoband/1 ${own}/auth/refresh`])
        new BroadcastChannel(name).postMessage(news)
      // What was posted before this has arrived when this has: messages to one window keep their order.
      target?.postMessage('last', '*')
    }, service.origin)
    for (const tab of [page, victim]) {
      assert.equal((await tab.evaluate(() => bench.ask('/api/me'))).status, 200)
      assert.equal(await tab.evaluate(() => bench.client.session.status), 'signed-in')
      assert.deepEqual(await eventTypes(tab), [])
    }
  })
})
