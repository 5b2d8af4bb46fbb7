// The mutants that no test can notice, or need not, each with the reason. `npm run mutate` fails where a mutant survives
// that is not in here, and where one is in here that does not survive.

/** @type {import('../explained.js').Explanation[]} */
export const explanations = []
