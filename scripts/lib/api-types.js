// Writes types and prose for the pages of docs/api, with links to what they speak of.
import path from 'node:path'

/** @import { Doc, Field } from './jsdoc.js' */

const identifier = /[A-Za-z_$][\w$]*/g
const quoted = /'[^']*'|"[^"]*"/g

/**
 * The names in types, those of properties and parameters included: whoever asks looks which of them are types.
 *
 * @param {readonly string[]} types
 */
export function typeNames(types) {
  const all = types.flatMap((type) => type.replace(quoted, '').match(identifier) ?? [])
  return new Set(all)
}

/**
 * Where a name is described.
 *
 * @typedef {{ name: string, file: string, anchor: string }} Home
 */

/**
 * The anchors of headings, which do not tell capital letters from small ones: of two, the second has a number behind it.
 *
 * @param {readonly string[]} names  in the order of the page
 */
export function anchorsOf(names) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return new Map(
    names.map((name) => {
      const plain = name.toLowerCase()
      const before = seen.get(plain) ?? 0
      seen.set(plain, before + 1)
      return [name, before === 0 ? plain : `${plain}-${before}`]
    }),
  )
}

/** What one page can link to. */
export class PageLinks {
  #file
  #anchors
  /** @type {Map<string, Home>} */
  #elsewhere = new Map()

  /**
   * @param {object} given
   * @param {string} given.file
   * @param {ReadonlyMap<string, string>} given.anchors  what the page itself describes
   * @param {ReadonlyMap<object, Home>} given.homes      what all pages describe
   */
  constructor({ file, anchors, homes }) {
    this.#file = file
    this.#anchors = anchors
    for (const home of homes.values()) {
      if (!this.#elsewhere.has(home.name)) this.#elsewhere.set(home.name, home)
    }
  }

  /** @param {string} name */
  #target(name) {
    const own = this.#anchors.get(name)
    if (own !== undefined) return `#${own}`
    const home = this.#elsewhere.get(name)
    if (home === undefined) return undefined
    return `${path.posix.relative(path.posix.dirname(this.#file), home.file)}#${home.anchor}`
  }

  /** The way to the page of errors. */
  get #errorPage() {
    return path.posix.relative(path.posix.dirname(this.#file), 'docs/errors.md')
  }

  errors() {
    return `[Errors](${this.#errorPage})`
  }

  /**
   * A type as code whose names are links.
   *
   * @param {string} type
   * @param {readonly string[]} [own]  names that mean something else here, such as the parameters of a generic function
   */
  code(type, own = []) {
    let written = ''
    let end = 0
    // A name inside quotation marks is text, and one before a colon is that of a property.
    for (const match of type.matchAll(/'[^']*'|"[^"]*"|[A-Za-z_$][\w$]*(?<property>\??:)?/g)) {
      const [text] = match
      const isName = /^[A-Z]/.test(text) && match.groups?.property === undefined && !own.includes(text)
      const target = isName ? this.#target(text) : undefined
      written += escaped(type.slice(end, match.index))
      written += target === undefined ? escaped(text) : `<a href="${target}">${escaped(text)}</a>`
      end = match.index + text.length
    }
    return `<code>${written}${escaped(type.slice(end))}</code>`
  }

  /**
   * @param {string} name
   * @param {Doc} doc
   */
  signature(name, { params, returns, templates }) {
    const list = params.map((field) => `${field.name}${field.optional ? '?' : ''}: ${field.type}`)
    const generic = templates.length === 0 ? '' : `<${templates.join(', ')}>`
    const call = `${name}${generic}(${list.join(', ')}): ${returns?.type ?? 'void'}`
    return this.code(call, [name, ...templates])
  }

  /**
   * @param {string} kind
   * @param {readonly Field[]} fields
   */
  table(kind, fields) {
    if (fields.length === 0) return []
    const rows = fields.map(({ name, type, optional, text }) => {
      const cell = this.prose(text).replaceAll('|', '\\|')
      return `| \`${name}\`${optional ? ' (optional)' : ''} | ${this.code(type).replaceAll('|', '\\|')} | ${cell} |`
    })
    return [[`| ${kind} | type | |`, '|---|---|---|', ...rows].join('\n')]
  }

  /**
   * Prose with links to the codes of errors, and to what `{@link}` names. Indented examples become blocks of JavaScript,
   * which the tests run in the harness `api-` and the name of what they are about.
   *
   * @param {string} text
   * @param {string} [about]
   */
  prose(text, about = '') {
    return fenced(text, about)
      .replace(/\{@link (\w+)\}/g, (_whole, name) => this.#named(name))
      .replace(/`?\b(ERR_[A-Z0-9_]+)\b`?/g, (_whole, code) => this.#error(code))
  }

  /** @param {string} name */
  #named(name) {
    const target = this.#target(name)
    return target === undefined ? `\`${name}\`` : `[\`${name}\`](${target})`
  }

  /** @param {string} code */
  #error(code) {
    return `[\`${code}\`](${this.#errorPage}#${code.toLowerCase()})`
  }
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * Code that is indented by four spaces, as JSDoc shows it, is put into fences. A sketch, which leaves something out (`…`),
 * is text, and an object of quoted names is JSON; the rest are programs, of which the second one about the same thing has a
 * number behind it.
 *
 * @param {string} text
 * @param {string} about
 */
function fenced(text, about) {
  let count = 0
  return text.replace(/\n\n((?: {4}.*(?:\n|$)|\n(?= {4}))+)\n*(?=([\s\S]?))/g, (_whole, code, after) => {
    const plain = code.trimEnd().replace(/^ {4}/gm, '')
    const end = after === '' ? '' : '\n\n'
    if (plain.startsWith('{\n  "')) return `\n\n\`\`\`jsonc\n${plain}\n\`\`\`${end}`
    if (plain.includes('…')) return `\n\n\`\`\`text\n${plain}\n\`\`\`${end}`
    count += 1
    const harness = `api-${about.toLowerCase()}${count === 1 ? '' : `-${count}`}`
    return `\n\n<!-- harness: ${harness} -->\n\`\`\`js\n${plain}\n\`\`\`${end}`
  })
}
