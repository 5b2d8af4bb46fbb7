// Which characters of a script were executed, out of what V8 counted in all processes that loaded it.

/**
 * @typedef {{ startOffset: number, endOffset: number, count: number }} Range
 * @typedef {{ url: string, functions: { ranges: Range[] }[] }} Script
 */

export class Executed {
  /** @param {number} length  of the script */
  constructor(length) {
    this.characters = new Uint8Array(length)
  }

  /**
   * The ranges of a process: the function around another comes before it, and so does a block. What is inside counts.
   * @param {Script} script
   */
  add({ functions }) {
    const once = new Uint8Array(this.characters.length)
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        once.fill(count > 0 ? 1 : 0, startOffset, endOffset)
    }
    once.forEach((isExecuted, at) => {
      if (isExecuted) this.characters[at] = 1
    })
  }

  /**
   * @param {number} begin
   * @param {number} end
   */
  addRange(begin, end) {
    this.characters.fill(1, begin, end)
  }

  /** @param {number} at */
  has(at) {
    return this.characters[at] === 1
  }
}
