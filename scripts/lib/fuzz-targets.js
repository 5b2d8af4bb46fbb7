// What can be fuzzed, by the name that `npm run fuzz` knows it by.

/**
 * A program of tests/fuzz, made with libFuzzer: build/asan/tests/fuzz/fuzz_NAME.
 *
 * @typedef {object} NativeTarget
 * @property {'native'} kind
 * @property {string} about   what is put to the test
 * @property {readonly string[]} files  the sources that it is about, as beginnings of paths: coverage is a part of their
 *   edges
 * @property {number} maxBytes  of an input
 *
 * A module that exports `fuzz`, a function of FuzzOptions that returns a promise of a FuzzResult. It gives the inputs of
 * the corpus first and looks for others then, so that with no seconds at all it is a replay.
 *
 * @typedef {object} NodeTarget
 * @property {'node'} kind
 * @property {string} module   its path from the root of the checkout
 * @property {string} [about]  what is put to the test
 *
 * @typedef {NativeTarget | NodeTarget} Target
 *
 * @typedef {object} FuzzOptions
 * @property {number} seconds  how long to look for inputs
 * @property {number} seed     for what is random, so that a run can be had again
 * @property {string} corpus   the folder of the inputs, one in each file; what turns out to be worth keeping is added
 * @property {(line: string) => void} report  tells people how it goes on
 *
 * @typedef {object} Finding
 * @property {string} name     what went wrong, in a few words
 * @property {Uint8Array | string} input
 *
 * @typedef {object} FuzzResult
 * @property {number} executions
 * @property {string} coverage  for people, such as `123 of 130 branches`
 * @property {Finding[]} findings
 */

/** @type {Readonly<Record<string, Target>>} */
export const targets = Object.freeze({})
