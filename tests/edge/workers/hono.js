// The same with Hono.

import { honoAuth, honoGuard } from 'holoband/hono'
import { Hono } from 'hono'
import { control, createService, FragileSessions } from './service.js'

/** @import { Auth } from 'holoband/hono' */
/** @import { Env } from './service.js' */

export { FragileSessions }

/** @type {ReturnType<typeof createService> | undefined} */
let service

/** @type {Hono<{ Bindings: Env, Variables: { auth: Readonly<Auth> } }>} */
const app = new Hono()
app.use(async (c, next) => {
  service ??= createService(c.env)
  const answer = await control(new URL(c.req.url), service.sessions, c.env)
  if (answer !== undefined) return answer
  return honoAuth(service.handler, { clientAddress: () => c.req.header('cf-connecting-ip') })(c, next)
})
app.use((c, next) => {
  service ??= createService(c.env)
  return honoGuard(service.guard)(c, next)
})
app.get('/me', (c) => c.json(c.get('auth').claims))

export default app
