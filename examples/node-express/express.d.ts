import type { Auth } from 'holoband/express'

// What expressGuard puts into the requests that it lets through, for editors and the type checker.
declare global {
  namespace Express {
    interface Request {
      auth?: Readonly<Auth>
    }
  }
}
