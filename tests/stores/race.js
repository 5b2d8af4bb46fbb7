import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @import { RaceOrder } from './racer.js' */

const racer = fileURLToPath(new URL('racer.js', import.meta.url))

/**
 * Has several processes rotate one session at the same time, each many times at once; how often each of them won.
 *
 * @param {readonly RaceOrder[]} orders one for each process
 * @returns {Promise<number[]>}
 */
export async function race(orders) {
  const racers = orders.map((order) => fork(racer, [JSON.stringify(order)]))
  try {
    await Promise.all(racers.map((child) => once(child, 'message')))
    const answers = racers.map((child) => once(child, 'message'))
    for (const child of racers) child.send('go')
    return (await Promise.all(answers)).map(([wins]) => Number(wins))
  } finally {
    for (const child of racers) child.kill('SIGKILL')
  }
}
