/** @import { Colours } from './colour.js' */
/** @import { Command, Example, Option } from './types.js' */

const width = 80

/** What every command takes besides its own options. */
export const commonOptions = /** @type {const} */ ({
  json: {
    type: 'boolean',
    text: 'Print one JSON document on standard output, errors and warnings included.',
  },
  help: { type: 'boolean', short: 'h', text: 'Show this help.' },
})

/**
 * overview is the help of the tool.
 *
 * @param {readonly Command[]} commands
 * @param {Colours} colours
 */
export function overview(commands, { strong }) {
  const column = Math.max(...commands.map(({ name }) => name.length)) + 2
  return [
    'holoband issues, verifies and takes apart JSON Web Tokens, and keeps their keys.',
    '',
    strong('Usage'),
    '  holoband <command> [options]',
    '  holoband help <command>',
    '  holoband --version',
    '',
    strong('Commands'),
    ...commands.map(({ name, summary }) => `  ${name.padEnd(column)}${summary}`),
    '',
    'Every command takes --help, and --json to print one JSON document.',
    '',
    strong('Exit status'),
    '  0  it worked, and a token that was to be judged is good',
    '  1  the token was refused, or something is wrong with the keys',
    '  2  the command line or the configuration is wrong',
  ].join('\n')
}

/**
 * commandHelp teaches one command. Its examples are run by the tests.
 *
 * @param {Command} command
 * @param {Colours} colours
 */
export function commandHelp(command, { strong }) {
  const [good, refused] = command.statuses
  return [
    `holoband ${command.name}: ${command.summary}`,
    '',
    strong('Usage'),
    `  holoband ${command.name} ${command.usage}`,
    '',
    ...command.about.flatMap((paragraph) => [...wrap(paragraph, width), '']),
    strong('Options'),
    ...Object.entries({ ...command.options, ...commonOptions }).flatMap(([name, option]) =>
      optionHelp(name, option),
    ),
    '',
    strong('Examples'),
    ...command.examples.flatMap((example) => exampleHelp(example)),
    strong('Exit status'),
    `  0  ${good}`,
    ...(refused === null ? [] : [`  1  ${refused}`]),
    '  2  the command line or the configuration is wrong',
  ].join('\n')
}

/**
 * @param {string} name
 * @param {Option} option
 */
function optionHelp(name, { short, value, multiple, text }) {
  const head = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
  const full = multiple === true ? `${text} May be repeated.` : text
  return [`  ${head}`, ...wrap(full, width - 6).map((line) => `      ${line}`)]
}

/** @param {Example} example */
function exampleHelp({ text, command }) {
  return [
    ...wrap(text, width - 2).map((line) => `  ${line}`),
    ...command.map((line, index) => (index === 0 ? `  $ ${line}` : `      ${line}`)),
    '',
  ]
}

/**
 * wrap breaks a paragraph into lines of at most `columns` characters.
 *
 * @param {string} text
 * @param {number} columns
 */
export function wrap(text, columns) {
  const lines = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
