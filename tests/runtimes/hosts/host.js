// What the tests and the generator of docs/conformance.md know of a runtime.

/** @import { SuiteName } from '../../conformance/suite/index.js' */
/** @import { Project } from '../../support/package.js' */
/** @import { Report } from '../programs/judge.js' */

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {boolean} compiles  whether the package compiles its module there, and is not given a compiled one
 * @property {readonly SuiteName[]} [without]  suites for which it lacks something, as its own cases say
 * @property {(project: Project) => Promise<Report>} run  starts it once, and asks everything
 */

export {}
