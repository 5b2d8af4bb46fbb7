// What the tests and the generator of docs/conformance.md know of a runtime.

/** @import { Project } from '../../support/package.js' */
/** @import { Report } from '../programs/judge.js' */

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {boolean} compiles  whether the package compiles its module there, and is not given a compiled one
 * @property {(project: Project) => Promise<Report>} run  starts it once, and asks everything
 */

export {}
