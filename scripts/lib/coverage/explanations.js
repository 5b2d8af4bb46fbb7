// The lines that no test executes where they are counted, each with the reason. `npm run coverage` fails where a line is
// not executed that is not in here, and where one is in here that is executed, or gone.

/** @type {import('../explained.js').Explanation[]} */
export const explanations = []
