/**
 * Hands the outcome to the test: a page keeps it until it is asked, a worker sends it to its page.
 *
 * @param {unknown} outcome
 */
export function report(outcome) {
  if (typeof document === 'undefined') postMessage(outcome)
  else Object.assign(globalThis, { outcome })
}
