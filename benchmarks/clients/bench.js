// The place of the race: the real server, an OAuth 2 token endpoint in front of the same sessions, and Chromium.

import { build } from 'esbuild'
import { HolobandError } from 'holoband'
import { serveHttp2 } from '../../tests/browser/support/http2.js'
import { accessTtl, credentials, startService } from '../../tests/browser/support/service.js'
import { root } from '../../tests/support/process.js'

/** @import { Browser, Page } from 'playwright-core' */
/** @import { Seen, Service } from '../../tests/browser/support/service.js' */

/**
 * One client in its tabs, signed in, at a server that has seen nothing yet.
 *
 * @typedef {object} Contest
 * @property {Service} service
 * @property {Page[]} tabs
 * @property {Page} page  the first of them
 * @property {() => number} refreshes  how many the server has seen
 * @property {() => Promise<boolean>} isSignedOut  whether the session is over, or the client says so
 */

/**
 * @param {Browser} browser
 * @param {{ strict: boolean }} options
 */
export async function openBench(browser, { strict }) {
  const bundle = await bundlePage()
  /** @type {Service} */
  const service = await startService({
    strict,
    routes: {
      '/race': async () => text('<!doctype html><script type="module" src="/race.js"></script>', 'text/html'),
      '/race.js': async () => text(bundle, 'text/javascript'),
      '/oauth/token': async (request) => giveTokens(request, service),
    },
  })
  // All requests of a page are under way at once, as they are in production; HTTP/1.1 would let six through.
  const front = await serveHttp2(service.handle)

  /**
   * @param {string} client
   * @param {number} count  of tabs
   * @param {(contest: Contest) => Promise<unknown>} run
   */
  async function withClient(client, count, run) {
    service.intercept = (_seen, next) => next()
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const url = `${front.origin}/race?client=${encodeURIComponent(client)}`
    try {
      const first = await openTab(context.newPage(), url)
      await first.evaluate((who) => race.signIn(who), credentials(client))
      // A client that reads its token when it starts has one now.
      await first.reload()
      const tabs = [first]
      while (tabs.length < count) tabs.push(await openTab(context.newPage(), url))
      await Promise.all(tabs.map((tab) => tab.evaluate(() => race.ask('/api/me'))))
      service.forget()
      const isSignedOut = async () => {
        const told = await Promise.all(tabs.map((tab) => tab.evaluate(() => race.isSignedOut())))
        return told.includes(true) || (await service.sessions.list(client)).length === 0
      }
      const refreshes = () => service.seen.filter(isRefresh).length
      await run({ service, tabs, page: first, refreshes, isSignedOut })
    } finally {
      await context.close()
      await service.sessions.endAll(client)
    }
  }

  return {
    withClient,
    async close() {
      front.close()
      await service.close()
    },
  }
}

/**
 * @param {Promise<Page>} opening
 * @param {string} url
 */
async function openTab(opening, url) {
  const page = await opening
  await page.clock.install()
  await page.goto(url)
  return page
}

async function bundlePage() {
  const { outputFiles } = await build({
    entryPoints: [`${root}/benchmarks/clients/page.js`],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * @param {string} body
 * @param {string} type
 */
function text(body, type) {
  return new Response(body, { headers: { 'content-type': type } })
}

/** @param {Seen} seen */
export function isRefresh({ path, body }) {
  if (path === '/auth/refresh') return true
  return path === '/oauth/token' && new TextDecoder().decode(body).includes('grant_type=refresh_token')
}

/**
 * The token endpoint of RFC 6749: a password (section 4.3) or a refresh token (section 6) for tokens.
 *
 * @param {Request} request
 * @param {Service} service
 */
async function giveTokens(request, { sessions }) {
  const asked = new URLSearchParams(await request.text())
  const refreshToken = asked.get('refresh_token')
  try {
    const issued =
      refreshToken === null
        ? await sessions.start(asked.get('username') ?? '')
        : await sessions.refresh(refreshToken)
    return Response.json({
      access_token: issued.accessToken,
      token_type: 'Bearer',
      expires_in: accessTtl,
      refresh_token: issued.refreshToken,
    })
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    return Response.json({ error: 'invalid_grant' }, { status: 400 })
  }
}
