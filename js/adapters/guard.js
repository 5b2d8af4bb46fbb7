import { assertOptions } from '../core/arguments.js'
import { checkFunction } from '../session/options.js'

/** @import { Claims, Header } from '../verifier.js' */

/**
 * What a guarded route knows of whoever sends the request.
 *
 * @typedef {object} Auth
 * @property {Claims} claims  those of the access token
 * @property {Header} header  the access token's
 * @property {'cookie' | 'bearer'} via  how the token came
 *
 * @typedef {({ ok: true } & Auth) | { ok: false, response: Response }} Admission
 */

/**
 * What `createGuard` and `createAsyncGuard` make. Each of them says what it takes as requirements.
 *
 * @template {object} Requirements
 * @typedef {(request: Request, requirements?: Requirements) => Admission | Promise<Admission>} AnyGuard
 */

/**
 * checkGuard has the guard judge a request without credentials, so that requirements which it does not take are told
 * at the start and not to the first visitor. Only `createAsyncGuard`'s guard has no way to say so before there is one.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {Requirements} requirements
 * @param {string} where the function that takes them, for the message
 */
export function checkGuard(guard, requirements, where) {
  checkFunction(guard, 'guard')
  assertOptions(requirements, where)
  const admission = guard(new Request('http://localhost/'), requirements)
  if (admission instanceof Promise) admission.catch(() => {})
}

/**
 * authOf is what becomes of an admission for the route.
 *
 * @param {Auth} admission
 * @returns {Readonly<Auth>}
 */
export function authOf({ claims, header, via }) {
  return Object.freeze({ claims, header, via })
}
