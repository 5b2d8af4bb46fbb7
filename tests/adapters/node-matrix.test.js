import { nodeGuard, toNodeListener } from 'holoband/node'
import { origin } from '../session/support.js'
import { seen, testAdapter } from './matrix.js'
import { listen } from './support.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Auth } from 'holoband/node' */

testAdapter('node:http', async ({ handler, guard, asyncGuard, failingGuard, failingAsyncGuard, caught }) => {
  let ran = 0
  const auth = toNodeListener(handler, { origin, onError: caught })

  /** @param {Readonly<Auth>} known */
  const tell = (known) => JSON.stringify(seen(known))
  const count = () => {
    ran++
    return 'reached'
  }
  const routes = new Map([
    ['GET /me', { admit: nodeGuard(guard, { origin }), answer: tell }],
    ['GET /later', { admit: nodeGuard(asyncGuard, { origin }), answer: tell }],
    ['POST /notes', { admit: nodeGuard(guard, { origin, scope: 'notes:write' }), answer: count }],
    ['GET /broken', { admit: nodeGuard(failingGuard, { origin }), answer: count }],
    ['GET /broken-later', { admit: nodeGuard(failingAsyncGuard, { origin }), answer: count }],
  ])

  /**
   * @param {IncomingMessage} incoming
   * @param {ServerResponse} outgoing
   */
  async function answer(incoming, outgoing) {
    outgoing.setHeader('set-cookie', 'app=1').setHeader('vary', 'Origin')
    const [path = ''] = (incoming.url ?? '').split('?')
    if (handler.paths.includes(path)) return auth(incoming, outgoing)
    const method = incoming.method === 'HEAD' ? 'GET' : incoming.method
    const route = routes.get(`${method} ${path}`)
    if (route === undefined) {
      outgoing.writeHead(404).end('nothing here')
      return
    }
    const known = await route.admit(incoming, outgoing)
    if (known !== undefined) outgoing.end(route.answer(known))
  }

  const { port } = await listen((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error) => outgoing.writeHead(500).end(caught(error)))
  })
  return { port, ran: () => ran }
})
