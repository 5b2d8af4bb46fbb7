// What an application says so that its own code sees the guard's word, and the types of Express 4, which are those of 5
// as far as these tests go.

import type { Auth } from 'holoband/express'

declare global {
  namespace Express {
    interface Request {
      auth?: Readonly<Auth>
    }
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    auth: Readonly<Auth>
  }
}
