// What a page does with the package: it verifies tokens with the public keys that its own origin publishes. This runs
// as it is in a page, and bundled in a page and in a worker.
import { createRemoteKeySet, createVerifier, HolobandError, init, keySet } from 'holoband'
import { report } from './report.js'

/** @import { Algorithm, Verifier } from 'holoband' */

/**
 * @typedef {object} Setting what the test publishes as /setting.json
 * @property {string} issuer
 * @property {string} audience
 * @property {number} now
 * @property {Algorithm[]} algorithms
 * @property {Record<string, string>} tokens
 */

/** @typedef {string} Verdict the subject of a good token, or the code of a refusal */

/**
 * @typedef {object} Outcome
 * @property {Verdict} early what a call says before the module is there
 * @property {Record<string, Verdict[]>} verdicts by token: those of verify, check, explain, and of the remote keys
 */

report(await scenario().catch(codeOf))

/** @returns {Promise<Outcome>} */
async function scenario() {
  const jwks = await load('/jwks.json')
  const early = verdictOf(() => String(keySet(jwks)))
  await init()
  /** @type {Setting} */
  const { issuer, audience, now, algorithms, tokens } = await load('/setting.json')
  const remote = createRemoteKeySet(new URL('/jwks.json', location.href), {
    cooldown: 0.1,
    allowInsecureLoopbackForLocalDevelopment: true,
  })
  const policy = { algorithms, issuer, audience, now: () => now }
  const local = createVerifier({ ...policy, keys: keySet(jwks) })
  const distant = createVerifier({ ...policy, keys: remote })
  /** @type {Record<string, Verdict[]>} */
  const verdicts = {}
  for (const [name, token] of Object.entries(tokens)) {
    verdicts[name] = await verdictsOn(token, local, distant)
  }
  return { early, verdicts }
}

/** @param {string} path */
async function load(path) {
  const response = await fetch(path)
  return response.json()
}

/**
 * @param {string} token
 * @param {Verifier} local
 * @param {Verifier} distant
 */
async function verdictsOn(token, local, distant) {
  const checked = local.check(token)
  const failed = local.explain(token).rules.find(({ outcome }) => outcome === 'fail')
  const settled = await distant.checkAsync(token)
  return [
    verdictOf(() => local.verify(token).claims.sub),
    checked.ok ? String(checked.claims.sub) : checked.code,
    failed?.code ?? String(local.verify(token).claims.sub),
    settled.ok ? String(settled.claims.sub) : settled.code,
  ]
}

/**
 * @param {() => unknown} act
 * @returns {Verdict}
 */
function verdictOf(act) {
  try {
    return String(act())
  } catch (error) {
    return codeOf(error)
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof HolobandError ? error.code : String(error)
}
