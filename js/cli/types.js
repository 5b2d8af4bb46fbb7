/**
 * The shapes that the parts of the command line share. Everything a command may touch comes in through
 * {@link Context}, so that a test can hand over a terminal that is none.
 *
 * @typedef {object} Writable
 * @property {boolean} [isTTY]
 * @property {(text: string, done: (error?: Error | null) => void) => unknown} write
 *
 * @typedef {object} Context
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {() => AsyncIterable<Uint8Array> & { isTTY?: boolean }} stdin  a function, because on
 *   Node the first look at standard input takes hold of it
 * @property {Writable} stdout
 * @property {Writable} stderr
 * @property {import('./colour.js').Colours} colours  for standard output
 * @property {string[]} warnings  what the user should know whatever becomes of the command
 * @property {string[]} notes     what only somebody who sits in front of a terminal wants to read
 *
 * @typedef {object} Option
 * @property {'string' | 'boolean'} type
 * @property {boolean} [multiple]  may be given more than once
 * @property {string} [short]      a single letter
 * @property {string} [value]      how the help calls the value
 * @property {string} text         what the option does, with its unit
 *
 * @typedef {Readonly<Record<string, Option>>} Options
 *
 * @typedef {object} Outcome
 * @property {0 | 1 | 2} status   1: the token was refused, or there are findings; 2: a bad command line or configuration
 * @property {object} document    what --json prints
 * @property {string} [text]      what standard output gets otherwise
 * @property {string} [complaint] what standard error gets otherwise
 *
 * @typedef {object} Example
 * @property {string} text
 * @property {readonly string[]} command  its lines
 *
 * @typedef {object} Command
 * @property {string} name     one word or two
 * @property {string} summary    one line
 * @property {string} usage      what follows the command's name
 * @property {readonly string[]} about  paragraphs
 * @property {Options} options
 * @property {readonly Example[]} examples
 * @property {readonly [good: string, refused: string | null]} statuses  what 0 and 1 mean; null where 1 cannot happen
 * @property {(args: import('./arguments.js').Arguments, context: Context) => Promise<Outcome>} run
 */

export {}
