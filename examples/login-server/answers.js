import { HolobandError } from 'holoband'
import { readJson } from 'holoband/session'

/**
 * @param {Request} request
 * @param {(body: Record<string, unknown>) => Response | Promise<Response>} answer
 */
export async function withBody(request, answer) {
  try {
    return await answer(await readJson(request, { maxBytes: 2048 }))
  } catch (error) {
    if (error instanceof HolobandError && error.reason === 'malformed') return problem(400, error.message)
    throw error
  }
}

/** @param {Record<string, unknown>} body */
export function json(body) {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

/**
 * @param {number} status
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
export function problem(status, message, headers = {}) {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
