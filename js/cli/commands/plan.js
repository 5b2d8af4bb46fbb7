import { printableJson } from '../escape.js'
import { given } from '../given.js'
import { wrap } from '../help.js'
import { planRotation, publishedAtOnce } from '../key-plan.js'
import { Problem } from '../problem.js'
import { rotationDefaults, rotationOptions, rotationPolicy } from '../rotation-options.js'
import { momentOf } from '../times.js'
import { duration, noPositionals, time } from '../values.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @typedef {{ at: string, action: 'publish' | 'activate' | 'retire' | 'rotate', kid?: string, text: string }} Step */

/** @type {Command} */
export const plan = {
  name: 'keys plan',
  summary: 'say when to publish, activate and retire keys',
  usage: '--ttl DURATION --jwks-max-age DURATION [--start TIME]',
  about: [
    'Gives the earliest safe times of a key rotation, in which no good token is ever refused: the new key is published; ' +
      'it signs when every cache has had the time to fetch it; and the old key is removed when the last token that it ' +
      'signed has ended.',
    'With --json the times are printed as the state that keys doctor reads. In it a time that is null was longer ago ' +
      'than matters, and one that is absent does not come.',
  ],
  options: {
    ...rotationOptions,
    'rotate-every': {
      type: 'string',
      value: 'DURATION',
      text: 'How often keys are rotated, to say when the next rotation begins: seconds, or 30d, 12w.',
    },
    start: {
      type: 'string',
      value: 'TIME',
      text:
        'When the new key can be published: a time with its zone, such as 2026-01-01T00:00:00Z, or seconds since ' +
        '1970-01-01 UTC. Unless given: now.',
    },
    kid: { type: 'string', value: 'ID', text: 'The key identifier of the new key. Unless given: new.' },
    'old-kid': { type: 'string', value: 'ID', text: 'The key identifier of the old key. Unless given: old.' },
  },
  examples: [
    {
      text: 'When to do what, from now on:',
      command: ['holoband keys plan --ttl 15m --jwks-max-age 10m --tolerance 30s'],
    },
    {
      text: 'The same for a given time, as a state for keys doctor:',
      command: [
        'holoband keys plan --ttl 15m --jwks-max-age 10m --rotate-every 90d \\',
        '--start 2026-01-01T00:00:00Z --old-kid 2025-10 --kid 2026-01 --json',
      ],
    },
  ],
  statuses: ['the times were printed', null],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  noPositionals(args, 'keys plan')
  const {
    ttl,
    jwksMaxAge,
    margin = rotationDefaults.margin,
    tolerance = rotationDefaults.tolerance,
  } = rotationPolicy(args)
  if (ttl === undefined || jwksMaxAge === undefined) {
    throw new Problem(
      'ERR_OPTION_MISSING',
      `Give --${ttl === undefined ? 'ttl' : 'jwks-max-age'}: the times are counted from it.`,
    )
  }
  const policy = { ttl, jwksMaxAge, margin, tolerance }
  const [old, kid] = [args.text('old-kid') ?? 'old', args.text('kid') ?? 'new']
  if (old === kid) throw new Problem('ERR_OPTION_CONFLICT', 'The old and the new key have the same kid.')
  const rotateEvery = duration(args, 'rotate-every')
  const times = planRotation(time(args, 'start') ?? Date.now() / 1000, policy)
  const nextAt = rotateEvery === undefined ? undefined : times.publishAt + rotateEvery
  if (rotateEvery !== undefined) warnOfCrowd(rotateEvery, policy, context)
  const steps = stepsOf(times, { old, kid, nextAt })
  const keys = [
    { kid: old, publishedAt: null, activatedAt: null, retiredAt: momentOf(times.retireAt) },
    { kid, publishedAt: momentOf(times.publishAt), activatedAt: momentOf(times.activateAt) },
  ]
  const document = { ok: true, ...policy, ...given({ rotateEvery }), keys, steps }
  return { status: 0, document, text: steps.flatMap((step) => linesOf(step, context)).join('\n') }
}

/**
 * @param {number} rotateEvery
 * @param {import('../key-plan.js').Policy} policy
 * @param {Context} context
 */
function warnOfCrowd(rotateEvery, policy, { warnings }) {
  if (rotateEvery < 1) throw new Problem('ERR_OPTION_RANGE', '--rotate-every is a second or more.')
  const count = publishedAtOnce(rotateEvery, policy)
  if (count <= 2) return
  warnings.push(
    `Rotated so often, up to ${count} keys are published at once: each rotation begins before the one before it ends.`,
  )
}

/**
 * @param {{ publishAt: number, activateAt: number, retireAt: number }} times
 * @param {{ old: string, kid: string, nextAt: number | undefined }} names
 * @returns {Step[]}
 */
function stepsOf({ publishAt, activateAt, retireAt }, { old, kid, nextAt }) {
  /** @type {Step[]} */
  const steps = [
    {
      at: momentOf(publishAt),
      action: 'publish',
      kid,
      text: 'Add the public half of the new key to the JWK set. Do not sign with it yet: caches do not know it.',
    },
    {
      at: momentOf(activateAt),
      action: 'activate',
      kid,
      text: 'Sign with the new key, from now on or later. The old key stays published, for the tokens that live.',
    },
    {
      at: momentOf(retireAt),
      action: 'retire',
      kid: old,
      text:
        'Remove the old key from the JWK set, now or later, and destroy it. If the new key was activated later, as ' +
        'much later.',
    },
  ]
  if (nextAt === undefined) return steps
  /** @type {Step} */
  const next = { at: momentOf(nextAt), action: 'rotate', text: 'Publish the next key: plan again.' }
  const place = [publishAt, activateAt, retireAt].filter((at) => at <= nextAt).length
  return steps.toSpliced(place, 0, next)
}

/**
 * @param {Step} step
 * @param {Context} context
 */
function linesOf({ at, action, kid, text }, { colours: { strong } }) {
  const indent = ' '.repeat(4)
  const name = kid === undefined ? '' : ` ${printableJson(kid)}`
  return [`${at}  ${strong(action)}${name}`, ...wrap(text, 76).map((line) => indent + line)]
}
