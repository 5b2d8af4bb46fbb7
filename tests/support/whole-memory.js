// All bytes of the WebAssembly memory, for tests that search it for what must not be there. Nothing exports them: the
// module starts when it is first needed, so whoever imports this file before that sees what it exports.

const { Instance } = WebAssembly

/** @type {WebAssembly.Memory | undefined} */
let found

WebAssembly.Instance = new Proxy(Instance, {
  construct(target, args) {
    const instance = /** @type {WebAssembly.Instance} */ (Reflect.construct(target, args))
    found = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)
    return instance
  },
})

export function wholeMemory() {
  if (found === undefined) throw new Error('the module has not started since this file was imported')
  return Buffer.from(found.buffer)
}
