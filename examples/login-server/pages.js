import { readFileSync } from 'node:fs'

/** The page's files, by path. There is no way from a request to any other file. */
const files = new Map(
  [
    { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
    { path: '/style.css', name: 'style.css', type: 'text/css; charset=utf-8' },
    { path: '/app.js', name: 'app.js', type: 'text/javascript; charset=utf-8' },
    { path: '/calls.js', name: 'calls.js', type: 'text/javascript; charset=utf-8' },
    { path: '/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
  ].map(({ path, name, type }) => [
    path,
    { type, bytes: readFileSync(new URL(`public/${name}`, import.meta.url)) },
  ]),
)

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** @type {readonly (readonly [name: string, value: string])[]} */
const securityHeaders = [
  ['content-security-policy', policy],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
]

/**
 * servePage answers with one of the page's files, or undefined.
 *
 * @param {Request} request
 */
export function servePage({ method, url }) {
  const file = files.get(new URL(url).pathname)
  if (file === undefined) return undefined
  if (method !== 'GET' && method !== 'HEAD')
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
  return new Response(file.bytes, { headers: { 'content-type': file.type, 'cache-control': 'no-cache' } })
}

/**
 * secured adds the headers that every answer of this server carries.
 *
 * @param {Response} response
 */
export function secured(response) {
  for (const [name, value] of securityHeaders) response.headers.set(name, value)
  return response
}
