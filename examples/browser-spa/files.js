import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { SettingError } from './settings.js'

const folder = new URL('dist/', import.meta.url)

/** @type {Readonly<Record<string, string>>} */
const types = Object.freeze({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
})

const headers = Object.freeze({
  // 'wasm-unsafe-eval' lets the page compile WebAssembly, and no text become a script.
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

/**
 * loadFiles reads what Vite built, once, and returns the function that answers with one of these files, or undefined.
 * There is no way from a request to any other file.
 *
 * @returns {(request: Request) => Response | undefined}
 */
export function loadFiles() {
  const files = new Map(namesOf(folder).map((name) => [`/${name}`, readFileSync(new URL(name, folder))]))
  return ({ method, url }) => {
    const { pathname } = new URL(url)
    const path = pathname === '/' ? '/index.html' : pathname
    const bytes = files.get(path)
    if (bytes === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined
    // Vite gives files below assets/ a name that changes with their content.
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const type = types[extname(path)] ?? 'application/octet-stream'
    return new Response(bytes, { headers: { ...headers, 'content-type': type, 'cache-control': cache } })
  }
}

/** @param {URL} from */
function namesOf(from) {
  try {
    const names = readdirSync(from, { recursive: true, encoding: 'utf8' })
    return names.map((name) => name.replaceAll('\\', '/')).filter((name) => extname(name) in types)
  } catch {
    throw new SettingError('There is no page yet: "npm run build" makes it.')
  }
}
