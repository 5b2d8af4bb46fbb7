'use client'
import { createAuthClient } from 'holoband/client'
import { useEffect, useRef } from 'react'

/** @import { AuthClient } from 'holoband/client' */

/** Beside the button, the client keeps the session fresh while the page is open, and hears of a logout in another tab. */
export function LogoutButton() {
  const client = useRef(/** @type {AuthClient | null} */ (null))
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
  return (
    <button type="button" onClick={() => client.current?.logout()}>
      Sign out
    </button>
  )
}
