// The lines that no test executes where they are counted, each with the reason. `npm run coverage` fails where a line is
// not executed that is not in here, and where one is in here that is executed, or gone.

/** @type {import('../explained.js').Explanation[]} */
export const explanations = [
  {
    file: 'js/cli/key-file.js',
    texts: ['await copyFile(draft, path, constants.COPYFILE_EXCL)'],
    why: 'For file systems that have no hard links, which the tests cannot mount.',
  },
  {
    file: 'js/cli/key-state.js',
    texts: ['throw error'],
    why: 'Hands on what is no HolobandError: reading a duration throws nothing else, unless it has a fault of its own.',
  },
  {
    file: 'js/cli/key.js',
    texts: ["case 'jwks':"],
    why: 'The label alone: V8 counts it with the end of the case before, which returns. The statement behind it is executed.',
  },
  {
    file: 'js/cli/published.js',
    texts: ['throw error'],
    why: 'Hands on what is no HolobandError: importing a JWK throws nothing else, unless it has a fault of its own.',
  },
  {
    file: 'js/remote/published.js',
    texts: ['set.dispose()', "throw new HolobandError('ERR_KEY_PRIVATE_PUBLISHED', { option: 'keys' })"],
    why: 'The second of two checks that are made independently: a private key that the first one overlooked. None is known.',
  },
  {
    file: 'js/stores/durable-object/object.js',
    texts: 'all',
    why: 'Runs inside a Durable Object, in workerd, which has no counters to read. tests/stores/durable-object.test.js and tests/edge put the contract and races to it there.',
  },
  {
    file: 'js/stores/durable-object/tables.js',
    texts: 'all',
    why: 'Runs inside a Durable Object, in workerd, which has no counters to read. tests/stores/durable-object.test.js and tests/edge put the contract and races to it there.',
  },
  {
    file: 'js/wasm/browser.js',
    texts: 'all',
    why: 'Runs in pages. tests/browser/loading.test.js loads it in Chromium, with servers that fail in every way.',
  },
  {
    file: 'js/wasm/bun.js',
    texts: 'all',
    why: 'Runs in Bun, whose loader knows the import. tests/runtimes/bun.test.js and bun-build.test.js load it there.',
  },
  {
    file: 'js/wasm/edge-light.js',
    texts: 'all',
    why: 'Runs where a bundler of an edge runtime knows the import. tests/runtimes/edge-vm.test.js and tests/examples/nextjs-edge.test.js load it there.',
  },
  {
    file: 'js/wasm/failure.js',
    texts: ['return true'],
    why: 'Where a policy forbids all WebAssembly, as pages can. tests/browser/loading.test.js does it in Chromium.',
  },
  {
    file: 'js/wasm/inline.js',
    texts: ['throw loadFailure(cause)'],
    why: 'Where a policy forbids all WebAssembly, as pages can. tests/browser/loading.test.js does it in Chromium.',
  },
  {
    file: 'js/wasm/workerd.js',
    texts: 'all',
    why: 'Runs in workerd, which compiles the import. tests/runtimes/workerd.test.js and tests/edge load it there.',
  },
]
