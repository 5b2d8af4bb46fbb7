/** @import { Harness } from '../support/programs.js' */

// The programs run two folders below the root.
const world = (/** @type {string} */ names) =>
  `import { ${names} } from '../../tests/docs/worlds/sessions.js'`

/** @type {Readonly<Record<string, Harness>>} */
export const sessionHarnesses = Object.freeze({
  sessions: { in: 'node', before: world('advance, sessions') },
  theft: {
    in: 'node',
    // The clock is the harness's, so that time can pass.
    edit: (text) => text.replace('  store,\n', '  store,\n  ...clock,\n'),
    before: `
      import { createSessions } from 'holoband/session'
      ${world('advance, clock, key, store')}
      const log = ({ device, presentedBy, sinceRotation }) => console.log(device, presentedBy, sinceRotation)
      const mail = async (to, text) => console.log(to, text.includes('password'))`,
    after: `
      const elsewhere = await sessions.start('ada')
      const owner = await sessions.start('ada', { device: 'Firefox' })
      advance('15m')
      await sessions.refresh(owner.refreshToken, { device: 'curl' })
      advance('1m')
      const code = ({ code }) => console.log(code)
      await sessions.refresh(owner.refreshToken, { device: 'Firefox' }).catch(code)
      await sessions.refresh(elsewhere.refreshToken).catch(code)`,
    prints: ['curl Firefox 60', 'ada true', 'ERR_REFRESH_TOKEN_REUSED', 'ERR_SESSION_REVOKED'],
  },
  // What node:test reports is not for the reader: the cases are counted instead.
  'store-cases': {
    in: 'node',
    edit: (text) => text.replace("import { test } from 'node:test'", ''),
    before: `
      const runs = []
      const test = (name, run) => runs.push(run())`,
    after: `
      const results = await Promise.allSettled(runs)
      console.log(results.length > 20, results.filter(({ status }) => status === 'rejected'))`,
    prints: ['true []'],
  },
  bearer: { in: 'node', before: `${world('fetchAuth as fetch')}` },
})
