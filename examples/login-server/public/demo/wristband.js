import { createVerifier, keySet } from 'holoband'
import { startCore } from '../lib/core.js'
import { element, make, say } from '../lib/dom.js'
import { createAnatomy } from '../token/anatomy.js'
import { showRules } from '../token/rules.js'

/** @import { Algorithm, Verifier } from 'holoband' */
/** @import { Connection } from './connection.js' */

/**
 * What the demo server says of itself.
 *
 * @typedef {object} Setting
 * @property {string | null} issuer
 * @property {string} audience
 * @property {string} typ
 * @property {Algorithm} alg
 * @property {number} grace  seconds
 * @property {import('./login.js').Person[]} people
 */

const verdict = element('verdict', HTMLElement)
const rules = element('rules', HTMLElement)

/**
 * createWristband shows the access token that the browser holds, and verifies it in the page.
 *
 * @param {Connection} connection
 * @param {Setting} setting
 */
export function createWristband(connection, setting) {
  const anatomy = createAnatomy(element('anatomy', HTMLElement))
  const verifier = createPageVerifier(connection, setting)
  let token = ''
  let accepted = false

  async function judge() {
    const { verifier: judging, problem } = await verifier
    if (judging === undefined) return say(verdict, problem)
    // First, so that what is timed is a check like any other, and not the start of the module.
    showRules(rules, judging.explain(token))
    const began = performance.now()
    const result = judging.check(token)
    const took = performance.now() - began
    accepted = result.ok
    verdict.className = result.ok ? 'verdict good' : 'verdict bad'
    verdict.replaceChildren(...(result.ok ? goodVerdict(result.header, took) : badVerdict(result)))
  }

  async function judgeAgain() {
    const { verifier: judging } = await verifier
    if (judging?.check(token).ok === false) await judge()
  }

  return {
    /** Looks at the cookie again. */
    async update() {
      const { ok, body } = await connection.ask('/demo/token')
      if (!ok || typeof body.text !== 'string') return
      token = body.text
      anatomy.show(token)
      await judge()
    },
    tick() {
      anatomy.tick()
      // The same token, and the time has come: the verdict is another one.
      if (accepted) void judgeAgain()
    },
  }
}

/**
 * @param {Connection} connection
 * @param {Setting} setting
 * @returns {Promise<{ verifier?: Verifier, problem: string }>}
 */
async function createPageVerifier({ ask }, { issuer, audience, typ, alg }) {
  if (alg.startsWith('HS')) {
    const problem = `This run signs with a secret (${alg}). Whoever could verify with it could also sign, so the secret stays on the server: the page reads the token, and cannot judge it.`
    return { problem }
  }
  const problem = await startCore()
  if (problem !== '') return { problem }
  const { body: jwks } = await ask('/.well-known/jwks.json')
  const verifier = createVerifier({ keys: keySet(jwks), algorithms: [alg], issuer, audience, typ })
  return { verifier, problem: '' }
}

/**
 * @param {{ alg: string, kid?: string }} header
 * @param {number} took  milliseconds
 */
function goodVerdict({ alg, kid = '' }, took) {
  const name = make('code', '', kid.length > 14 ? `${kid.slice(0, 6)}…${kid.slice(-4)}` : kid)
  name.title = kid
  return [
    make('strong', '', '✓ Verified in this page'),
    ` by WebAssembly with the public key `,
    name,
    ` (${alg}) in ${took < 0.1 ? '< 0.1' : took.toFixed(1)} ms.`,
  ]
}

/** @param {{ message: string, code: string }} refusal */
function badVerdict({ message, code }) {
  return [make('strong', '', '✕ Refused in this page: '), message, ' ', make('code', '', code)]
}
