// For the tests of this package, which look behind its public functions. It is not published.
export { errorOf } from './core/failure.js'
export { calls, core } from './core/instance.js'
export { idOf } from './core/resource.js'
// With all that the entries share, so that no part of it is split off for the sake of the tests.
export * from './index.js'
export * from './session/index.js'
