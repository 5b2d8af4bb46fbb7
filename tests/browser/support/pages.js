// A web server for the pages of a test: the files of the package, and whatever else the test says.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { root } from '../../support/process.js'

/** @import { RequestListener } from 'node:http' */

/**
 * What is answered to one path. Without a body, a path under /dist/ is still answered with the package's file.
 *
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers] these replace what would be sent by default
 * @property {string | Uint8Array} [body]
 */

/** @typedef {Answer | RequestListener} Route an answer, or a function that writes one */

/**
 * @typedef {object} Site
 * @property {string} origin `http://localhost:port`: a secure context, which takes `Secure` and `__Host-` cookies too
 * @property {Record<string, Route>} routes by path; the test may change them at any time
 * @property {string[]} requests the paths that were asked for, in order
 * @property {() => Promise<void>} close
 */

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/**
 * @param {Record<string, Route>} [routes] by path, such as `/` or `/page.js`
 * @returns {Promise<Site>}
 */
export async function servePages(routes = {}) {
  /** @type {string[]} */
  const requests = []
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    requests.push(pathname)
    const route = routes[pathname] ?? {}
    if (typeof route === 'function') return route(request, response)
    const body = route.body ?? (await packageFile(pathname))
    const status = route.status ?? (body === undefined ? 404 : 200)
    response.writeHead(status, { ...defaultHeaders(pathname), ...route.headers }).end(body)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { origin: `http://localhost:${port}`, routes, requests, close }
}

/**
 * Nothing is kept in the browser's cache: a test that changes an answer must get the new one.
 *
 * @param {string} path
 */
function defaultHeaders(path) {
  return { 'content-type': types[extname(path)] ?? 'text/html; charset=utf-8', 'cache-control': 'no-store' }
}

/** @param {string} path as parsed from a URL, which leaves no `..` in it */
async function packageFile(path) {
  if (!path.startsWith('/dist/')) return undefined
  return readFile(join(root, path)).catch(() => undefined)
}

/** How the package is found in a page without a bundler. The package's entries, and the loader of its module. */
export const importMap = JSON.stringify({
  imports: {
    holoband: '/dist/index.js',
    'holoband/client': '/dist/client/index.js',
    '#wasm': '/dist/wasm/browser.js',
  },
})

/** What allows the import map, which must be in the page, to a policy that allows no inline scripts. */
export const importMapHash = `'sha256-${createHash('sha256').update(importMap).digest('base64')}'`

/**
 * A page with an import map that runs the module at this address.
 *
 * @param {string} script
 * @param {string} [policy] its content security policy; `importMapHash` belongs into its script-src
 * @returns {Answer}
 */
export function modulePage(script, policy) {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>holoband</title>
    <link rel="icon" href="data:,">
    <script type="importmap">${importMap}</script>
    <script type="module" src="${script}"></script>
  </head>
  <body></body>
</html>
`
  return policy === undefined ? { body } : { body, headers: { 'content-security-policy': policy } }
}
