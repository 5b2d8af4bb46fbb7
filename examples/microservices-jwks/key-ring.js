/**
 * The arithmetic of rotation: who signs and what is published, as a function of the time. Nothing here reads a clock or
 * needs a timer, so that any number of issuers which share the keys agree, and one that starts again goes on.
 *
 * A new key is published first, and signs when every verifier's copy of the set has been fetched again. The old key stays
 * published until the last token that it signed has ended. Times are seconds since 1970.
 *
 * @typedef {object} RingKey
 * @property {string} kid
 * @property {import('holoband').Key} key
 * @property {number} publishedAt
 * @property {number} activatedAt
 * @property {number} [retiredAt]  known once there is a successor
 *
 * @typedef {object} Policy  in seconds, as `holoband keys plan` takes them
 * @property {number} ttl         how long a token lives
 * @property {number} jwksMaxAge  how long caches keep the published set
 * @property {number} margin      how much later than that the slowest verifier has fetched it again
 * @property {number} tolerance   how far the verifiers let clocks differ
 */

/**
 * signerAt is the key that signs: the one that was activated last.
 *
 * @param {readonly RingKey[]} ring
 * @param {number} now
 */
export function signerAt(ring, now) {
  const signer = ring.findLast(({ activatedAt }) => activatedAt <= now)
  if (signer === undefined) throw new RangeError('No key has been activated yet: is the clock right?')
  return signer
}

/**
 * publishedAt are the keys of the JWK Set.
 *
 * @param {readonly RingKey[]} ring
 * @param {number} now
 */
export function publishedAt(ring, now) {
  return ring.filter(({ publishedAt, retiredAt = Infinity }) => publishedAt <= now && now < retiredAt)
}

/**
 * isRotating tells whether a key waits for its turn. Another rotation has to wait for it.
 *
 * @param {readonly RingKey[]} ring
 * @param {number} now
 */
export function isRotating(ring, now) {
  return ring.some(({ activatedAt }) => activatedAt > now)
}

/**
 * begin makes a ring of its first key. It may sign at once: nobody has fetched a set without it, which is as if it had been
 * published for long enough.
 *
 * @param {import('holoband').Key} key
 * @param {number} now
 * @param {Policy} policy
 * @returns {RingKey[]}
 */
export function begin(key, now, { jwksMaxAge, margin }) {
  const activatedAt = Math.floor(now)
  return [{ kid: kidOf(key), key, publishedAt: activatedAt - Math.ceil(jwksMaxAge + margin), activatedAt }]
}

/**
 * rotate gives the ring with one more key, and leaves out what is over.
 *
 * @param {readonly RingKey[]} ring
 * @param {import('holoband').Key} key
 * @param {number} now
 * @param {Policy} policy
 * @returns {RingKey[]}
 */
export function rotate(ring, key, now, { ttl, jwksMaxAge, margin, tolerance }) {
  if (isRotating(ring, now)) throw new RangeError('The rotation before this one is not over.')
  const activatedAt = Math.ceil(now + jwksMaxAge + margin)
  const retiredAt = Math.ceil(activatedAt + ttl + tolerance)
  const living = publishedAt(ring, now).map((old) => ({ ...old, retiredAt: old.retiredAt ?? retiredAt }))
  return [...living, { kid: kidOf(key), key, publishedAt: now, activatedAt }]
}

/** @param {import('holoband').Key} key */
function kidOf({ kid }) {
  if (kid === undefined) throw new TypeError('Only a key with a name can be told from the others.')
  return kid
}
