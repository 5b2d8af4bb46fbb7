import { dirname, resolve } from 'node:path'
import { printableJson } from '../escape.js'
import { given } from '../given.js'
import { wrap } from '../help.js'
import { readFile, textOf } from '../input.js'
import { examinePublished, examineTimes } from '../key-plan.js'
import { policyNames, readState } from '../key-state.js'
import { Problem } from '../problem.js'
import { examineSet, readPublished } from '../published.js'
import { isUrl, remoteOptions } from '../remote.js'
import { rotationDefaults, rotationOptions, rotationPolicy } from '../rotation-options.js'
import { clock, noPositionals } from '../values.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Finding, Policy } from '../key-plan.js' */
/** @import { State } from '../key-state.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const doctor = {
  name: 'keys doctor',
  summary: 'find what is wrong with published keys or a rotation',
  usage: '[--state FILE] [--jwks SOURCE]',
  about: [
    'Looks at a published JWK set, at the state of a rotation, or at both, and prints a finding for all that makes good ' +
      'tokens fail or bad ones pass: a key that signs before every cache can know it, or is removed while tokens signed ' +
      'with it live; the active key missing; private keys or secrets in the set; two keys of one kid; a key that is weak ' +
      'or names no algorithm.',
    'Of times: ERR_KEYS_ACTIVE_TOO_EARLY, ERR_KEYS_ACTIVE_UNPUBLISHED, ERR_KEYS_NONE_ACTIVE, ' +
      'ERR_KEYS_RETIRED_TOO_EARLY. Of what is published beside a state: ERR_KEYS_ACTIVE_MISSING, ' +
      'ERR_KEYS_NOT_PUBLISHED, ERR_KEYS_NOT_RETIRED, ERR_KEYS_UNPLANNED, ERR_KEYS_CACHED_TOO_LONG. Of keys: ' +
      'ERR_KEY_SYMMETRIC, ERR_KEY_PRIVATE_PUBLISHED, ERR_KEYS_KID_SHARED, ERR_KEYS_KID_MISSING, ' +
      'ERR_ALGORITHM_MISSING, ERR_KEY_TOO_WEAK and the other codes of the library.',
    'The state is a JSON object: ttl, jwksMaxAge, margin and tolerance as keys plan takes them; jwks, optionally, the ' +
      'file or URL of what is published; and keys, a list of objects with kid, publishedAt, activatedAt and retiredAt. A ' +
      'time that is null was longer ago than matters, and one that is absent does not come. keys plan --json prints one.',
  ],
  options: {
    state: {
      type: 'string',
      value: 'FILE',
      text: 'The state of the rotation, as keys plan --json prints it.',
    },
    ...remoteOptions,
    active: {
      type: 'string',
      value: 'ID',
      text: 'The key identifier of the key that signs now, where no state says it.',
    },
    ...rotationOptions,
    now: { type: 'string', value: 'SECONDS', text: 'Judge as of this time: seconds since 1970-01-01 UTC.' },
  },
  examples: [
    { text: 'A published set:', command: ['holoband keys doctor --jwks published.jwks --active 2026-01'] },
    {
      text: 'A plan, before anything is done:',
      command: [
        'holoband keys plan --ttl 15m --jwks-max-age 10m --json > state.json &&',
        'holoband keys doctor --state state.json',
      ],
    },
  ],
  statuses: ['nothing was found', 'something was found'],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  noPositionals(args, 'keys doctor')
  const now = clock(args)?.() ?? Date.now() / 1000
  const path = args.text('state')
  const state = path === undefined ? undefined : await readStateFile(path)
  const policy = state === undefined ? undefined : wholePolicy(args, state)
  const source = args.text('jwks') ?? (path === undefined ? undefined : sourceIn(path, state))
  checkOptions(args, state, source)
  const findings = state === undefined || policy === undefined ? [] : examineTimes(state.keys, policy, now)
  if (source !== undefined) findings.push(...(await examineSource(args, source, { state, policy, now })))
  if (findings.length === 0) {
    return {
      status: 0,
      document: { ok: true, findings },
      text: `${context.colours.good('✓')} Nothing was found.`,
    }
  }
  const [{ code, message } = { code: '', message: '' }] = findings
  const document = { ok: false, code, reason: 'misconfigured', message, findings }
  return { status: 1, document, text: findings.flatMap((finding) => linesOf(finding, context)).join('\n') }
}

/** @param {string} path */
async function readStateFile(path) {
  return readState(textOf((await readFile(path, 'state')).bytes, 'The state'))
}

/**
 * sourceIn is what the state says is published. A path in it starts from the state's own directory.
 *
 * @param {string} path
 * @param {State | undefined} state
 */
function sourceIn(path, state) {
  if (state?.jwks === undefined || isUrl(state.jwks)) return state?.jwks
  return resolve(dirname(path), state.jwks)
}

/**
 * @param {Arguments} args
 * @param {State | undefined} state
 * @param {string | undefined} source
 */
function checkOptions(args, state, source) {
  if (state === undefined && source === undefined) {
    throw new Problem('ERR_OPTION_MISSING', 'Give --state, --jwks, or both.')
  }
  if (state !== undefined && args.has('active')) {
    throw new Problem('ERR_OPTION_CONFLICT', 'The state says which key is active, and --active says it too.')
  }
  const timing = Object.keys(rotationOptions).find((name) => args.has(name))
  if (state === undefined && timing !== undefined) {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      `--${timing} is about the times of a rotation; --state gives them.`,
    )
  }
}

/**
 * @param {Arguments} args
 * @param {State} state
 * @returns {Policy}
 */
function wholePolicy(args, state) {
  /** @type {Partial<Policy>} */
  const policy = { ...rotationDefaults, ...state.policy, ...given(rotationPolicy(args)) }
  const missing = policyNames.find((name) => policy[name] === undefined)
  if (missing === undefined) return /** @type {Policy} */ (policy)
  const option = missing === 'ttl' ? 'ttl' : 'jwks-max-age'
  throw new Problem('ERR_OPTION_MISSING', `The state has no ${missing}; put it there, or give --${option}.`)
}

/**
 * @param {Arguments} args
 * @param {string} source
 * @param {{ state: State | undefined, policy: Policy | undefined, now: number }} rotation
 * @returns {Promise<Finding[]>}
 */
async function examineSource(args, source, { state, policy, now }) {
  const { text, maxAge } = await readPublished(source, args)
  const { findings, kids } = examineSet(text)
  if (state === undefined || policy === undefined)
    return [...findings, ...activeMissing(args.text('active'), kids)]
  return [...findings, ...examinePublished(state.keys, policy, kids, now), ...cachedTooLong(maxAge, policy)]
}

/**
 * @param {string | undefined} active
 * @param {ReadonlySet<string>} kids
 * @returns {Finding[]}
 */
function activeMissing(active, kids) {
  if (active === undefined || kids.has(active)) return []
  const message =
    'The key signs now and is missing from the published set: its tokens are refused. Publish it.'
  return [{ code: 'ERR_KEYS_ACTIVE_MISSING', kid: active, message }]
}

/**
 * @param {number | undefined} maxAge
 * @param {Policy} policy
 * @returns {Finding[]}
 */
function cachedTooLong(maxAge, { jwksMaxAge }) {
  if (maxAge === undefined || maxAge <= jwksMaxAge) return []
  const message = `Caches keep the set for ${maxAge} seconds after the server sent it, and the plan counts on ${jwksMaxAge}. Make the two agree.`
  return [{ code: 'ERR_KEYS_CACHED_TOO_LONG', message }]
}

/**
 * @param {Finding} finding
 * @param {Context} context
 */
function linesOf({ code, kid, message }, { colours: { bad, strong } }) {
  const name = kid === undefined ? '' : ` ${printableJson(kid)}`
  return [`${bad('✗')} ${strong(code)}${name}`, ...wrap(message, 76).map((line) => `    ${line}`)]
}
