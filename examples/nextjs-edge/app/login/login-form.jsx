'use client'
import { createAuthClient, HolobandError } from 'holoband/client'
import { useEffect, useRef, useState } from 'react'

/** @import { AuthClient } from 'holoband/client' */

/**
 * A session whose access token has expired is refreshed when the client asks who is signed in, so that whoever still has
 * one sees this form for a moment at most.
 *
 * @param {{ next: string }} props  a path of this site
 */
export function LoginForm({ next }) {
  const client = useRef(/** @type {AuthClient | null} */ (null))
  const [message, setMessage] = useState('')
  useEffect(() => {
    const auth = createAuthClient()
    client.current = auth
    // A whole request, since what Next.js has fetched in advance was fetched without a session.
    const goOn = () => auth.session.status === 'signed-in' && window.location.replace(next)
    const stopListening = auth.onChange(goOn)
    auth.ready.then(goOn)
    return () => {
      stopListening()
      auth.dispose()
    }
  }, [next])

  /** @param {FormData} form */
  async function login(form) {
    try {
      await client.current?.login({ username: form.get('username'), password: form.get('password') })
    } catch (error) {
      setMessage(error instanceof HolobandError ? error.message : 'The server cannot be reached.')
    }
  }

  return (
    <form action={login}>
      <h1>Sign in</h1>
      <label>
        Name <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit">Sign in</button>
      <p role="alert">{message}</p>
    </form>
  )
}
