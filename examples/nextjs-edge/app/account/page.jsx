import { headers } from 'next/headers.js'
import { guard } from '../../lib/guard.js'
import { origin } from '../../lib/settings.js'
import { LogoutButton } from './logout-button.jsx'

export default async function Page() {
  // A page is given no request, and the guard judges one: a GET with the same headers is the same to it.
  const admission = guard(new Request(origin(), { headers: await headers() }))
  if (!admission.ok) return <a href="/login">Sign in</a>
  return (
    <>
      <h1>Your account</h1>
      <p>You are signed in as {String(admission.claims.name)}.</p>
      <LogoutButton />
    </>
  )
}
