import { guard } from './lib/guard.js'
import { origin } from './lib/settings.js'

/**
 * middleware stands before what is only for who is signed in, on the edge runtime: it has the public key and asks no
 * store, so that it can be where the visitor is. What it returns is the answer; nothing lets the request go on.
 *
 * The routes behind it have the guard of their own. This one saves strangers the way, and the server the work.
 *
 * @param {Request} request
 * @returns {Response | undefined}
 */
export function middleware(request) {
  const admission = guard(request)
  if (admission.ok) return undefined
  const { pathname } = new URL(request.url)
  return pathname.startsWith('/api/') ? admission.response : toLogin(pathname)
}

/**
 * A page is for people: they are sent where they can sign in, and where a session whose access token has expired is
 * refreshed. Middleware could not do that: it would have to ask the store.
 *
 * @param {string} next
 */
function toLogin(next) {
  const location = new URL('/login', origin())
  location.searchParams.set('next', next)
  return new Response(null, {
    status: 303,
    headers: { location: location.href, 'cache-control': 'no-store' },
  })
}

export const config = { matcher: ['/account/:path*', '/api/:path*'] }
