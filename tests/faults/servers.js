import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @import { ChildProcess } from 'node:child_process' */
/** @import { SessionEvent } from 'holoband/session' */

const program = fileURLToPath(new URL('server.js', import.meta.url))

/**
 * `ask` sends it a message and gives what it says of the same type.
 *
 * @typedef {object} Server
 * @property {string} url
 * @property {SessionEvent[]} events
 * @property {() => Promise<void>} go
 * @property {() => Promise<void>} kill
 * @property {<Answer>(message: { type: string } & Record<string, unknown>) => Promise<Answer>} ask
 */

/**
 * Starts a server process that has loaded everything and waits for `go`. It does not outlive this process.
 *
 * @template {{ port: number }} Order
 * @param {Order} order
 * @param {{ program?: string, flags?: string[] }} [how] another program than the server of these tests, and flags of Node.js
 * @returns {Promise<Server>}
 */
export async function loadServer(order, how = {}) {
  const child = fork(how.program ?? program, [JSON.stringify(order)], { execArgv: how.flags ?? [] })
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
    async ask(message) {
      const answer = told(child, message.type)
      child.send(message)
      return /** @type {Promise<never>} */ (answer)
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
 * @returns {Promise<unknown>} what it said
 */
function told(child, type) {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error(`a server ended before it was ${type}`))
    child.once('exit', failed)
    child.on('message', function listen(message) {
      if (/** @type {{ type: string }} */ (message).type !== type) return
      child.off('message', listen).off('exit', failed)
      resolve(message)
    })
  })
}
