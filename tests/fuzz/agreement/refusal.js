/**
 * What a refusal says: the code, and what it is about.
 *
 * @typedef {object} Refusal
 * @property {string} code
 * @property {string | undefined} [claim]
 * @property {string | undefined} [parameter]
 * @property {string | undefined} [part]
 * @property {string | undefined} [option]
 */

/** @param {Refusal} refusal */
export function refusalText({ code, claim, parameter, part, option }) {
  return `${code} ${claim ?? parameter ?? part ?? option ?? ''}`.trim()
}
