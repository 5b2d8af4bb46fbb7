import { built } from '../dist/holoband.versions.js'
import { freezeDeep } from './core/freeze.js'

/**
 * The OpenSSL inside the WebAssembly module.
 *
 * @typedef {object} OpensslBuild
 * @property {string} version
 * @property {readonly string[]} configuration  what it was configured with: the arguments of its `Configure`
 * @property {readonly string[]} changed  its source files of which a part was replaced for WebAssembly
 */

/**
 * What the package is made of, by name. `musl` and `libcxx` are the C and C++ libraries that Emscripten brings.
 *
 * @typedef {object} Versions
 * @property {string} holoband
 * @property {OpensslBuild} openssl
 * @property {string} nlohmannJson
 * @property {string} emscripten
 * @property {string} musl
 * @property {string} libcxx
 */

/**
 * versions tells what this package and its WebAssembly module are made of, as the build found it in what it compiled. It
 * is the same as in `holoband/sbom.json`, which says more. Reading it starts nothing.
 *
 * @type {Versions}
 */
export const versions = /* @__PURE__ */ freezeDeep(built)
