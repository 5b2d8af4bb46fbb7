import type { Auth } from 'holoband/fastify'

// What fastifyGuard puts into the requests that it lets through, for editors and the type checker.
declare module 'fastify' {
  interface FastifyRequest {
    auth: Readonly<Auth>
  }
}
