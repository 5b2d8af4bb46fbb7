// Finds the links of a document, and what can be linked to.

/**
 * The links to files of the checkout. Code is no link.
 *
 * @param {string} text
 * @returns {{ target: string, anchor: string }[]}
 */
export function linksOf(text) {
  const links = /\]\((?<link>[^)\s]+)\)|<a href="(?<href>[^"]+)">/g
  const found = [...withoutCode(text).matchAll(links)].map(({ groups }) => groups?.link ?? groups?.href ?? '')
  return found
    .filter((link) => !/^[a-z][a-z0-9+.-]*:/.test(link))
    .map((link) => {
      const [target = '', anchor = ''] = link.split('#')
      return { target, anchor }
    })
}

/**
 * The anchors that headings get, as GitHub makes them: a heading that is there twice has a number behind it.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function anchorsOf(text) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  const anchors = new Set()
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.*?)\s*$/gm)) {
    const plain = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    const times = seen.get(plain) ?? 0
    seen.set(plain, times + 1)
    anchors.add(times === 0 ? plain : `${plain}-${times}`)
  }
  return anchors
}

/** @param {string} text */
function withoutFences(text) {
  return text.replace(/^(\s*)(`{3,})[\s\S]*?^\s*\2\s*$/gm, '')
}

/** @param {string} text */
function withoutCode(text) {
  return withoutFences(text).replace(/`[^`\n]*`/g, '')
}
