'use client'
import { createAuthClient } from 'holoband/client'
import { useEffect, useRef, useState } from 'react'

/** @import { AuthClient } from 'holoband/client' */

/** Beside the button, the client keeps the session fresh while the page is open, and hears of a logout in another tab. */
export function LogoutButton() {
  const client = useRef(/** @type {AuthClient | null} */ (null))
  const [message, setMessage] = useState('')
  useEffect(() => {
    const auth = createAuthClient()
    client.current = auth
    const stopListening = auth.onChange(({ status }) => {
      if (status === 'signed-out') window.location.replace('/')
    })
    return () => {
      stopListening()
      auth.dispose()
    }
  }, [])

  async function logout() {
    try {
      await client.current?.logout()
    } catch {
      // A logout that did not happen must not look like one.
      setMessage('You are still signed in. Try again.')
    }
  }

  return (
    <>
      <button type="button" onClick={logout}>
        Sign out
      </button>
      <p role="alert">{message}</p>
    </>
  )
}
