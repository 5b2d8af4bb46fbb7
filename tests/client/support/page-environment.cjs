// jsdom, and what browsers have that it lacks: fetch and everything that travels through it, from Node. They come
// together, since Node's Request takes no jsdom AbortSignal or Blob.
const { TestEnvironment } = require('jest-environment-jsdom')

const fromNode = [
  'AbortController',
  'AbortSignal',
  'Blob',
  'BroadcastChannel',
  'File',
  'FormData',
  'Headers',
  'ReadableStream',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WritableStream',
  'fetch',
  'structuredClone',
]

module.exports = class PageEnvironment extends TestEnvironment {
  /** @override */
  async setup() {
    await super.setup()
    const { document } = this.global
    // In a page a relative address is relative to the page; Node has none to start from.
    class PageRequest extends Request {
      /**
       * @param {RequestInfo | URL} input
       * @param {RequestInit} [init]
       */
      constructor(input, init) {
        super(typeof input === 'string' ? new URL(input, document.baseURI) : input, init)
      }
    }
    const given = Object.fromEntries(fromNode.map((name) => [name, Reflect.get(globalThis, name)]))
    Object.assign(this.global, given, { Request: PageRequest })
    takeAnySignal(this.global.EventTarget.prototype)
    // Jest gives the window a method of its own.
    takeAnySignal(this.global)
  }
}

/**
 * jsdom's addEventListener takes no signal but its own, and here signals are Node's.
 * @param {Pick<EventTarget, 'addEventListener' | 'removeEventListener'>} target
 */
function takeAnySignal(target) {
  const { addEventListener } = target
  /** @type {typeof addEventListener} */
  target.addEventListener = function (type, listener, options) {
    const { signal, ...others } = Object(options)
    addEventListener.call(this, type, listener, typeof options === 'object' ? others : options)
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener))
  }
}
