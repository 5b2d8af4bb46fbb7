// Which mistakes a source could have: each comparison, condition, constant and statement of its functions, changed.

/**
 * @typedef {import('./syntax.js').Node} Node
 *
 * A mutant is a source with one change.
 *
 * @typedef {object} Mutant
 * @property {number} begin  the bytes that are changed
 * @property {number} end
 * @property {'replace' | 'flip' | 'remove'} how  another expression, the opposite of a condition, or nothing
 * @property {string} with  the expression in its place
 * @property {string} change  what it is, to be read: `a < b` → `a <= b`
 * @property {boolean} isStatic  in what the compiler computes, where no variable can choose
 *
 * @typedef {object} Context
 * @property {Node | undefined} parent
 * @property {Node | undefined} grandparent
 * @property {boolean} isStatic
 * @property {boolean} isCondition  decides between two ways
 * @property {boolean} isStatement
 */

/** What a comparison is changed to: the other side of its limit, and its opposite. */
const comparisons = new Map([
  ['<', ['<=', '>=']],
  ['<=', ['<', '>']],
  ['>', ['>=', '<=']],
  ['>=', ['>', '<']],
  ['==', ['!=']],
  ['!=', ['==']],
])

const others = new Map([
  ['&&', ['||']],
  ['||', ['&&']],
  ['+', ['-']],
  ['-', ['+']],
  ['+=', ['-=']],
  ['-=', ['+=']],
])

/** Nodes that say nothing of their own. */
const wrappers = new Set([
  'ImplicitCastExpr',
  'ParenExpr',
  'ExprWithCleanups',
  'MaterializeTemporaryExpr',
  'CXXBindTemporaryExpr',
  'ConstantExpr',
  'CXXRewrittenBinaryOperator',
])

const effects = new Set([
  'CallExpr',
  'CXXMemberCallExpr',
  'CXXOperatorCallExpr',
  'BinaryOperator',
  'CompoundAssignOperator',
  'UnaryOperator',
])

/**
 * @param {Node[]} tree  of the source, or of one that includes it
 * @param {string} file  as clang names it
 * @param {string} text  what is in it, a character for each byte
 * @returns {Mutant[]} in their order
 */
export function mutantsOf(tree, file, text) {
  // A template is there once for each use, and the body of a lambda twice.
  const found = /** @type {Map<string, Mutant>} */ (new Map())
  const source = new Source(file, text, (mutant) => {
    const key = `${mutant.begin} ${mutant.end} ${mutant.how} ${mutant.with}`
    if (!found.has(key)) found.set(key, mutant)
  })
  for (const node of tree) source.visit(node, outermost)
  return [...found.values()].sort((a, b) => a.begin - b.begin || b.end - a.end)
}

/** @type {Context} */
const outermost = {
  parent: undefined,
  grandparent: undefined,
  isStatic: false,
  isCondition: false,
  isStatement: false,
}

class Source {
  /**
   * @param {string} file
   * @param {string} text
   * @param {(mutant: Mutant) => void} add
   */
  constructor(file, text, add) {
    this.file = file
    this.text = text
    this.add = add
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  visit(node, context) {
    const isHere = node.file === this.file
    if (isHere) this.mutate(node, context)
    const isStatic = context.isStatic || (isHere && this.isComputedEarly(node))
    node.inner.forEach((child, index) => {
      if (isUnwritten(node, index)) return
      this.visit(child, {
        parent: wrappers.has(node.kind) ? context.parent : node,
        grandparent: wrappers.has(node.kind) ? context.grandparent : context.parent,
        isStatic,
        isCondition: isConditionOf(node, index) || (wrappers.has(node.kind) && context.isCondition),
        isStatement: isStatementOf(node, index) || (wrappers.has(node.kind) && context.isStatement),
      })
    })
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  mutate(node, context) {
    if (node.kind.endsWith('Operator') || node.kind === 'CXXOperatorCallExpr') this.operator(node, context)
    if (/^(Integer|Floating)Literal$/.test(node.kind)) this.number(node, context)
    if (node.kind === 'CXXBoolLiteralExpr') {
      this.replace(node, this.textOf(node) === 'true' ? 'false' : 'true', context)
    }
    if (context.isCondition && this.isPlain(node)) this.flip(node, context)
    if (context.isStatement && effects.has(node.kind)) this.remove(node, context)
    if (node.kind === 'ReturnStmt' && isEarly(context)) this.remove(node, context)
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  operator(node, context) {
    if (this.isNot(node)) return this.flip(node, context)
    const parts = this.partsOf(node)
    if (parts === undefined || node.type.includes('*')) return
    const { left, operator, right } = parts
    for (const other of comparisons.get(operator) ?? []) this.replace(node, left + other + right, context)
    // Two strings are joined by a plus too, and have no difference.
    if (node.kind === 'CXXOperatorCallExpr') return
    for (const other of others.get(operator) ?? []) this.replace(node, left + other + right, context)
  }

  /**
   * The text around a binary operator. clang says what it is called with; what is written is what is changed.
   * @param {Node} node
   */
  partsOf(node) {
    const [left, right] = node.kind === 'CXXOperatorCallExpr' ? node.inner.slice(1) : node.inner
    if (left === undefined || right === undefined || right.file !== this.file) return undefined
    const between = this.text.slice(left.end, right.begin)
    const operator = between.replaceAll(/\/\/.*|[\s()]/g, '')
    const at = between.indexOf(operator)
    if (left.end > right.begin || operator === '' || at < 0) return undefined
    return {
      left: this.text.slice(node.begin, left.end + at),
      operator,
      right: this.text.slice(left.end + at + operator.length, node.end),
    }
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  number(node, context) {
    const text = this.textOf(node)
    this.replace(node, `${text} + 1`, context)
    this.replace(node, `${text} - 1`, context)
  }

  /**
   * Whether a condition is neither made of others nor a comparison, which have mutants of their own.
   * @param {Node} node
   */
  isPlain(node) {
    if (wrappers.has(node.kind) || node.kind === 'CXXBoolLiteralExpr') return false
    if (node.kind === 'UnaryOperator' && this.text[node.begin] === '!') return false
    const { operator = '' } = this.partsOf(node) ?? {}
    const isOperator = node.kind.endsWith('Operator') || node.kind === 'CXXOperatorCallExpr'
    return !(isOperator && (comparisons.has(operator) || operator === '&&' || operator === '||'))
  }

  /**
   * A comparison by != is made of one by == and a negation of it that is not in the text.
   * @param {Node} node
   */
  isNot(node) {
    return node.kind === 'UnaryOperator' && /^!(?!=)/.test(this.text.slice(node.begin, node.begin + 2))
  }

  /** @param {Node} node */
  isComputedEarly(node) {
    if (!/^(Function|CXXMethod|Var)Decl$/.test(node.kind) || !node.isConstexpr) return false
    // So is a lambda that could be computed early, though nobody says so.
    return /\bconstexpr\b/.test(this.textOf(node).split('{')[0] ?? '') && !this.isVariable(node)
  }

  /**
   * Of a variable of a header the word is taken away.
   * @param {Node} node
   */
  isVariable(node) {
    return node.kind === 'VarDecl' && this.textOf(node).startsWith('inline constexpr')
  }

  /** @param {Node} node */
  textOf(node) {
    return this.text.slice(node.begin, node.end)
  }

  /**
   * @param {Node} node
   * @param {string} other
   * @param {Context} context
   */
  replace(node, other, { isStatic }) {
    const change = `${inline(this.textOf(node))} → ${inline(other)}`
    this.add({ begin: node.begin, end: node.end, how: 'replace', with: other, change, isStatic })
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  flip(node, { isStatic }) {
    const text = inline(this.textOf(node))
    const other = text.startsWith('!') ? text.slice(1) : `!${text}`
    const change = `${text} → ${other}`
    this.add({ begin: node.begin, end: node.end, how: 'flip', with: '', change, isStatic })
  }

  /**
   * @param {Node} node
   * @param {Context} context
   */
  remove(node, { isStatic }) {
    const semicolon = this.text.indexOf(';', node.end)
    if (this.text.slice(node.end, semicolon).trim() !== '') return
    const change = `${inline(this.textOf(node))}; → ;`
    this.add({ begin: node.begin, end: semicolon + 1, how: 'remove', with: '', change, isStatic })
  }
}

/** @param {string} text */
function inline(text) {
  return text.replaceAll(/\s+/g, ' ')
}

/**
 * @param {Node} node
 * @param {number} index  which of its parts
 */
function isConditionOf(node, index) {
  if (node.kind === 'IfStmt') return index === (node.hasInit ? 1 : 0) && !node.hasVar
  if (node.kind === 'WhileStmt') return index === 0 && !node.hasVar
  if (node.kind === 'ForStmt') return index === 2
  if (node.kind === 'ConditionalOperator') return index === 0
  return node.opcode === '&&' || node.opcode === '||'
}

/**
 * What a loop over a range is made of, between the range and the variable: the iterators, their comparison and the step.
 * @param {Node} node
 * @param {number} index
 */
function isUnwritten({ kind, inner }, index) {
  return kind === 'CXXForRangeStmt' && index > inner.length - 7 && index < inner.length - 2
}

/**
 * @param {Node} node
 * @param {number} index
 */
function isStatementOf(node, index) {
  if (node.kind === 'CompoundStmt') return true
  if (node.kind === 'IfStmt') return index > (node.hasInit || node.hasVar ? 1 : 0)
  if (/^(Case|Default|While|For|CXXForRange)Stmt$/.test(node.kind)) return index === node.inner.length - 1
  return false
}

/**
 * A return is early where the function goes on after the statement that it is in.
 * @param {Context} context
 */
function isEarly({ parent, grandparent }) {
  const holder = parent?.kind === 'CompoundStmt' ? grandparent : parent
  return holder?.kind === 'IfStmt'
    ? !holder.hasElse
    : /^(While|For|CXXForRange)Stmt$/.test(holder?.kind ?? '')
}
