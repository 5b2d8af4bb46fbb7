import { guard } from '../../../lib/guard.js'

/**
 * The middleware has looked already. A route that relies on it would be open wherever a request finds another way in,
 * and looking again costs a fraction of a millisecond.
 *
 * @param {Request} request
 */
export function GET(request) {
  const admission = guard(request)
  if (!admission.ok) return admission.response
  return Response.json({ claims: admission.claims }, { headers: { 'cache-control': 'no-store' } })
}
