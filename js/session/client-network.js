// One customer of an IPv6 provider has at least this much to send from (RFC 6177); the rest they choose.
const networkGroups = 4
const allGroups = 8
/** `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255` */
const longestAddress = 45

/**
 * clientNetwork gives the text under which attempts from an address are counted: an IPv4 address as it is, also where a
 * socket writes it as IPv6 (RFC 4291 section 2.5.5.2); of an IPv6 address the network, since whoever has one address
 * there has 2^64. What is no address is its own name.
 *
 * @param {string} address
 */
export function clientNetwork(address) {
  const [plain = ''] = address.split('%')
  const mapped = /^(?:0*:){2,5}ffff:((?:[0-9]{1,3}\.){3}[0-9]{1,3})$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  if (plain.length > longestAddress || !/^[0-9a-f:.]+$/i.test(plain) || !plain.includes(':')) return address
  const groups = expand(plain)
  return groups.slice(0, networkGroups).map(canonical).join(':')
}

/**
 * expand writes out the groups of zeros that `::` stands for (RFC 4291 section 2.2).
 *
 * @param {string} address
 */
function expand(address) {
  const [head = '', tail] = address.split('::')
  const first = head.split(':').filter(Boolean)
  if (tail === undefined) return first
  const last = tail.split(':').filter(Boolean)
  return [...first, ...Array(Math.max(0, allGroups - first.length - last.length)).fill('0'), ...last]
}

/** @param {string} group */
function canonical(group) {
  return group.replace(/^0+(?=.)/, '').toLowerCase()
}
