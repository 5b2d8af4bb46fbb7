// The algorithms of two keys: native OpenSSL with assembly in most peers, the platform's WebCrypto in the others. Here
// everything runs in WebAssembly, or the signature is left to the host.
import { createIssuer } from 'holoband'
import { admit, examineSigner, examineVerifier } from './correctness.js'
import {
  badTokens,
  drawn,
  everybody,
  floorLanes,
  freshClaims,
  lanesOf,
  once,
  referenceVerifier,
  spliced,
} from './lanes.js'
import { newMaterial } from './materials.js'
import { claimsInUse, many } from './workload.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Race } from './lanes.js' */
/** @import { Claims } from './workload.js' */

/** The curve of Edwards is asked for by the name that the peers have for it. */
const algorithms = /** @type {const} */ (['ES256', 'RS256', 'PS256', 'EdDSA', 'ML-DSA-44'])

/** @param {Algorithm} alg */
async function prepare(alg) {
  const material = newMaterial(alg)
  // The times are those of tokens in use, which an issuer that sets none leaves as they are.
  const issuer = createIssuer({ key: material.key, issuer: null, audience: null, ttl: null })
  return { material, token: (/** @type {Claims} */ claims) => issuer.issue(claims) }
}

/** @typedef {Awaited<ReturnType<typeof prepare>>} Prepared */

/**
 * @param {Prepared} prepared
 * @returns {Promise<Race>}
 */
async function signing({ material, token }) {
  const { contestants, missing } = await everybody((peer) => peer.signers?.(material))
  const admitted = await admit(contestants, examineSigner(await referenceVerifier(material)))
  const floor = await floorLanes(material, 'sign', [token(claimsInUse(0)), token(claimsInUse(1))])
  const lanes = [...lanesOf(admitted.made, freshClaims), ...floor.lanes]
  return { lanes, missing: [...missing, ...admitted.missing, ...floor.missing] }
}

/**
 * @param {Prepared} prepared
 * @returns {Promise<Race>}
 */
async function verifying({ material, token }) {
  const claims = claimsInUse(0)
  const good = token(claims)
  const tokens = many(40, (index) => token(claimsInUse(index)))
  const bad = badTokens(token, claims, spliced(good, tokens[1] ?? ''))
  const { contestants, missing } = await everybody((peer) => peer.verifiers?.(material))
  const admitted = await admit(contestants, examineVerifier({ good, claims, bad }))
  const floor = await floorLanes(material, 'verify', tokens)
  const lanes = [...lanesOf(admitted.made, drawn(tokens)), ...floor.lanes]
  return { lanes, missing: [...missing, ...admitted.missing, ...floor.missing] }
}

/** @type {Readonly<Record<string, () => Promise<Race>>>} */
export const asymmetricGroups = Object.fromEntries(
  algorithms.flatMap((alg) => {
    const prepared = once(() => prepare(alg))
    return [
      [`verify ${alg}`, async () => verifying(await prepared())],
      [`sign ${alg}`, async () => signing(await prepared())],
    ]
  }),
)
