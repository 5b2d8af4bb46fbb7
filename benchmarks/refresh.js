// A refresh of a session: the refresh token is verified, the row in the store swapped, and two tokens are signed.
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { admit } from './correctness.js'
import { everybody, laneOf, secretOnce } from './lanes.js'
import { audience, claimsOf, issuer, many } from './workload.js'

/** @import { Race } from './lanes.js' */

const crowd = 1000

/**
 * Beside it, what the fastest peer needs for the signatures alone: no peer has sessions.
 *
 * @returns {Promise<Race>}
 */
export async function refresh() {
  const { key } = await secretOnce()
  const sessions = createSessions({ key, issuer, audience, store: createMemoryStore() })
  const tokens = await Promise.all(
    many(crowd, async (index) => (await sessions.start(`user-${index}`)).refreshToken),
  )
  const turnOver = async (/** @type {number} */ index) => {
    tokens[index] = (await sessions.refresh(tokens[index] ?? '')).refreshToken
  }
  const inputs = (/** @type {number} */ count) => many(count, (index) => index % crowd)
  const mine = laneOf({ name: 'holoband', run: turnOver, inputs, asynchronous: true })
  const signatures = await signaturesOf('fast-jwt')
  return { lanes: [mine, ...signatures.lanes], missing: signatures.missing }
}

/** @param {string} wanted */
async function signaturesOf(wanted) {
  const material = await secretOnce()
  const named = (/** @type {{ name: string }} */ { name }) => name === wanted
  const { contestants: signers } = await everybody((peer) => peer.signers?.(material).filter(named))
  const { contestants: verifiers } = await everybody((peer) => peer.verifiers?.(material).filter(named))
  const nothing = async () => {}
  const [sign, verify] = [await admit(signers, nothing), await admit(verifiers, nothing)]
  const lanes = sign.made.flatMap(({ run: signOne }) =>
    verify.made.map(({ run: verifyOne }) =>
      laneOf({
        name: `${wanted}, one verification and two signatures`,
        run(/** @type {string} */ token) {
          verifyOne(token)
          signOne(claimsOf(1))
          signOne(claimsOf(2))
        },
        inputs: (count) => many(count, (index) => String(signOne(claimsOf(index)))),
      }),
    ),
  )
  return { lanes, missing: [...sign.missing, ...verify.missing] }
}
