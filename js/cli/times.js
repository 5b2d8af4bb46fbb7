/** The claims that hold a time (RFC 7519, sections 4.1.4 to 4.1.6), in the order in which a token lives through them. */
const names = ['iat', 'nbf', 'exp']

/**
 * timesOf writes a token's times the way people read them. What is no time, or none that a date can hold, is left out:
 * the claims above show it.
 *
 * @param {Readonly<Record<string, unknown>>} claims
 */
export function timesOf(claims) {
  return names.flatMap((name) => {
    const seconds = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (typeof seconds !== 'number') return []
    const date = new Date(seconds * 1000)
    return Number.isNaN(date.getTime()) ? [] : [`  ${name}  ${date.toISOString()}`]
  })
}
