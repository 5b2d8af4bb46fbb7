import { guard } from '../../../lib/guard.js'

const longestNote = 1000

/** @param {Request} request */
export async function POST(request) {
  const admission = guard(request, { scope: 'notes:write' })
  if (!admission.ok) return admission.response
  const text = await request.text()
  if (text.length > longestNote) return Response.json({ message: 'The note is too long.' }, { status: 413 })
  return Response.json({ by: admission.claims.name, text }, { status: 201 })
}
