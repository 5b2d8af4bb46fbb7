import { readFileSync } from 'node:fs'
import { parseArguments } from './arguments.js'
import { colourless, coloursFor } from './colour.js'
import { convert } from './commands/convert.js'
import { decode } from './commands/decode.js'
import { doctor } from './commands/doctor.js'
import { explain } from './commands/explain.js'
import { jwks } from './commands/jwks.js'
import { keygen } from './commands/keygen.js'
import { plan } from './commands/plan.js'
import { sign } from './commands/sign.js'
import { verify } from './commands/verify.js'
import { commandHelp, commonOptions, overview } from './help.js'
import { fail, finish } from './output.js'
import { Problem } from './problem.js'
import { nearest } from './suggest.js'

/** @import { Command, Context, Outcome } from './types.js' */

/** @type {readonly Command[]} */
export const commands = [keygen, sign, verify, decode, explain, jwks, convert, plan, doctor]

const topOptions = /** @type {const} */ ({
  ...commonOptions,
  version: { type: 'boolean', text: 'Print the version.' },
})

/**
 * run does what a command line asks for, and gives the exit status: 0, 1 for a token that was refused, or 2 for a
 * bad command line or configuration. It never throws.
 *
 * @param {readonly string[]} argv what follows the program's name
 * @param {Omit<Context, 'colours' | 'warnings' | 'notes'>} io
 * @returns {Promise<number>}
 */
export async function run(argv, io) {
  const json = asksForJson(argv)
  const colours = json ? colourless : coloursFor(io.stdout, io.env)
  const context = { ...io, colours, warnings: [], notes: [] }
  try {
    return await finish(context, json, await dispatch(argv, context))
  } catch (error) {
    const command = named(argv)
    const topic = command === undefined ? '--help' : `help ${command.name}`
    // Where even this cannot be written, the status still tells.
    return await fail(context, json, error, `See holoband ${topic}.`).catch(() => 2)
  }
}

/**
 * asksForJson looks for --json before the arguments are understood, because their errors are wanted as JSON too.
 *
 * @param {readonly string[]} argv
 */
function asksForJson(argv) {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? undefined : end).includes('--json')
}

/**
 * @param {readonly string[]} argv
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function dispatch(argv, context) {
  const [name, ...rest] = argv
  if (name === undefined || name.startsWith('-')) return withoutCommand(argv, context)
  if (name === 'help') return help(rest, context)
  const group = groupOf(argv)
  if (group.length > 0 && rest.some((word) => word === '--help' || word === '-h')) {
    return page(overview(group, context.colours))
  }
  const command = find(argv)
  const words = argv.slice(command.name.split(' ').length)
  const args = parseArguments(words, { ...command.options, ...commonOptions })
  if (args.has('help')) return page(commandHelp(command, context.colours))
  return command.run(args, context)
}

/**
 * @param {readonly string[]} argv
 * @param {Context} context
 */
function withoutCommand(argv, context) {
  const args = parseArguments(argv, topOptions)
  if (args.has('version')) {
    const version = packageVersion()
    return { status: /** @type {const} */ (0), document: { ok: true, version }, text: version }
  }
  if (args.has('help')) return page(overview(commands, context.colours))
  throw new Problem(
    'ERR_CLI_COMMAND',
    `Name a command first: ${commands.map(({ name }) => name).join(', ')}.`,
  )
}

/**
 * @param {readonly string[]} argv
 * @param {Context} context
 */
function help(argv, { colours }) {
  const { positionals } = parseArguments(argv, commonOptions)
  const group = positionals.length === 0 ? commands : groupOf(positionals)
  return page(group.length > 0 ? overview(group, colours) : commandHelp(find(positionals), colours))
}

/**
 * @param {string} text
 * @returns {Outcome}
 */
function page(text) {
  return { status: 0, document: { ok: true, help: text }, text }
}

/** @returns {string} */
function packageVersion() {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
}

/**
 * named finds the command that begins a line. Some have names of two words.
 *
 * @param {readonly string[]} words
 */
function named(words) {
  return commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
}

/**
 * groupOf finds the commands that share the word that a line begins with, where the line names none of them.
 *
 * @param {readonly string[]} words
 */
function groupOf(words) {
  return named(words) === undefined ? commands.filter(({ name }) => name.startsWith(`${words[0]} `)) : []
}

/** @param {readonly string[]} words */
function find(words) {
  const command = named(words)
  if (command !== undefined) return command
  const meant = meantBy(words)
  throw new Problem(
    'ERR_CLI_COMMAND',
    `There is no such command.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  )
}

/** @param {readonly string[]} words */
function meantBy(words) {
  const [first = '', second = ''] = words
  const names = [...commands.map(({ name }) => name), 'help']
  const pairs = names.filter((name) => name.includes(' '))
  const siblings = groupOf(words).map(({ name }) => name)
  const pair = nearest(`${first} ${second}`, pairs)
  if (pair !== undefined && second !== '' && !second.startsWith('-')) return pair
  if (siblings.length > 0) return siblings.join(', ').replace(/, ([^,]*)$/, ' or $1')
  return nearest(
    first,
    names.filter((name) => !pairs.includes(name)),
  )
}
