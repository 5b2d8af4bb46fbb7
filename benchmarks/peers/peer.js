// What a library brings to the benchmark. Each file here has one, set up as its own documentation would have it for
// speed: the keys prepared once, and whatever it does not check itself added.

/** @import { KeyObject } from 'node:crypto' */
/** @import { Algorithm, Key } from 'holoband' */
/** @import { Claims } from '../workload.js' */

/**
 * @typedef {(claims: Claims) => string | Promise<string>} Sign
 * @typedef {(token: string) => Claims | Promise<Claims>} Verify throws what is not good
 * @typedef {(token: string) => boolean | Promise<boolean>} Judge
 */

/**
 * One way of doing the work.
 *
 * @template Run
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => Run | Promise<Run>} make
 * @property {boolean | undefined} [asynchronous]
 * @property {string | undefined} [added] what the library does not do and was added by hand
 */

/**
 * @template Run
 * @typedef {Omit<Contestant<Run>, 'make'> & { run: Run }} Made
 */

/** @typedef {{ name: string, why: string }} Missing */

/**
 * A key in the forms that libraries want it in.
 *
 * @typedef {object} Material
 * @property {Algorithm} alg
 * @property {string} kid
 * @property {Key} key
 * @property {string | Buffer} signing a secret, or a PEM
 * @property {string | Buffer} verifying
 * @property {KeyObject} signingObject
 * @property {KeyObject} verifyingObject
 * @property {JsonWebKey} privateJwk
 * @property {JsonWebKey & { kid?: string }} publicJwk
 */

/**
 * A library. What it cannot do it does not have.
 *
 * @typedef {object} Peer
 * @property {(material: Material) => Contestant<Sign>[]} [signers]
 * @property {(material: Material) => Contestant<Verify>[]} [verifiers]
 * @property {(material: Material) => Contestant<Judge>[]} [judges] those that tell without throwing
 * @property {(material: Material, max: number) => Contestant<Verify>[]} [cached] verifiers that remember so many tokens
 * @property {(materials: readonly Material[]) => Contestant<Verify>[]} [keyed] verifiers that choose a key by its name
 */

export {}
