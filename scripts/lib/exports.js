// What package.json says of each entry of the package, which is the same of all of them.

/**
 * @typedef {string | { [condition: string]: Target }} Target
 *
 * @typedef {object} Manifest
 * @property {Record<string, Target>} exports
 * @property {Record<string, Target>} imports
 * @property {Record<string, string>} bin
 * @property {string} [main]
 * @property {string} [types]
 * @property {Record<string, Record<string, string[]>>} [typesVersions]
 */

/**
 * The entries that a program can import, by subpath, as paths in js/ and in dist/.
 *
 * @param {Pick<Manifest, 'exports'>} manifest
 * @returns {[subpath: string, entry: string][]}
 */
export function importable({ exports }) {
  const rows = Object.entries(exports).map(([subpath, row]) => [subpath, last(row)])
  return rows.flatMap(([subpath = '', file = '']) => {
    const entry = /^\.\/dist\/(.+\.js)$/.exec(file)?.[1]
    return entry === undefined ? [] : [/** @type {[string, string]} */ ([subpath, entry])]
  })
}

/**
 * The file of those who fulfil no condition.
 *
 * @param {Target | undefined} row
 * @returns {string | undefined}
 */
function last(row) {
  return typeof row === 'object' ? last(row.default) : row
}

/**
 * Writes what follows from an entry's place wherever package.json has to say it. A new entry is a row with nothing but
 * its file: `"./name": "./dist/name.js"`.
 *
 * @template {Manifest} T
 * @param {T} manifest
 * @returns {T}
 */
export function withExports(manifest) {
  const entries = importable(manifest)
  const named = entries.filter(([subpath]) => subpath !== '.')
  const rows = entries.map(([subpath, entry]) => [subpath, rowOf(entry)])
  return {
    ...manifest,
    exports: { ...manifest.exports, ...Object.fromEntries(rows) },
    // For tools that know of no `exports`, TypeScript with `moduleResolution: "node"` among them.
    main: './dist/index.cjs',
    types: './dist/types/index.d.ts',
    typesVersions: {
      '*': Object.fromEntries([
        ...named.map(([subpath, entry]) => [subpath.slice(2), [`./${typesOf(entry)}`]]),
        ...Object.entries(manifest.exports)
          .filter(([subpath, file]) => file !== subpath && String(file).endsWith('.json'))
          .map(([subpath, file]) => [subpath.slice(2), [file]]),
      ]),
    },
  }
}

/**
 * One program has one core, so that a key which one file of it has made is good in all others, however they came by the
 * package. Node.js takes ES modules by `require` too (`module-sync`), as do Bun and bundlers (`module`). What is left for
 * the CommonJS files are Jest and TypeScript.
 *
 * @param {string} entry
 * @returns {Target}
 */
function rowOf(entry) {
  const file = `./dist/${entry}`
  const modern = { types: `./${typesOf(entry)}`, default: file }
  return {
    require: {
      node: {
        types: file.replace(/\.js$/, '.d.cts'),
        bun: file,
        'module-sync': file,
        module: file,
        default: file.replace(/\.js$/, '.cjs'),
      },
      ...modern,
    },
    ...modern,
  }
}

/**
 * Where the declarations of an entry are, below the package.
 *
 * @param {string} entry
 */
export function typesOf(entry) {
  return `dist/types/${entry.replace(/\.js$/, '.d.ts')}`
}
