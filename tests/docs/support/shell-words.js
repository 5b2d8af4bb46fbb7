// Takes shell text apart, as far as the documents use it: lists, pipes, quotation marks, substitutions and redirections.

/**
 * The simple commands of a text, each as its words. Assignments in front of a command and redirections are left out, and
 * what is between `$(` and `)` is a command of its own.
 *
 * @param {string} text
 * @returns {string[][]}
 */
export function commandsOf(text) {
  /** @type {string[]} */
  const inner = []
  const flat = text.replaceAll('\\\n', ' ').replace(/\$\(([^()]*)\)/g, (_whole, command) => {
    inner.push(command)
    return '$X'
  })
  const own = commandLines(flat).map(withoutAssignments)
  const commands = own.filter((words) => words.length > 0)
  return [...inner.flatMap(commandsOf), ...commands]
}

/**
 * @param {string} text
 * @returns {string[][]}
 */
function commandLines(text) {
  // A quoted text, a comment, what parts commands, a redirection with its file, white space, and the rest of a word.
  const parts =
    /"(?:[^"\\]|\\.)*"|'[^']*'|(?<![^\s])#[^\n]*|&&|\|\||[|;&\n]|\d?>>?\s*[^\s&|;]+|<\s*[^\s&|;]+|[^\S\n]+|[^\s"'|;&<>]+/g
  /** @type {string[][]} */
  const commands = [[]]
  let isOpen = false
  for (const [part] of text.matchAll(parts)) {
    const words = commands.at(-1) ?? []
    if (/^(?:&&|\|\||[|;&\n])$/.test(part)) {
      commands.push([])
      isOpen = false
    } else if (/^\s/.test(part) || /^#/.test(part) || /^\d?[<>]/.test(part)) isOpen = false
    else {
      const word = /^["']/.test(part) ? part.slice(1, -1) : part
      if (isOpen) words.push((words.pop() ?? '') + word)
      else words.push(word)
      isOpen = true
    }
  }
  return commands
}

/** @param {string[]} words */
function withoutAssignments(words) {
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  return start < 0 ? [] : words.slice(start)
}
