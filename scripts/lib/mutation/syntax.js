// The syntax tree of a C++ source, as clang tells it: every node with the bytes of the file that it stands for.
import { run } from '../run.js'

/**
 * What is used of a node of clang's `-ast-dump=json`.
 *
 * @typedef {object} RawNode
 * @property {string} [kind]
 * @property {RawPlace} [loc]
 * @property {{ begin?: RawPlace, end?: RawPlace }} [range]
 * @property {{ qualType?: string }} [type]
 * @property {string} [opcode]
 * @property {boolean} [hasInit]
 * @property {boolean} [hasVar]
 * @property {boolean} [hasElse]
 * @property {boolean} [constexpr]
 * @property {RawNode[]} [inner]
 *
 * @typedef {object} RawPlace
 * @property {number} [offset]
 * @property {string} [file]  left out where it is that of the place before
 * @property {number} [tokLen]
 * @property {RawPlace} [spellingLoc]
 * @property {RawPlace} [expansionLoc]
 *
 * @typedef {object} Node
 * @property {string} kind
 * @property {string} file  empty where the node is of no file, such as what a macro made
 * @property {number} begin
 * @property {number} end
 * @property {string} type
 * @property {string} opcode  of an operator that is built in
 * @property {boolean} hasInit
 * @property {boolean} hasVar
 * @property {boolean} hasElse
 * @property {boolean} isConstexpr
 * @property {Node[]} inner
 */

/**
 * @param {string} file   a source, with its whole path
 * @param {string[]} flags  how it is compiled
 * @returns {Promise<Node[]>} what it declares in namespace holoband, and what the headers that it includes do
 */
export async function syntaxOf(file, flags) {
  const dump = ['-fsyntax-only', '-Xclang', '-ast-dump=json', '-Xclang', '-ast-dump-filter=holoband']
  const { stdout } = await run('clang++', ['-w', ...flags, ...dump, file])
  return documents(stdout).map((raw) => located(raw))
}

/**
 * clang writes one document after the other.
 * @param {string} text
 */
function documents(text) {
  const parts = text.split(/^\}\n/m).filter((part) => part.trim() !== '')
  return parts.map((part) => /** @type {RawNode} */ (JSON.parse(`${part}}`)))
}

/**
 * A place has its file only where the one before it, in the order of the text, was in another.
 * @param {RawNode} document
 */
function located(document) {
  let file = ''
  /** @param {RawPlace | undefined} place */
  const seen = (place) => {
    if (place === undefined) return undefined
    if (place.spellingLoc || place.expansionLoc) {
      seen(place.spellingLoc)
      seen(place.expansionLoc)
      return undefined
    }
    file = place.file ?? file
    return place.offset === undefined ? undefined : { file, at: place.offset, length: place.tokLen ?? 0 }
  }
  /**
   * @param {RawNode} raw
   * @returns {Node}
   */
  const visit = (raw) => {
    seen(raw.loc)
    const begin = seen(raw.range?.begin)
    const end = seen(raw.range?.end)
    const isWhole = begin !== undefined && end !== undefined && begin.file === end.file
    return asWritten({
      kind: raw.kind ?? '',
      file: isWhole ? begin.file : '',
      begin: isWhole ? begin.at : 0,
      end: isWhole ? end.at + end.length : 0,
      type: raw.type?.qualType ?? '',
      opcode: raw.opcode ?? '',
      hasInit: raw.hasInit ?? false,
      hasVar: raw.hasVar ?? false,
      hasElse: raw.hasElse ?? false,
      isConstexpr: raw.constexpr ?? false,
      inner: (raw.inner ?? []).map(visit),
    })
  }
  return visit(document)
}

/**
 * The compiler may exchange the operands of a comparison.
 * @param {Node} node
 */
function asWritten(node) {
  const [callee, right, left] = node.inner
  if (node.kind !== 'CXXOperatorCallExpr' || !callee || !left || !right || left.begin > right.begin)
    return node
  return { ...node, begin: left.begin, end: right.end, inner: [callee, left, right] }
}
