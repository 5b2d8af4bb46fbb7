import { createVerifier, init, keySet } from 'holoband'

/** @type {Promise<ReturnType<typeof createVerifier>> | undefined} */
let verifier

/**
 * verifyTicket verifies a ticket in the page, with the server's public keys, or throws a HolobandError. Nobody is asked
 * about the ticket itself.
 *
 * @param {string} ticket
 */
export async function verifyTicket(ticket) {
  verifier ??= makeVerifier()
  try {
    return (await verifier).verify(ticket).claims
  } catch (error) {
    // The keys may have been exchanged since, or not have arrived: the next ticket fetches them again.
    verifier = undefined
    throw error
  }
}

async function makeVerifier() {
  // In a browser the module is loaded first.
  const [response] = await Promise.all([fetch('/.well-known/jwks.json'), init()])
  if (!response.ok) throw new Error(`The keys cannot be had (${response.status}).`)
  return createVerifier({
    keys: keySet(await response.json()),
    algorithms: ['Ed25519'],
    issuer: location.origin,
    audience: 'theatre',
    typ: 'ticket+jwt',
    requiredClaims: ['sub', 'seat'],
  })
}
