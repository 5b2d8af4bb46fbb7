// What the package exports, by subpath, with what its JSDoc says.
import fs from 'node:fs'
import path from 'node:path'
import { readModule } from './jsdoc.js'

/** @import { Declaration, Member, ModuleDoc, TypeDoc } from './jsdoc.js' */

/**
 * @typedef {object} Found  something in the module that it is defined in
 * @property {string} file
 * @property {ModuleDoc} module
 *
 * @typedef {Found & { declaration: Declaration }} FoundDeclaration
 * @typedef {Found & { type: TypeDoc }} FoundType
 *
 * @typedef {object} Entry
 * @property {string} subpath    such as `holoband/session`
 * @property {string} file       relative to the root
 * @property {Map<string, FoundDeclaration>} values
 * @property {Map<string, FoundType>} types
 */

/** Reads modules once, however often they are asked for. */
export class Modules {
  #root
  /** @type {Map<string, ModuleDoc>} */
  #read = new Map()

  /** @param {string} root */
  constructor(root) {
    this.#root = root
  }

  /** @param {string} file  relative to the root */
  get(file) {
    const known = this.#read.get(file)
    if (known !== undefined) return known
    const module = readModule(fs.readFileSync(path.join(this.#root, file), 'utf8'))
    this.#read.set(file, module)
    return module
  }

  /**
   * @param {string} file
   * @param {string} name
   * @returns {FoundDeclaration | undefined}
   */
  declaration(file, name) {
    const module = this.get(file)
    const declaration = module.declarations.get(name)
    if (declaration !== undefined) return { file, module, declaration }
    const origin = module.reexported.get(name) ?? module.typeOrigins.get(name)
    return this.#follow(file, origin, (next, as) => this.declaration(next, as))
  }

  /**
   * @param {string} file
   * @param {string} name
   * @returns {FoundType | undefined}
   */
  type(file, name) {
    const module = this.get(file)
    const type = module.types.get(name)
    if (type !== undefined) return { file, module, type }
    return this.#follow(file, module.typeOrigins.get(name), (next, as) => this.type(next, as))
  }

  /**
   * The members of a class, those that it inherits behind its own.
   *
   * @param {FoundDeclaration} found
   * @returns {Member[]}
   */
  members({ file, declaration }) {
    const { heritage, members } = declaration
    const parent = heritage === '' ? undefined : this.declaration(file, heritage)
    if (parent === undefined) return members
    const own = new Set(members.map(({ name }) => name))
    return [...members, ...this.members(parent).filter(({ name }) => !own.has(name))]
  }

  /**
   * @template Result
   * @param {string} file
   * @param {{ from: string, name: string } | undefined} origin
   * @param {(file: string, name: string) => Result | undefined} next
   */
  #follow(file, origin, next) {
    if (origin === undefined || !origin.from.startsWith('.')) return undefined
    const target = path.posix.join(path.posix.dirname(file), origin.from)
    return target.startsWith('js/') ? next(target, origin.name) : undefined
  }
}

/**
 * The modules that a program can import, in the order of package.json.
 *
 * @param {{ name: string, exports: Record<string, unknown> }} manifest
 * @returns {{ subpath: string, file: string }[]}
 */
export function entryFiles({ name, exports }) {
  return Object.entries(exports).flatMap(([key, target]) => {
    // CommonJS has declarations of its own, made of these.
    const types = typesOf(target).find((name) => name.startsWith('./dist/types/'))
    if (types === undefined) return []
    const file = types.replace(/^\.\/dist\/types\//, 'js/').replace(/\.d\.[cm]?ts$/, '.js')
    return [{ subpath: key === '.' ? name : `${name}/${key.slice(2)}`, file }]
  })
}

/**
 * @param {unknown} target  of an export, with conditions of any depth
 * @returns {string[]}
 */
function typesOf(target) {
  if (typeof target !== 'object' || target === null) return []
  return Object.entries(target).flatMap(([condition, value]) =>
    condition === 'types' && typeof value === 'string' ? [value] : typesOf(value),
  )
}

/**
 * @param {Modules} modules
 * @param {{ subpath: string, file: string }} entry
 * @returns {Entry}
 */
export function readEntry(modules, { subpath, file }) {
  const module = modules.get(file)
  /** @type {Entry} */
  const entry = { subpath, file, values: new Map(), types: new Map() }
  for (const name of [...module.reexported.keys(), ...module.exported]) {
    const found = modules.declaration(file, name)
    if (found === undefined) throw new Error(`${subpath} exports ${name}, of which no JSDoc was found`)
    entry.values.set(name, found)
  }
  for (const name of [...module.typeExports, ...module.types.keys()]) {
    const found = modules.type(file, name)
    if (found !== undefined) entry.types.set(name, found)
    else addClass(modules, entry, name)
  }
  return entry
}

/**
 * A type that is a class which the module does not export as a value: what its functions return.
 *
 * @param {Modules} modules
 * @param {Entry} entry
 * @param {string} name
 */
function addClass(modules, entry, name) {
  const found = modules.declaration(entry.file, name)
  if (found?.declaration.kind === 'class') entry.values.set(name, found)
  else throw new Error(`${entry.subpath} exports the type ${name}, of which no JSDoc was found`)
}
