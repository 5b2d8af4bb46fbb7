import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @import { ChildProcess } from 'node:child_process' */
/** @import { SessionEvent } from 'holoband/session' */
/** @import { ServerOrder } from './server.js' */

const program = fileURLToPath(new URL('server.js', import.meta.url))

/** @typedef {{ url: string, events: SessionEvent[], go: () => Promise<void>, kill: () => Promise<void> }} Server */

/**
 * Starts a server process that has loaded everything and waits for `go`. It does not outlive this process.
 *
 * @param {ServerOrder} order
 * @returns {Promise<Server>}
 */
export async function loadServer(order) {
  const child = fork(program, [JSON.stringify(order)])
  /** @type {SessionEvent[]} */
  const events = []
  child.on('message', (message) => {
    const event = /** @type {SessionEvent} */ (message)
    if ('sid' in event) events.push(event)
  })
  await told(child, 'loaded')
  return {
    url: `http://127.0.0.1:${order.port}`,
    events,
    async go() {
      child.send('go')
      await told(child, 'listening')
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/**
 * @param {ChildProcess} child
 * @param {string} type
 * @returns {Promise<void>}
 */
function told(child, type) {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error(`a server ended before it was ${type}`))
    child.once('exit', failed)
    child.on('message', function listen(message) {
      if (/** @type {{ type: string }} */ (message).type !== type) return
      child.off('message', listen).off('exit', failed)
      resolve()
    })
  })
}
