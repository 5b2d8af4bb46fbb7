// A package that the tests put into the project beside the real one: see project.js.
declare module 'conformance-data' {
  export const sets: Record<string, readonly import('../../conformance/verdicts.js').Case[]>
  export const internals: import('../../support/bare-signature.js').Internals
}
