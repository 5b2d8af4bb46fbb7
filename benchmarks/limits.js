// How long it takes to refuse what is only sent to cost time.
import { createHmac } from 'node:crypto'
import { createVerifier, secretKey } from 'holoband'
import { spread } from './measure.js'
import { audience, issuer, neutralToken, secret } from './workload.js'

const RUNS = 50

const key = secretKey(secret)
const policy = { keys: key, algorithms: [key.alg], issuer, audience }
const usual = createVerifier(policy)
const wide = createVerifier({ ...policy, maxTokenBytes: 16 * 1024 * 1024 })

/** @param {string} payload */
function signed(payload) {
  const [header] = neutralToken({}).split('.')
  const input = `${header}.${Buffer.from(payload).toString('base64url')}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const tokens = {
  '10 MB of letters': 'a'.repeat(10_000_000),
  '10 MB of dots': '.'.repeat(10_000_000),
  '10 MB of characters that are not ASCII': '漢'.repeat(3_333_333),
  '100,000 dots': '.'.repeat(100_000),
  '100,000 brackets, well signed': signed('['.repeat(100_000)),
}

/** @typedef {{ name: string, limit: string, milliseconds: number, worst: number }} Limit */

/** @returns {Limit[]} */
export function measureLimits() {
  const rows = []
  for (const [limit, verifier] of /** @type {const} */ ([
    ['8 KiB', usual],
    ['16 MiB', wide],
  ])) {
    for (const [name, token] of Object.entries(tokens)) {
      const times = Array.from({ length: RUNS }, () => {
        const start = process.hrtime.bigint()
        const { ok } = verifier.check(token)
        const time = Number(process.hrtime.bigint() - start) / 1e6
        if (ok) throw new Error(`${name} was accepted`)
        return time
      })
      rows.push({ name, limit, milliseconds: spread(times).median, worst: Math.max(...times) })
    }
  }
  return rows
}
