// The same measurement of the module on Node.js: PROGRAM MEASUREMENTS. The clock is coarse, so that a measurement is of
// several verifications. The native program does the statistics.
import { spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import process from 'node:process'
import { createVerifier, secretKey } from 'holoband'

const [program = '', asked = ''] = process.argv.slice(2)
const repetitions = 8
const macSize = 32
const positions = [0, 7, 15, 16, 23, 31]

const secret = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)
const claims = { iss: 'https://issuer.example', aud: 'https://api.example', exp: 4_000_000_000, sub: 'alice' }
const encode = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
const right = createHmac('sha256', secret).update(input).digest()
const verifier = createVerifier({
  keys: secretKey(secret),
  algorithms: ['HS256'],
  issuer: claims.iss,
  audience: claims.aud,
})

const place = Buffer.alloc(macSize)

/**
 * Both classes are made by the same steps, in the same place: an allocation more or less would be seen in the times.
 *
 * @param {boolean} second
 * @param {number} position
 */
function wrongMac(second, position) {
  const random = randomBytes(macSize)
  const source = second ? random : right
  source.copy(place)
  const original = right[position] ?? 0
  const changed = original ^ (1 + ((random[0] ?? 0) & 0x7f))
  const kept = place[position] ?? 0
  place[position] = kept === original ? changed : kept
  return place
}

/** What nobody should write. @param {Uint8Array} mac */
function compareUntilDifferent(mac) {
  for (let at = 0; at < macSize; at++) if (mac[at] !== right[at]) return false
  return true
}

/**
 * @typedef {object} Experiment
 * @property {string} name
 * @property {boolean} control
 * @property {number} position
 * @property {number} measurements
 * @property {(mac: Buffer) => unknown} prepare
 * @property {(input: never) => unknown} run
 */

/** @type {Experiment[]} */
const experiments = [
  {
    name: 'Control: a loop that stops at the first difference',
    control: true,
    position: macSize - 1,
    measurements: Number(asked),
    prepare: (mac) => mac,
    run: (/** @type {Uint8Array} */ mac) => compareUntilDifferent(mac),
  },
  ...positions.map((position) => ({
    name: 'A whole token (check, HS256)',
    control: false,
    position,
    measurements: Math.ceil(Number(asked) / 10),
    // A string of its own each time, as a request brings one.
    prepare: (/** @type {Buffer} */ mac) =>
      Buffer.from(`${input}.${mac.toString('base64url')}`).toString('latin1'),
    run: (/** @type {string} */ token) => verifier.check(token),
  })),
]

/** @param {Experiment} experiment */
function measure({ position, measurements, prepare, run }) {
  const samples = []
  for (let made = 0; made < measurements + 1000; made++) {
    const second = Math.random() < 0.5
    const value = /** @type {never} */ (prepare(wrongMac(second, position)))
    const start = process.hrtime.bigint()
    for (let again = 0; again < repetitions; again++) run(value)
    const ticks = process.hrtime.bigint() - start
    if (made >= 1000) samples.push(`${second ? 1 : 0} ${ticks}`) // until the compiler of the runtime knows it
  }
  return samples
}

for (const experiment of experiments) {
  const { name, control, position } = experiment
  const samples = measure(experiment)
  const { stdout, status } = spawnSync(program, ['judge'], { input: samples.join('\n'), encoding: 'utf8' })
  if (status !== 0) throw new Error('The samples could not be judged.')
  const { used, t, ticks } = JSON.parse(stdout)
  const first = `wrong at byte ${position + 1} only`
  const figures = { measurements: samples.length, used, t, ticks: ticks / repetitions, clock: 'nanoseconds' }
  console.log(JSON.stringify({ name, first, second: 'random', control, ...figures }))
}
