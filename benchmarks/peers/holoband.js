import { createIssuer, createVerifier, keySet } from 'holoband'
import { audience, issuer, maxTokenBytes, ttl } from '../workload.js'

/** @import { IssuerOptions, VerifierOptions } from 'holoband' */
/** @import { Contestant, Judge, Material, Peer, Sign, Verify } from './peer.js' */

/**
 * The two places in which a signature is computed: the module, and the crypto of the host.
 *
 * @type {{ name: string, options: { crypto?: 'host' } }[]}
 */
const places = [
  { name: 'holoband', options: {} },
  { name: "holoband, crypto: 'host'", options: { crypto: 'host' } },
]

/**
 * @param {Material} material
 * @returns {VerifierOptions}
 */
const policy = ({ key, alg }) => ({
  keys: alg.startsWith('HS') ? key : key.publicKey(),
  algorithms: [alg],
  ...{ issuer, audience, maxTokenBytes },
})

/** @param {Material} material */
const placesFor = ({ alg }) => (alg.startsWith('HS') ? places.slice(0, 1) : places)

/**
 * @param {VerifierOptions} options
 * @returns {Verify}
 */
function verifying(options) {
  const verifier = createVerifier(options)
  return (token) => verifier.verify(token).claims
}

/** @type {Peer} */
export const peer = {
  signers: (material) =>
    placesFor(material).map(({ name, options }) => ({
      name,
      make() {
        /** @type {IssuerOptions} */
        const common = { key: material.key, issuer, audience, ttl, maxTokenBytes, ...options }
        const made = createIssuer(common)
        return /** @type {Sign} */ ((claims) => made.issue(claims))
      },
    })),
  verifiers: (material) =>
    placesFor(material).map(({ name, options }) => ({
      name,
      make: () => verifying({ ...policy(material), ...options }),
    })),
  judges: (material) => [
    {
      name: 'holoband, check',
      make() {
        const verifier = createVerifier(policy(material))
        return /** @type {Judge} */ ((token) => verifier.check(token).ok)
      },
    },
  ],
  cached: (material, max) => {
    const options = { ...policy(material), cache: { max } }
    return [{ name: 'holoband, cached', make: () => verifying(options) }]
  },
  keyed: (materials) => {
    const keys = () => keySet(materials.map(({ key }) => key))
    /** @type {Contestant<Verify>[]} */
    const contestants = [
      {
        name: 'holoband',
        make: () => verifying({ keys: keys(), algorithms: ['HS256'], issuer, audience }),
      },
    ]
    return contestants
  },
}
