// Reads the JSDoc of a module: what it exports, and what is said of it. It relies on the one format that Biome writes:
// declarations begin a line, members are indented by two spaces, and a comment stands right above what it is about.

/**
 * @typedef {object} Field  a parameter of a function, or a property of a type
 * @property {string} name
 * @property {string} type
 * @property {boolean} optional
 * @property {string} text
 *
 * @typedef {object} Doc
 * @property {string} text      what is said before the first tag
 * @property {Field[]} params
 * @property {Field[]} properties
 * @property {{ type: string, text: string } | undefined} returns
 * @property {string[]} throws
 * @property {string} type      of `@type`; '' where there is none
 * @property {string[]} templates
 *
 * @typedef {Doc & { name: string, kind: 'typedef' | 'callback' }} TypeDoc  `type` is what the braces of the tag hold
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {'method' | 'field'} kind
 * @property {Doc} doc
 *
 * @typedef {object} Declaration
 * @property {string} name
 * @property {'function' | 'class' | 'const'} kind
 * @property {Doc} doc
 * @property {string} heritage  the class that it extends; '' where it extends none
 * @property {Member[]} members
 *
 * @typedef {{ from: string, name: string }} Origin  another module, and what it is called there
 *
 * @typedef {object} ModuleDoc
 * @property {Map<string, Declaration>} declarations
 * @property {Set<string>} exported               names of its own declarations
 * @property {Map<string, Origin>} reexported     values of other modules
 * @property {Map<string, TypeDoc>} types
 * @property {Map<string, Origin>} typeOrigins    types of other modules, by the name that they have here
 * @property {Set<string>} typeExports            those of them that the module passes on
 */

/**
 * @param {string} source
 * @returns {ModuleDoc}
 */
export function readModule(source) {
  /** @type {ModuleDoc} */
  const module = {
    declarations: new Map(),
    exported: new Set(),
    reexported: new Map(),
    types: new Map(),
    typeOrigins: new Map(),
    typeExports: new Set(),
  }
  readImports(source, module)
  for (const comment of comments(source, '')) readComment(comment, source, module)
  return module
}

/**
 * @typedef {{ text: string, end: number }} Comment  `end` is where the line after it begins
 */

/**
 * The comments that begin a line at an indentation.
 *
 * @param {string} source
 * @param {string} indent
 * @returns {Comment[]}
 */
function comments(source, indent) {
  const pattern = new RegExp(`^${indent}/\\*\\*(?<body>[\\s\\S]*?)\\*/[ \\t]*\\n`, 'gm')
  return [...source.matchAll(pattern)].map((match) => ({
    text: plain(match.groups?.body ?? ''),
    end: match.index + match[0].length,
  }))
}

/**
 * The text of a comment, without its stars.
 *
 * @param {string} body
 */
function plain(body) {
  return body
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}

/**
 * @param {string} source
 * @param {ModuleDoc} module
 */
function readImports(source, module) {
  for (const [, keyword, list = '', from = ''] of source.matchAll(
    /^(import|export) \{([^}]*)\} from '([^']+)'/gm,
  )) {
    for (const { name, as } of names(list)) {
      if (keyword === 'export') module.reexported.set(as, { from, name })
      // A class is a type too.
      module.typeOrigins.set(as, { from, name })
    }
  }
  for (const [, list = '', from = ''] of source.matchAll(/@import \{([^}]*)\} from '([^']+)'/g)) {
    for (const { name, as } of names(list)) module.typeOrigins.set(as, { from, name })
  }
  const alias = /@typedef \{import\('([^']+)'\)\.(\w+)\} (\w+)/g
  for (const [, from = '', name = '', as = ''] of source.matchAll(alias)) {
    module.typeOrigins.set(as, { from, name })
    module.typeExports.add(as)
  }
}

/** @param {string} list  of names, such as `a, b as c` */
function names(list) {
  const parts = list.split(',').map((part) => part.trim().replace(/^type /, ''))
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', as = name] = part.split(' as ')
      return { name, as }
    })
}

/**
 * @param {Comment} comment
 * @param {string} source
 * @param {ModuleDoc} module
 */
function readComment({ text, end }, source, module) {
  for (const type of readTypes(text)) module.types.set(type.name, type)
  const line = source.slice(end, source.indexOf('\n', end))
  const found =
    /^(?<exported>export )?(?:async )?(?<kind>function|class|const) (?<name>\w+)(?: extends (?<heritage>\w+))?/.exec(
      line,
    )?.groups
  if (found === undefined || /@typedef|@callback|@import/.test(text)) return
  const { kind, name = '', heritage = '' } = found
  const members = kind === 'class' ? readMembers(classBody(source, end)) : []
  const doc = readDoc(text)
  module.declarations.set(name, {
    name,
    kind: /** @type {Declaration['kind']} */ (kind),
    doc,
    heritage,
    members,
  })
  if (found.exported !== undefined) module.exported.add(name)
}

/**
 * @param {string} source
 * @param {number} start
 */
function classBody(source, start) {
  return source.slice(start, source.indexOf('\n}\n', start) + 1)
}

/**
 * The public members of a class: methods and getters, and what the constructor documents on `this`.
 *
 * @param {string} body
 * @returns {Member[]}
 */
function readMembers(body) {
  const docs = new Map(comments(body, ' {2}').map(({ text, end }) => [end, text]))
  /** @type {Member[]} */
  const members = []
  const method = /^ {2}(?:async )?(?<getter>get )?(?<name>[a-z]\w*|\[Symbol\.\w+\])\(/gm
  for (const match of body.matchAll(method)) {
    const { name = '', getter } = match.groups ?? {}
    const text = docs.get(match.index) ?? ''
    if (name === 'constructor' || /@override/.test(text)) continue
    members.push({ name, kind: getter === undefined ? 'method' : 'field', doc: readDoc(text) })
  }
  const fields = comments(body, ' {4}').flatMap(({ text, end }) => {
    const name = /^ {4}this\.(?<name>[a-z]\w*) =/.exec(body.slice(end))?.groups?.name
    return name === undefined ? [] : [{ name, kind: /** @type {const} */ ('field'), doc: readDoc(text) }]
  })
  return [...fields, ...members]
}

/**
 * The types that a comment defines. Text before a tag, after an empty line, is about that tag; what follows a tag without
 * one goes on with it.
 *
 * @param {string} text
 * @returns {TypeDoc[]}
 */
function readTypes(text) {
  const starts = [...text.matchAll(/^@(?:typedef|callback)\b/gm)].map(({ index }) => index)
  /** @type {TypeDoc[]} */
  const types = []
  let lead = text.slice(0, starts[0] ?? 0).trim()
  for (const [index, start] of starts.entries()) {
    const whole = text.slice(start, starts[index + 1] ?? text.length)
    const { own, next } = splitLead(whole, index + 1 < starts.length)
    const type = readType(own, lead)
    if (type !== undefined) types.push(type)
    lead = next
  }
  return types
}

/**
 * @param {string} text  from one tag to the next
 * @param {boolean} hasNext
 */
function splitLead(text, hasNext) {
  const paragraphs = text.trimEnd().split(/\n{2,}/)
  const at = paragraphs.findIndex((paragraph, index) => index > 0 && !/^@/.test(paragraph))
  if (at < 0 || !hasNext) return { own: text, next: '' }
  return { own: paragraphs.slice(0, at).join('\n\n'), next: paragraphs.slice(at).join('\n\n') }
}

/**
 * @param {string} text
 * @param {string} lead
 * @returns {TypeDoc | undefined}
 */
function readType(text, lead) {
  const kind = text.startsWith('@callback') ? 'callback' : 'typedef'
  const { type, rest } = braced(text.replace(/^@\w+\s*/, ''))
  const [, name = '', after = ''] = /^(\w+)([\s\S]*)$/.exec(rest.trimStart()) ?? []
  // An alias of a type of another module is no definition.
  if (name === '' || type.startsWith('import(')) return undefined
  const templates = [...lead.matchAll(/^@template (?:\{[^}]*\} )?(\w+)/gm)].map(
    ([, parameter = '']) => parameter,
  )
  const about = lead.replace(/^@.*$/gm, '').trim()
  const doc = readDoc(after.trim())
  return {
    ...doc,
    text: [about, doc.text].filter((part) => part !== '').join('\n\n'),
    type,
    name,
    kind,
    templates,
  }
}

/**
 * @param {string} text  of a comment, or of what follows the name of a type
 * @returns {Doc}
 */
function readDoc(text) {
  const inline = text.replace(/(\S) @(type|returns) /, '$1\n@$2 ')
  const [lead = '', ...tags] = inline.split(/^(?=@\w)/m)
  // Text that begins with a tag has nothing before it.
  const first = /^@\w/.test(lead) ? [lead, ...tags] : tags
  /** @type {Doc} */
  const doc = {
    text: /^@\w/.test(lead) ? '' : lead.trim(),
    params: [],
    properties: [],
    returns: undefined,
    throws: [],
    type: '',
    templates: [],
  }
  for (const tag of first) readTag(tag.trim(), doc)
  return doc
}

/**
 * @param {string} tag
 * @param {Doc} doc
 */
function readTag(tag, doc) {
  const [, kind = '', given = ''] = /^@(\w+)\s*([\s\S]*)$/.exec(tag) ?? []
  const { type, rest } = braced(given)
  if (kind === 'param') doc.params.push(fieldOf(type, rest))
  else if (kind === 'property') doc.properties.push(fieldOf(type, rest))
  else if (kind === 'returns') doc.returns = { type, text: oneLine(rest) }
  else if (kind === 'throws') doc.throws.push(oneLine(rest))
  else if (kind === 'type') doc.type = type
  else if (kind === 'template') doc.templates.push(/^\w+/.exec(rest.trim())?.[0] ?? '')
}

/**
 * @param {string} type
 * @param {string} rest
 * @returns {Field}
 */
function fieldOf(type, rest) {
  const [, open = '', name = '', text = ''] = /^\s*(\[?)(\w+)\]?([\s\S]*)$/.exec(rest) ?? []
  return { name, type, optional: open !== '', text: oneLine(text) }
}

/**
 * Takes what is in braces off the beginning of a text.
 *
 * @param {string} text
 */
function braced(text) {
  if (!text.startsWith('{')) return { type: '', rest: text }
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1
    if (text[index] === '}') depth -= 1
    if (depth === 0) return { type: oneLine(text.slice(1, index)), rest: text.slice(index + 1) }
  }
  throw new Error(`a type in JSDoc does not end: ${text.slice(0, 60)}`)
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}
