// What was asked in one person's name is not asked again in another's.
import { expect, test } from '@jest/globals'
import { elapse, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

test('a retry whose refresh shows another subject is not made', async () => {
  const { authFetch } = given.world.openTab()
  await soon(authFetch.refresh())
  given.server.expire()
  given.server.sub = 'eve'
  const response = await soon(authFetch('/api', { method: 'POST', body: 'ada’s letter' }))
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ reason: 'expired' })
  expect(given.server.sentTo('/api')).toHaveLength(1)
})

test('nor is it after a login of somebody else in another tab', async () => {
  const [one, two] = [given.world.openTab(), given.world.openClient()]
  await soon(one.authFetch.refresh())
  await soon(two.client.ready)
  given.server.expire()
  const release = given.server.hold('/api')
  const request = one.authFetch('/api', { method: 'POST', body: 'ada’s letter' })
  await elapse(10)
  await soon(two.client.login({ username: 'eve', password: 'right' }))
  await elapse(50)
  release()
  expect((await soon(request)).status).toBe(401)
  expect(given.server.sentTo('/api')).toHaveLength(1)
})

test('nor is it after a sign-out and a login of somebody else', async () => {
  const { client } = given.world.openClient()
  await soon(client.ready)
  given.server.expire()
  const release = given.server.hold('/api')
  const request = client.fetch('/api')
  await elapse(10)
  await soon(client.logout())
  await soon(client.login({ username: 'eve', password: 'right' }))
  release()
  expect((await soon(request)).status).toBe(401)
  expect(given.server.sentTo('/api')).toHaveLength(1)
})

test('nor is it where the sign-out came while the refresh was under way', async () => {
  const { client } = given.world.openClient()
  await soon(client.ready)
  given.server.expire()
  const release = given.server.hold('/auth/refresh')
  const request = client.fetch('/api')
  await elapse(50)
  const leaving = client.logout()
  await elapse(50)
  release()
  const [response] = await soon(Promise.all([request, leaving]))
  expect([200, 401]).toContain(response.status)
  expect(client.session).toEqual({ status: 'signed-out', reason: 'logout' })
  expect(given.server.cookie).toBeUndefined()
})

test('the same subject in a new session is the same person: the retry is made', async () => {
  const { client } = given.world.openClient()
  await soon(client.ready)
  given.server.expire()
  const release = given.server.hold('/api')
  const request = client.fetch('/api')
  await elapse(10)
  await soon(client.login({ username: 'ada', password: 'right' }))
  release()
  expect((await soon(request)).status).toBe(200)
  expect(given.server.sentTo('/api')).toHaveLength(2)
  expect(given.server.refreshes).toBe(0)
})

test('where nobody was known when the request was sent, the retry is made', async () => {
  const { authFetch } = given.world.openTab()
  given.server.expire()
  expect((await soon(authFetch('/api'))).status).toBe(200)
})

test('the next request is the new subject’s own', async () => {
  const { authFetch, events } = given.world.openTab()
  await soon(authFetch.refresh())
  given.server.expire()
  given.server.sub = 'eve'
  await soon(authFetch('/api'))
  const response = await soon(authFetch('/api'))
  expect(await response.json()).toMatchObject({ sub: 'eve' })
  expect(events.at(-1)).toMatchObject({ type: 'refreshed', claims: { sub: 'eve' } })
})
