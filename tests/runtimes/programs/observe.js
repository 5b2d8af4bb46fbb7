// Notes what a program does that a worker may not do in its global scope, or ever: it must be imported before what it
// looks at.

/**
 * @typedef {object} Observed
 * @property {number} compiled   modules made of bytes
 * @property {number} started    instances of modules
 * @property {number} evaluated  texts run as programs
 * @property {number} random     draws of randomness
 * @property {number} clock      looks at a clock
 */

/** @type {Observed} */
const seen = { compiled: 0, started: 0, evaluated: 0, random: 0, clock: 0 }

/** What was seen so far. */
export const observed = () => ({ ...seen })

/**
 * What was seen since then.
 *
 * @param {Observed} before
 * @returns {Observed}
 */
export function since(before) {
  const names = /** @type {(keyof Observed)[]} */ (Object.keys(seen))
  return Object.assign(observed(), ...names.map((name) => ({ [name]: seen[name] - before[name] })))
}

/**
 * Counts the calls of a function, and its uses as a constructor.
 *
 * @param {object} owner
 * @param {string} name
 * @param {keyof Observed} counter
 */
function count(owner, name, counter) {
  const original = Reflect.get(owner, name)
  if (typeof original !== 'function') return
  const counting = new Proxy(original, {
    apply(target, self, args) {
      seen[counter]++
      return Reflect.apply(target, self, args)
    },
    construct(target, args, made) {
      seen[counter]++
      return Reflect.construct(target, args, made)
    },
  })
  Object.defineProperty(owner, name, { value: counting, configurable: true, writable: true })
}

for (const name of ['Module', 'compile', 'compileStreaming']) count(WebAssembly, name, 'compiled')
for (const name of ['Instance', 'instantiate', 'instantiateStreaming']) count(WebAssembly, name, 'started')
for (const name of ['getRandomValues', 'randomUUID']) count(crypto, name, 'random')
count(Math, 'random', 'random')
count(Date, 'now', 'clock')
count(globalThis, 'Date', 'clock')
count(performance, 'now', 'clock')
count(globalThis, 'eval', 'evaluated')
count(globalThis, 'Function', 'evaluated')
// Every function leads to the constructor too.
Object.defineProperty(Function.prototype, 'constructor', {
  value: Function,
  configurable: true,
  writable: true,
})
