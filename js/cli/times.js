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

// A date and time with its zone (RFC 3339 section 5.6). Without one, a time means another moment on each machine.
const rfc3339 =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$/

/**
 * secondsOf reads a moment as seconds since 1970, or gives undefined where the text is none.
 *
 * @param {string} text
 */
export function secondsOf(text) {
  if (/^[0-9]{1,12}(\.[0-9]+)?$/.test(text)) return Number(text)
  const date = rfc3339.exec(text)?.[1]
  const seconds = date !== undefined && isDate(date) ? Date.parse(text) / 1000 : Number.NaN
  return seconds >= 0 ? seconds : undefined
}

/**
 * isDate tells a date from the 30th of February, which Date.parse takes for the 2nd of March.
 *
 * @param {string} date
 */
function isDate(date) {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

/**
 * momentOf writes a whole second the way people read it. Beyond the year 9999 it stays a number.
 *
 * @param {number} seconds
 */
export function momentOf(seconds) {
  const whole = Math.ceil(seconds)
  return whole < 253_402_300_800 ? `${new Date(whole * 1000).toISOString().slice(0, 19)}Z` : String(whole)
}
