import { momentOf } from './times.js'

/**
 * The arithmetic of key rotation. Nothing here reads a clock, a file or a key: times are seconds since 1970.
 *
 * A new key is published before it signs, so that every cache knows it when its first token arrives; and an old key
 * stays published after it signed last, until its last token has ended everywhere.
 *
 * @typedef {object} Policy
 * @property {number} ttl        how long a token lives
 * @property {number} jwksMaxAge how long caches keep the published set
 * @property {number} margin     how much later than that the slowest verifier has fetched it again
 * @property {number} tolerance  how long after its end a verifier may still accept a token
 *
 * @typedef {object} KeyTimes
 * @property {string} kid
 * @property {number} [publishedAt]  when it is in the set; -Infinity for longer ago than matters; absent: never
 * @property {number} [activatedAt]  when it signs; likewise
 * @property {number} [retiredAt]    when it leaves the set; absent: it stays
 *
 * Codes of findings, which are stable. What is wrong with a key itself has the library's code.
 *
 * @typedef {'ERR_KEYS_ACTIVE_TOO_EARLY' | 'ERR_KEYS_ACTIVE_UNPUBLISHED' | 'ERR_KEYS_ACTIVE_MISSING'
 *   | 'ERR_KEYS_NONE_ACTIVE' | 'ERR_KEYS_RETIRED_TOO_EARLY' | 'ERR_KEYS_NOT_RETIRED' | 'ERR_KEYS_NOT_PUBLISHED'
 *   | 'ERR_KEYS_UNPLANNED' | 'ERR_KEYS_CACHED_TOO_LONG' | 'ERR_KEYS_KID_SHARED' | 'ERR_KEYS_KID_MISSING'
 *   | import('../index.js').ErrorCode} FindingCode
 *
 * @typedef {object} Finding
 * @property {FindingCode} code
 * @property {string} [kid]
 * @property {string} message
 */

/**
 * knownAt is the first whole second at which a key that was published then is known to every verifier.
 *
 * @param {number} publishedAt
 * @param {Policy} policy
 */
export function knownAt(publishedAt, { jwksMaxAge, margin }) {
  return Math.ceil(publishedAt + jwksMaxAge + margin)
}

/**
 * endedAt is the first whole second at which no verifier accepts a token that was signed before then. A token has ended
 * when `now >= exp + tolerance`, so that second itself is late enough.
 *
 * @param {number} signedBefore
 * @param {Policy} policy
 */
export function endedAt(signedBefore, { ttl, tolerance }) {
  return Math.ceil(signedBefore + ttl + tolerance)
}

/**
 * planRotation gives the earliest safe times of one rotation.
 *
 * @param {number} start when the new key can be published
 * @param {Policy} policy
 */
export function planRotation(start, policy) {
  const publishAt = Math.ceil(start)
  const activateAt = knownAt(publishAt, policy)
  return { publishAt, activateAt, retireAt: endedAt(activateAt, policy) }
}

/**
 * publishedAtOnce is how many keys the set holds at most when a rotation begins every so many seconds.
 *
 * @param {number} rotateEvery
 * @param {Policy} policy
 */
export function publishedAtOnce(rotateEvery, policy) {
  const { publishAt, retireAt } = planRotation(0, policy)
  return 1 + Math.ceil((retireAt - publishAt) / rotateEvery)
}

/**
 * activeKey is the key that signs at a moment: the one that was activated last.
 *
 * @param {readonly KeyTimes[]} keys
 * @param {number} now
 */
export function activeKey(keys, now) {
  return inOrder(keys).findLast(({ activatedAt = Infinity }) => activatedAt <= now)
}

/**
 * signsUntil is when a key stops to sign: when the next one is activated. A key that never signs has no such time.
 *
 * @param {KeyTimes} key
 * @param {readonly KeyTimes[]} keys
 */
export function signsUntil(key, keys) {
  if (key.activatedAt === undefined) return undefined
  const ordered = inOrder(keys)
  return ordered[ordered.indexOf(key) + 1]?.activatedAt ?? Infinity
}

/**
 * Keys that sign, in the order in which they begin to. The sort is stable: of two that begin at once the later in the
 * list signs.
 *
 * @param {readonly KeyTimes[]} keys
 */
function inOrder(keys) {
  return keys
    .filter(({ activatedAt }) => activatedAt !== undefined)
    .sort((one, other) => {
      const [from, to] = [Number(one.activatedAt), Number(other.activatedAt)]
      return from === to ? 0 : from - to
    })
}

/**
 * examineTimes finds what would make good tokens fail, in the past or in the plan. What is over at `now`, and has done
 * all the harm it can, is not reported.
 *
 * @param {readonly KeyTimes[]} keys
 * @param {Policy} policy
 * @param {number} now
 * @returns {Finding[]}
 */
export function examineTimes(keys, policy, now) {
  const findings = keys.flatMap((key) => [
    ...activatedTooEarly(key, policy, now),
    ...retiredTooEarly(key, signsUntil(key, keys), policy, now),
  ])
  if (activeKey(keys, now) !== undefined) return findings
  const message = 'No key signs at this time: none was activated, or the first will be later.'
  return [...findings, { code: /** @type {const} */ ('ERR_KEYS_NONE_ACTIVE'), message }]
}

/**
 * @param {KeyTimes} key
 * @param {Policy} policy
 * @param {number} now
 * @returns {Finding[]}
 */
function activatedTooEarly({ kid, publishedAt, activatedAt }, policy, now) {
  if (activatedAt === undefined) return []
  if (publishedAt === undefined) {
    const message = 'The key signs and is never published, so that no verifier knows it. Publish it first.'
    return [{ code: 'ERR_KEYS_ACTIVE_UNPUBLISHED', kid, message }]
  }
  const earliest = knownAt(publishedAt, policy)
  if (activatedAt >= earliest || now >= earliest) return []
  const message =
    'The key signs before every cache can know it, and its first tokens are refused. ' +
    `Activate it at ${momentOf(earliest)} or later.`
  return [{ code: 'ERR_KEYS_ACTIVE_TOO_EARLY', kid, message }]
}

/**
 * @param {KeyTimes} key
 * @param {number | undefined} until when it stops to sign
 * @param {Policy} policy
 * @param {number} now
 * @returns {Finding[]}
 */
function retiredTooEarly({ kid, retiredAt }, until, policy, now) {
  if (until === undefined || retiredAt === undefined) return []
  if (until === Infinity) {
    const message =
      'The key is retired and no other takes over: its tokens are refused. Activate its successor first.'
    return [{ code: 'ERR_KEYS_RETIRED_TOO_EARLY', kid, message }]
  }
  const earliest = endedAt(until, policy)
  if (retiredAt >= earliest || now >= earliest) return []
  const message = `The key is retired while tokens signed with it live. Keep it published until ${momentOf(earliest)}.`
  return [{ code: 'ERR_KEYS_RETIRED_TOO_EARLY', kid, message }]
}

/**
 * examinePublished compares the times with what is published now.
 *
 * @param {readonly KeyTimes[]} keys
 * @param {Policy} policy
 * @param {ReadonlySet<string>} published the kids in the set
 * @param {number} now
 * @returns {Finding[]}
 */
export function examinePublished(keys, policy, published, now) {
  const active = activeKey(keys, now)
  const known = new Set(keys.map(({ kid }) => kid))
  const strangers = [...published].filter((kid) => !known.has(kid))
  return [
    ...keys.flatMap((key) =>
      published.has(key.kid)
        ? stillPublished(key, now)
        : notPublished(key, key === active, signsUntil(key, keys), policy, now),
    ),
    ...strangers.map((kid) => ({
      code: /** @type {const} */ ('ERR_KEYS_UNPLANNED'),
      kid,
      message:
        'The key is published, and the state does not have it. Who can sign with it? Add it, or remove it.',
    })),
  ]
}

/**
 * @param {KeyTimes} key
 * @param {number} now
 * @returns {Finding[]}
 */
function stillPublished({ kid, retiredAt = Infinity }, now) {
  if (now < retiredAt) return []
  const message =
    'The key was to be retired by now and is still published, so that verifiers trust it. Remove it.'
  return [{ code: 'ERR_KEYS_NOT_RETIRED', kid, message }]
}

/**
 * @param {KeyTimes} key
 * @param {boolean} isActive
 * @param {number | undefined} until
 * @param {Policy} policy
 * @param {number} now
 * @returns {Finding[]}
 */
function notPublished({ kid, publishedAt = Infinity, activatedAt = Infinity }, isActive, until, policy, now) {
  if (isActive) {
    const message =
      'The key signs now and is missing from the published set: its tokens are refused. Publish it.'
    return [{ code: 'ERR_KEYS_ACTIVE_MISSING', kid, message }]
  }
  if (activatedAt <= now && until !== undefined && now < endedAt(until, policy)) {
    const end = momentOf(endedAt(until, policy))
    const message = `The key is missing from the published set while tokens signed with it live, until ${end}.`
    return [{ code: 'ERR_KEYS_RETIRED_TOO_EARLY', kid, message }]
  }
  if (publishedAt <= now && now < activatedAt) {
    const message =
      'The key was to be published by now and is missing from the published set. Publish it, and count from then.'
    return [{ code: 'ERR_KEYS_NOT_PUBLISHED', kid, message }]
  }
  return []
}
