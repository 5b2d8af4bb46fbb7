/** Browsers say that they are each other, so that the order counts. */
const browsers = /** @type {const} */ ([
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
])

const systems = /** @type {const} */ ([
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
])

/**
 * describeDevice makes of a User-Agent header what people recognise a device by, such as "Firefox on Windows". Anybody
 * can send any header: this is a label, and nothing is decided by it.
 *
 * @param {Request} request
 */
export function describeDevice({ headers }) {
  const agent = headers.get('user-agent') ?? ''
  const browser = browsers.find(([mark]) => agent.includes(`${mark}/`))?.[1]
  const system = systems.find(([mark]) => agent.includes(mark))?.[1]
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`
  // The first product of what is no browser: "curl/8.14.1" is curl.
  return /^[\w.-]{1,40}/.exec(agent)?.[0] ?? ''
}
