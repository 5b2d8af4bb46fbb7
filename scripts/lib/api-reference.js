// Writes docs/api from the JSDoc of what the package exports: one page per subpath.
import { entryFiles, Modules, readEntry } from './api-model.js'
import { anchorsOf, PageLinks, typeNames } from './api-types.js'

/** @import { Entry, FoundDeclaration, FoundType } from './api-model.js' */
/** @import { Home } from './api-types.js' */
/** @import { Declaration, Doc, Field, Member, TypeDoc } from './jsdoc.js' */

/** @typedef {FoundDeclaration | FoundType} FoundAny */

/**
 * A page while it is written.
 *
 * @typedef {object} Page
 * @property {Entry} entry
 * @property {string} file           from the root of the checkout
 * @property {Map<string, FoundAny>} further  types and classes that others speak of and no subpath exports
 * @property {PageLinks} links
 */

/** What each subpath is for. */
const subjects = Object.freeze(
  /** @type {Readonly<Record<string, string>>} */ ({
    holoband: 'Issuing and verifying tokens, keys and key sets, passwords.',
    'holoband/inline':
      'The WebAssembly module as text inside the program, for bundlers that carry no files along.',
    'holoband/session':
      'Sessions with refresh rotation, cookies, the handler of login, refresh and logout, and the guard.',
    'holoband/client':
      'The browser half: a fetch that refreshes once, and the state of a session for a page.',
    'holoband/client/react': 'A hook for React.',
    'holoband/stores/memory': 'Sessions in memory, for one process.',
    'holoband/stores/sqlite': 'Sessions in SQLite, for one machine.',
    'holoband/stores/redis': 'Sessions in Redis or Valkey.',
    'holoband/stores/postgres': 'Sessions in PostgreSQL.',
    'holoband/stores/contract': 'What a store has to keep to, as types and as cases to run it against.',
    'holoband/stores/d1': 'Sessions in Cloudflare D1.',
    'holoband/stores/durable-object': 'Sessions in Durable Objects of Cloudflare.',
    'holoband/stores/deno-kv': 'Sessions in Deno KV.',
    'holoband/stores/kv': 'Cloudflare KV, which is refused for rotation.',
    'holoband/express': 'Middlewares for Express 4 and 5.',
    'holoband/fastify': 'Plugins for Fastify 5.',
    'holoband/hono': 'Middlewares for Hono 4.',
    'holoband/koa': 'Middlewares for Koa.',
    'holoband/node': "A listener and a guard for Node's own `http`.",
  }),
)

/** A longer type is a list that has a page of its own: the codes of errors. */
const longest = 1000

const mark = '<!-- Generated from the JSDoc in js/ by scripts/generate.js. Do not edit. -->'

/**
 * @param {string} root
 * @param {{ name: string, exports: Record<string, unknown> }} manifest
 * @returns {Map<string, string>} the text of each page, by its file
 */
export function apiReference(root, manifest) {
  const modules = new Modules(root)
  const entries = entryFiles(manifest).map((entry) => readEntry(modules, entry))
  const homes = homesOf(entries)
  /** @type {Map<string, string>} */
  const pages = new Map([['docs/api/README.md', indexPage(entries)]])
  for (const entry of entries) {
    const file = fileOf(entry.subpath)
    const further = furtherTypes(modules, entry, homes)
    const links = new PageLinks({ file, anchors: anchorsOf([...inOrder(entry), ...further.keys()]), homes })
    const page = { entry, file, further, links }
    pages.set(file, pageText(page, modules))
  }
  return pages
}

/** @param {string} subpath */
export function fileOf(subpath) {
  const [, ...rest] = subpath.split('/')
  return `docs/api/${rest.length === 0 ? subpath : rest.join('/')}.md`
}

/** @type {readonly Declaration['kind'][]} */
const kinds = ['function', 'class', 'const']

/**
 * The names that an entry exports, in the order in which its page describes them.
 *
 * @param {Entry} entry
 */
function inOrder({ values, types }) {
  const all = [...values]
  const ofKind = kinds.flatMap((kind) => all.filter(([, { declaration }]) => declaration.kind === kind))
  return [...ofKind.map(([name]) => name), ...types.keys()]
}

/**
 * The page that each exported name is described on: the first that exports it.
 *
 * @param {readonly Entry[]} entries
 */
function homesOf(entries) {
  /** @type {Map<object, Home>} */
  const homes = new Map()
  for (const entry of entries) {
    const file = fileOf(entry.subpath)
    for (const [name, anchor] of anchorsOf(inOrder(entry))) {
      const described = entry.values.get(name)?.declaration ?? entry.types.get(name)?.type ?? {}
      if (!homes.has(described)) homes.set(described, { name, file, anchor })
    }
  }
  return homes
}

/**
 * The types that what is exported speaks of, directly or by another, and that no subpath exports by name.
 *
 * @param {Modules} modules
 * @param {Entry} entry
 * @param {Map<object, unknown>} homes
 */
function furtherTypes(modules, entry, homes) {
  /** @type {Map<string, FoundAny>} */
  const further = new Map()
  /** @type {FoundAny[]} */
  const queue = [...entry.values.values(), ...entry.types.values()]
  for (let found = queue.shift(); found !== undefined; found = queue.shift()) {
    for (const name of spokenOf(modules, found)) {
      const next = typeOrClass(modules, found.file, name)
      if (next === undefined || further.has(name) || homes.has('type' in next ? next.type : next.declaration))
        continue
      further.set(name, next)
      queue.push(next)
    }
  }
  return further
}

/**
 * @param {Modules} modules
 * @param {string} file
 * @param {string} name
 * @returns {FoundAny | undefined}
 */
function typeOrClass(modules, file, name) {
  const type = modules.type(file, name)
  if (type !== undefined) return type
  const found = modules.declaration(file, name)
  return found?.declaration.kind === 'class' ? found : undefined
}

/**
 * @param {Modules} modules
 * @param {FoundAny} found
 */
function spokenOf(modules, found) {
  if ('type' in found) return typeNames([found.type.type, ...typesIn(found.type)])
  const members = found.declaration.kind === 'class' ? modules.members(found) : []
  return typeNames([found.declaration, ...members].flatMap(({ doc }) => [doc.type, ...typesIn(doc)]))
}

/** @param {Doc} doc */
function typesIn({ params, properties, returns }) {
  return [...params, ...properties].map(({ type }) => type).concat(returns?.type ?? [])
}

/** @param {readonly Entry[]} entries */
function indexPage(entries) {
  const rows = entries.map(({ subpath }) => {
    const subject = subjects[subpath]
    if (subject === undefined)
      throw new Error(`scripts/lib/api-reference.js does not say what ${subpath} is for`)
    return `| [\`${subpath}\`](${fileOf(subpath).slice('docs/api/'.length)}) | ${subject} |`
  })
  const intro = `Every function, class and type that the package exports, by what it is imported from. Times are in seconds since 1970,
UTC, and durations in seconds or written with a unit (\`'15m'\`), unless it says otherwise. An argument of a type that a
function does not take is a \`TypeError\` with the code \`ERR_INVALID_ARG_TYPE\`; what else can fail is a \`HolobandError\`
whose code stands in [Errors](../errors.md).`
  return `${mark}\n\n# API\n\n${intro}\n\n| import | |\n|---|---|\n${rows.join('\n')}\n`
}

/**
 * @param {Page} page
 * @param {Modules} modules
 */
function pageText(page, modules) {
  const { entry, further } = page
  const values = [...entry.values.values()]
  const text = [
    mark,
    `# ${entry.subpath}`,
    subjects[entry.subpath] ?? '',
    ...section('Functions', values, 'function', (found) => functionText(page, found.declaration)),
    ...section('Classes', values, 'class', (found) => classText(page, found, modules)),
    ...section('Constants', values, 'const', (found) => constText(page, found.declaration)),
    ...typeSection('Types', page, modules, [...entry.types.values()]),
    ...typeSection('Types that have no export', page, modules, [...further.values()]),
  ]
  return `${text.join('\n\n')}\n`
}

/**
 * @param {string} title
 * @param {readonly FoundDeclaration[]} values
 * @param {Declaration['kind']} kind
 * @param {(found: FoundDeclaration) => string} write
 */
function section(title, values, kind, write) {
  const own = values.filter(({ declaration }) => declaration.kind === kind)
  return own.length === 0 ? [] : [`## ${title}`, ...own.map(write)]
}

/**
 * @param {string} title
 * @param {Page} page
 * @param {Modules} modules
 * @param {readonly FoundAny[]} types
 */
function typeSection(title, page, modules, types) {
  if (types.length === 0) return []
  const texts = types.map((found) =>
    'type' in found ? typeText(page, found.type) : classText(page, found, modules),
  )
  return [`## ${title}`, ...texts]
}

/**
 * @param {Page} page
 * @param {Declaration} declaration
 */
function functionText(page, { name, doc }) {
  return [`### ${name}`, ...callText(page, name, doc)].join('\n\n')
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {Doc} doc
 */
function callText({ entry, links }, name, doc) {
  if (doc.text === '') throw new Error(`${entry.subpath}: the JSDoc of ${name} does not say what it does`)
  const told = doc.params.filter(({ text }) => text !== '')
  const list = told.map(({ name: parameter, text }) => `- \`${parameter}\`: ${links.prose(text)}`)
  const throws = doc.throws.map((text) => `Throws ${links.prose(text)}.`.replace(/\.\.$/, '.'))
  const { returns } = doc
  return [
    links.signature(name, doc),
    links.prose(doc.text, name),
    ...(list.length === 0 ? [] : [list.join('\n')]),
    ...(returns === undefined || returns.text === '' ? [] : [`Returns ${links.prose(returns.text)}.`]),
    ...throws,
  ]
}

/**
 * @param {Page} page
 * @param {FoundDeclaration} found
 * @param {Modules} modules
 */
function classText(page, found, modules) {
  const { name, doc } = found.declaration
  const { entry, links } = page
  if (doc.text === '') throw new Error(`${entry.subpath}: the JSDoc of ${name} does not say what it is`)
  const members = modules.members(found)
  const fields = members.filter(({ kind }) => kind === 'field').map((member) => fieldOf(page, name, member))
  const methods = members
    .filter(({ kind, name: method }) => kind === 'method' && method !== '[Symbol.dispose]')
    .map((member) => [`#### ${name}.${member.name}`, ...callText(page, member.name, member.doc)].join('\n\n'))
  return [`### ${name}`, links.prose(doc.text), ...links.table('field', fields), ...methods].join('\n\n')
}

/**
 * @param {Page} page
 * @param {string} owner
 * @param {Member} member
 * @returns {Field}
 */
function fieldOf({ entry }, owner, { name, doc }) {
  const type = doc.type === '' ? (doc.returns?.type ?? '') : doc.type
  if (type === '') throw new Error(`${entry.subpath}: the JSDoc of ${owner}.${name} does not name its type`)
  return { name, type, optional: false, text: doc.text.replace(/\s*\n\s*/g, ' ') }
}

/**
 * @param {Page} page
 * @param {Declaration} declaration
 */
function constText({ entry, links }, { name, doc }) {
  if (doc.text === '' || doc.type === '')
    throw new Error(`${entry.subpath}: the JSDoc of ${name} is not complete`)
  return [`### ${name}`, `${links.code(`${name}: ${doc.type}`)}`, links.prose(doc.text, name)].join('\n\n')
}

/**
 * @param {Page} page
 * @param {TypeDoc} type
 */
function typeText({ entry, links }, type) {
  const { name, kind, properties, text } = type
  if (text === '' && entry.types.has(name))
    throw new Error(`${entry.subpath}: the JSDoc of ${name} does not say what it is`)
  const shape =
    kind === 'callback'
      ? [links.signature(name, type)]
      : properties.length > 0
        ? links.table('property', properties)
        : [type.type.length > longest ? `One of those in ${links.errors()}.` : links.code(type.type)]
  const told = type.params.filter((field) => field.text !== '')
  const list = told.map((field) => `- \`${field.name}\`: ${links.prose(field.text)}`)
  const returns = type.returns?.text ? [`Returns ${links.prose(type.returns.text)}.`] : []
  return [
    `### ${name}`,
    ...(text === '' ? [] : [links.prose(text)]),
    ...shape,
    ...(list.length === 0 ? [] : [list.join('\n')]),
    ...returns,
  ].join('\n\n')
}
