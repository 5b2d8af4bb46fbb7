import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

/** The installed package: `import 'holoband'` finds a file in this folder. */
const library = new URL('./', import.meta.resolve('holoband'))

/** The files of the package that are of use in a page. */
const publicFiles =
  /^(?:index\.js|holoband(?:\.url)?\.js|holoband\.wasm|client\/index\.js|wasm\/browser\.js|chunks\/\w+\.js)$/

/** @type {Readonly<Record<string, string>>} */
const types = Object.freeze({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
})

/** @type {Readonly<Record<string, string>>} */
const pages = Object.freeze({ '/index.html': '/', '/inspect.html': '/inspect' })

/**
 * Every file of the two pages and of the package's browser half, by path, read once. There is no way from a request to
 * any other file.
 */
const files = new Map([
  ...load(new URL('public/', import.meta.url), filesIn(new URL('public/', import.meta.url)), '/'),
  ...load(
    library,
    filesIn(library).filter((name) => publicFiles.test(name)),
    '/holoband/',
  ),
])

/** @param {URL} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => extname(name) in types)
}

/**
 * @param {URL} folder
 * @param {readonly string[]} names
 * @param {string} prefix
 */
function load(folder, names, prefix) {
  return names.map((name) => {
    const path = prefix + name
    const file = { type: types[extname(name)] ?? '', bytes: readFileSync(new URL(name, folder)) }
    return /** @type {const} */ ([pages[path] ?? path, file])
  })
}

/** The one inline script of the pages is the import map, which has to be inline; no other is let run. */
const importMaps = [...files.values()]
  .filter(({ type }) => type.startsWith('text/html'))
  .flatMap(({ bytes }) => [...bytes.toString().matchAll(/<script type="importmap">([^<]*)<\/script>/g)])
  .map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)

const policy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${[...new Set(importMaps)].join(' ')}`,
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
 * servePage answers with one of the files, or undefined.
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
