import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Browser, control, startService } from './support.js'

/** @import { TestContext } from 'node:test' */
/** @import { StoreKind } from './support.js' */

const users = 6
const rounds = 2

describe('sessions outlast workerd, which is stopped in the middle of refreshes', () => {
  test('in D1', (t) => restart(t, 'd1'))
  test('in Durable Objects', (t) => restart(t, 'durable-object'))
})

/**
 * @param {TestContext} t
 * @param {StoreKind} store
 */
async function restart(t, store) {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-restart-'))
  t.after(() => rmSync(folder, { recursive: true }))
  let worker = await startService('bare', store, { folder })
  t.after(() => worker.dispose())
  await control(worker, 'release', 'yes')
  const browsers = Array.from({ length: users }, () => new Browser(worker))
  for (const [index, browser] of browsers.entries()) await browser.login(`user ${index}`)
  const banned = new Browser(worker)
  await banned.login('banned')
  await control(worker, 'ban', 'banned')
  let served = 0
  let broken = 0

  for (let round = 0; round < rounds; round += 1) {
    let stopping = false
    const running = browsers.map(async (browser) => {
      while (!stopping) {
        const answer = await browser.refresh().catch(() => undefined)
        if (answer === undefined) broken += 1
        else assert.ok(answer.status === 200 || answer.status >= 500, `${answer.status} ${answer.body?.code}`)
        if (answer?.status === 200) served += 1
      }
    })
    const goal = served + 2 * users
    while (served < goal) await new Promise((resolve) => setTimeout(resolve, 2))
    stopping = true
    await worker.dispose()
    await Promise.all(running)
    worker = await startService('bare', store, { folder })
    for (const browser of [...browsers, banned]) browser.worker = worker
    for (const browser of browsers) assert.equal((await browser.refresh()).status, 200)
  }
  const refused = await banned.refresh()
  assert.deepEqual([refused.status, refused.body.reason], [401, 'revoked'])
  assert.equal((await banned.login('banned')).status, 401)
  t.diagnostic(
    `figures: ${t.name}: ${served} refreshes, ${broken} cut off, ${rounds} restarts, nobody signed out`,
  )
}
