// A page that is rendered on a server, where there is no browser to be signed in with.
import { expect, test } from '@jest/globals'
import { createAuthClient } from 'holoband/client'
import { useSession } from 'holoband/client/react'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

/** @import { AuthClient } from 'holoband/client' */

/** @param {{ client: AuthClient }} props */
function Status({ client }) {
  return createElement('p', null, useSession(client).status)
}

test('a component renders on a server as the session that is not known yet, and asks nobody', async () => {
  const requested = /** @type {unknown[]} */ ([])
  const fetch = async (/** @type {unknown} */ input) => {
    requested.push(input)
    throw new TypeError('Failed to parse URL')
  }
  const client = createAuthClient({ fetch })
  expect(renderToString(createElement(Status, { client }))).toBe('<p>unknown</p>')
  expect(await client.ready).toEqual({ status: 'unknown' })
  expect(renderToString(createElement(Status, { client }))).toBe('<p>unknown</p>')
  client.dispose()
})

test('what a server renders is the same though the client of the test is signed in already', async () => {
  const claims = { sub: 'ada', sid: 's', iat: 0, exp: 60 }
  const client = createAuthClient({
    basePath: 'https://app.example/auth',
    fetch: async () => Response.json({ claims }),
  })
  expect((await client.ready).status).toBe('signed-in')
  expect(renderToString(createElement(Status, { client }))).toBe('<p>unknown</p>')
  client.dispose()
})
