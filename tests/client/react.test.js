// useSession with React itself.
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { useSession } from 'holoband/client/react'
import { act, createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { elapse, settle, worldOfEachTest } from './support/world.js'

/** @import { AuthClient } from 'holoband/client' */

const given = worldOfEachTest()
let place = document.createElement('div')

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  place = document.body.appendChild(document.createElement('div'))
})
afterEach(() => {
  place.remove()
  Reflect.deleteProperty(globalThis, 'IS_REACT_ACT_ENVIRONMENT')
})

/** How often a component was rendered. */
let renders = 0

/** @param {{ client: AuthClient }} props */
function Greeting({ client }) {
  const session = useSession(client)
  renders++
  if (session.status === 'unknown') return 'One moment …'
  return session.status === 'signed-in'
    ? `Hello, ${session.claims.sub}`
    : `Please sign in (${session.reason})`
}

/** @param {AuthClient} client */
async function show(client) {
  renders = 0
  const root = createRoot(place)
  await act(async () => root.render(createElement(Greeting, { client })))
  return root
}

describe('a component', () => {
  test('shows the session, and follows it', async () => {
    const release = given.server.hold('/auth/session')
    const { client } = given.world.openClient()
    const root = await show(client)
    expect(place.textContent).toBe('One moment …')
    release()
    await act(async () => elapse(50))
    expect(place.textContent).toBe('Hello, ada')
    await act(async () => {
      const done = client.logout()
      await elapse(50)
      await done
    })
    expect(place.textContent).toBe('Please sign in (logout)')
    await act(async () => {
      const done = client.login({ username: 'eve', password: 'right' })
      await elapse(50)
      await done
    })
    expect(place.textContent).toBe('Hello, eve')
    await act(async () => root.unmount())
  })

  test('follows what happens in another tab', async () => {
    const [here, there] = [given.world.openClient(), given.world.openClient()]
    const root = await show(here.client)
    await act(async () => elapse(50))
    await act(async () => {
      const done = there.client.logout()
      await elapse(50)
      await done
    })
    expect(place.textContent).toBe('Please sign in (logout)')
    await act(async () => root.unmount())
  })

  test('renders once for each change, and not otherwise', async () => {
    const { client, changes } = given.world.openClient()
    const root = await show(client)
    await act(async () => elapse(50))
    expect(renders).toBe(1 + changes.length)
    await act(async () => {
      const done = client.fetch('/api')
      await elapse(50)
      await done
    })
    expect(renders).toBe(1 + changes.length)
    await act(async () => root.unmount())
  })

  test('that is gone is not told any more', async () => {
    const { client } = given.world.openClient()
    const stop = jest.fn()
    const watched = { ...client, onChange: jest.fn(client.onChange) }
    watched.onChange.mockImplementation((listener) => {
      const end = client.onChange(listener)
      return () => {
        stop()
        end()
      }
    })
    const root = await show(watched)
    expect(watched.onChange).toHaveBeenCalledTimes(1)
    await act(async () => root.unmount())
    expect(stop).toHaveBeenCalledTimes(1)
    const before = renders
    await elapse(50)
    await settle()
    expect(renders).toBe(before)
  })

  test('subscribes once, however often it renders', async () => {
    const { client } = given.world.openClient()
    const onChange = jest.fn(client.onChange)
    const watched = Object.create(client, { onChange: { value: onChange } })
    const root = await show(watched)
    for (let n = 0; n < 3; n++)
      await act(async () => root.render(createElement(Greeting, { client: watched })))
    expect(onChange).toHaveBeenCalledTimes(1)
    await act(async () => root.unmount())
  })

  test('may be in strict mode, which mounts it twice', async () => {
    const { client } = given.world.openClient()
    const root = createRoot(place)
    const element = createElement(StrictMode, null, createElement(Greeting, { client }))
    await act(async () => root.render(element))
    await act(async () => elapse(50))
    expect(place.textContent).toBe('Hello, ada')
    await act(async () => root.unmount())
  })

  test('that is given another client shows that one’s session', async () => {
    const one = given.world.openClient()
    const root = await show(one.client)
    await act(async () => elapse(50))
    given.server.answerNext('/other/session', 'revoked')
    const two = given.world.openClient({ basePath: '/other' })
    await act(async () => root.render(createElement(Greeting, { client: two.client })))
    await act(async () => elapse(50))
    expect(place.textContent).toBe('Please sign in (revoked)')
    await act(async () => root.unmount())
  })
})
