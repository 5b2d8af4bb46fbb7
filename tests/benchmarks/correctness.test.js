import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  admit,
  examineJudge,
  examineSigner,
  examineVerifier,
  WrongAnswer,
} from '../../benchmarks/correctness.js'
import { examineFloor, floorOf } from '../../benchmarks/floors.js'
import { groups } from '../../benchmarks/groups.js'
import { everybody, questionsOf, secretOnce, spliced } from '../../benchmarks/lanes.js'
import { newMaterial } from '../../benchmarks/materials.js'
import { claimsInUse, complete, neutralToken } from '../../benchmarks/workload.js'

/** @import { Claims } from '../../benchmarks/workload.js' */

const questions = questionsOf()

/** Reads a token and checks nothing. @param {string} token @returns {Claims} */
const read = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A verifier that is right about all tokens but those with one fault. @param {string} fault */
const careless = (fault) => (/** @type {string} */ token) => {
  const bad = Object.entries(questions.bad).some(([name, each]) => name !== fault && each === token)
  if (bad) throw new Error('refused')
  return read(token)
}

/** @template Run @param {Run} run @param {(run: Run, name: string) => Promise<void>} examine */
const admitted = (run, examine) => admit([{ name: 'somebody', make: () => run }], examine)

test('a verifier that takes a bad token of any kind ends the benchmark', async () => {
  assert.equal((await admitted(careless('no fault'), examineVerifier(questions))).made.length, 1)
  for (const fault of Object.keys(questions.bad)) {
    await assert.rejects(admitted(careless(fault), examineVerifier(questions)), (error) => {
      assert.ok(error instanceof WrongAnswer)
      assert.equal(error.message, `somebody takes a token with ${fault}`)
      return true
    })
  }
  assert.equal(Object.keys(questions.bad).length, 4)
})

test('a verifier that reads other claims ends the benchmark, and so does one that answers too late to refuse', async () => {
  const { sub: _sub, ...without } = questions.claims
  await assert.rejects(
    admitted(() => without, examineVerifier(questions)),
    /somebody reads other claims/,
  )
  const late = async (/** @type {string} */ token) => read(token)
  await assert.rejects(admitted(late, examineVerifier(questions)), /somebody takes a token with/)
})

test('a judge that takes a bad token ends the benchmark', async () => {
  await assert.rejects(
    admitted(() => true, examineJudge(questions)),
    WrongAnswer,
  )
  const { missing } = await admitted(() => false, examineJudge(questions))
  assert.deepEqual(missing, [{ name: 'somebody', why: 'refuses a good token' }])
})

test('a signer that leaves something out, adds something, or gives another lifetime ends the benchmark', async () => {
  const examine = examineSigner(async (token) => read(token))
  const signing = (/** @type {Claims} */ changes) => (/** @type {Claims} */ claims) =>
    neutralToken(complete(claims, changes))
  assert.equal((await admitted(signing({}), examine)).made.length, 1)
  for (const changes of [{ aud: undefined }, { extra: 1 }, { exp: 1 }, { sub: 'somebody else' }])
    await assert.rejects(admitted(signing(changes), examine), /somebody signs other claims/)
})

test('who cannot be made, or cannot do the work at all, is named with the reason, and the others take part', async () => {
  const failing = () => {
    throw new Error('not on this runtime')
  }
  const { made, missing } = await admit(
    [
      { name: 'cannot be made', make: failing },
      { name: 'cannot work', make: () => failing },
      { name: 'can', make: () => careless('no fault') },
    ],
    examineVerifier(questions),
  )
  assert.deepEqual(
    made.map(({ name }) => name),
    ['can'],
  )
  assert.deepEqual(missing, [
    { name: 'cannot be made', why: 'not on this runtime' },
    { name: 'cannot work', why: 'not on this runtime' },
  ])
})

test('a floor that does not compute the signature ends the benchmark', async () => {
  const material = await secretOnce()
  const floor = floorOf(material, 'verify')
  const [good, other] = [neutralToken(claimsInUse(0)), neutralToken(claimsInUse(1))]
  const examine = examineFloor(good, spliced(good, other))
  assert.equal((await admitted(floor, examine)).made.length, 1)
  await assert.rejects(admitted({ ...floor, run: () => '' }, examine), WrongAnswer)
  const careless = { ...floor, run: () => true, isRight: () => true }
  await assert.rejects(admitted(careless, examine), /takes a signature of another token/)
})

const peers = ['fast-jwt', 'jsonwebtoken, KeyObject', '@node-rs/jsonwebtoken', 'jose', 'hono/jwt']

test('on Node.js all peers of HS256 sign, verify and refuse, and the MAC alone is beside them', async () => {
  for (const [group, more] of /** @type {const} */ ([
    ['sign HS256', ['node:crypto createHmac, the MAC alone']],
    ['verify HS256', ['node:crypto createHmac, the MAC alone']],
    ['refuse a bad signature', ['holoband, check']],
  ])) {
    const { lanes, missing } = await (groups[group]?.() ?? assert.fail(group))
    const names = lanes.map(({ name }) => name)
    const wanted = [...peers, 'jsonwebtoken, string', '@tsndr/cloudflare-worker-jwt', ...more]
    for (const name of wanted) assert.ok(names.includes(name), `${group}: ${name}`)
    assert.deepEqual(missing, [], group)
  }
})

test('on Node.js all peers of ES256 sign and verify, and the signature alone is beside them', async () => {
  const { lanes } = await (groups['verify ES256']?.() ?? assert.fail())
  const names = lanes.map(({ name }) => name)
  const aws = ['aws-jwt-verify', 'aws-jwt-verify, verifySync']
  for (const name of [...peers, ...aws, 'node:crypto verify, the signature alone'])
    assert.ok(names.includes(name), name)
  const signing = await (groups['sign ES256']?.() ?? assert.fail())
  assert.ok(signing.lanes.some(({ name }) => name === 'node:crypto sign, the signature alone'))
})

test('a peer is asked for nothing that it does not have', async () => {
  const material = newMaterial('ML-DSA-44')
  const { contestants } = await everybody((peer) => [
    ...(peer.signers?.(material) ?? []).map(({ name }) => ({ name, make: () => undefined })),
    ...(peer.verifiers?.(material) ?? []).map(({ name }) => ({ name, make: () => undefined })),
  ])
  assert.ok(contestants.length >= 2)
  for (const { name } of contestants) assert.match(name, /^(holoband|jose)/)
})
