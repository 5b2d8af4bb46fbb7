import { parseArgs } from 'node:util'
import { Problem } from './problem.js'
import { nearest } from './suggest.js'

/** @import { Option, Options } from './types.js' */

/** Names under which other tools take a secret on the command line. */
const secretNames = new Set([
  'key',
  'k',
  'secret',
  'secret-key',
  'private-key',
  'hmac',
  'hmac-secret',
  'jwk',
  'password',
  'passphrase',
  'passin',
])

/** Names that the JavaScript API or other tools use for what an option here is called differently. */
const otherNames = new Map([
  ['issuer', 'iss'],
  ['audience', 'aud'],
  ['subject', 'sub'],
  ['algorithm', 'alg'],
  ['algorithms', 'alg'],
  ['payload', 'claims'],
  ['expires-in', 'ttl'],
  ['clock-tolerance', 'tolerance'],
  ['required-claims', 'require'],
  ['output', 'out'],
  ['jwks-file', 'jwks'],
  ['jwks-url', 'jwks'],
  ['jwks-uri', 'jwks'],
  ['public-key', 'pem'],
  ['max-age', 'jwks-max-age'],
  ['bits', 'modulus-length'],
  ['private', 'include-private-key'],
  ['rotation', 'rotate-every'],
])

/** Arguments is what was given: each option's values by name, and what stood outside the options. */
export class Arguments {
  /** @type {ReadonlyMap<string, readonly string[]>} */
  #values

  /**
   * @param {ReadonlyMap<string, readonly string[]>} values
   * @param {readonly string[]} positionals
   */
  constructor(values, positionals) {
    this.#values = values
    this.positionals = positionals
  }

  /** @param {string} name */
  has(name) {
    return this.#values.has(name)
  }

  /** @param {string} name */
  text(name) {
    return this.#values.get(name)?.[0]
  }

  /** @param {string} name */
  list(name) {
    return this.#values.get(name) ?? []
  }
}

/**
 * parseArguments reads a command's arguments. node:util's own strict mode is not used: its messages cannot suggest,
 * and some quote values, which may be secrets.
 *
 * @param {readonly string[]} argv
 * @param {Options} options
 */
export function parseArguments(argv, options) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: shapeOf(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  /** @type {Map<string, string[]>} */
  const values = new Map()
  const positionals = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) throw unknownOption(token.name, token.rawName, Object.keys(options))
    const earlier = values.get(token.name) ?? []
    if (earlier.length > 0 && option.type === 'string' && option.multiple !== true) {
      throw new Problem('ERR_OPTION_CONFLICT', `${token.rawName} is given twice, and it takes one value.`)
    }
    values.set(token.name, [...earlier, valueGiven(token, option)])
  }
  return new Arguments(values, positionals)
}

/**
 * @param {Options} options
 * @returns {Record<string, { type: 'string' | 'boolean', multiple: boolean, short?: string }>}
 */
function shapeOf(options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      { type, multiple: true, ...(short === undefined ? {} : { short }) },
    ]),
  )
}

/**
 * @param {{ rawName: string, value?: string | undefined, inlineValue?: boolean | undefined }} token
 * @param {Option} option
 * @returns {string}
 */
function valueGiven({ rawName, value, inlineValue }, option) {
  if (option.type === 'boolean') {
    if (value === undefined) return ''
    throw new Problem('ERR_OPTION_TYPE', `${rawName} takes no value.`)
  }
  if (value === '') {
    throw new Problem('ERR_OPTION_EMPTY', `${rawName} is empty. Is it a shell variable that is not set?`)
  }
  // '--aud --iss x' has forgotten the audience; a lone dash is a value (standard input).
  if (value === undefined || (inlineValue !== true && value.startsWith('-') && value !== '-')) {
    throw new Problem(
      'ERR_OPTION_MISSING',
      `${rawName} needs a value. One that begins with a dash is written ${rawName}=VALUE.`,
    )
  }
  return value
}

/**
 * @param {string} name
 * @param {string} rawName
 * @param {readonly string[]} names
 */
function unknownOption(name, rawName, names) {
  if (secretNames.has(name)) {
    return new Problem(
      'ERR_CLI_SECRET_ARGUMENT',
      'A secret is not taken as an argument: the process list shows it to every user of the machine and the shell ' +
        'keeps it in its history. Put it into a file that only you can read and give --key-file, or into an ' +
        'environment variable and give --key-env (for a passphrase: --passphrase-file, --passphrase-env). Treat the secret you just typed as known to others.',
    )
  }
  const other = otherNames.get(name)
  const meant = other !== undefined && names.includes(other) ? other : nearest(name, names)
  // What does not look like an option's name is more likely something that was pasted, and is not repeated.
  const shown = /^--?[a-z][a-z_-]{0,30}$/i.test(rawName) ? ` ${rawName}` : ' of this name'
  return new Problem(
    'ERR_OPTION_UNKNOWN',
    `There is no option${shown}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`,
  )
}
