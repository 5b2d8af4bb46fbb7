import { make } from '../lib/dom.js'

/** @import { Explanation, RuleReport } from 'holoband' */

const outcomes = Object.freeze({
  pass: { mark: '✓', word: 'holds' },
  fail: { mark: '✕', word: 'broken' },
  skipped: { mark: '·', word: 'not looked at' },
})

/**
 * showRules lists what every rule of the verifier says, in the order in which they are applied.
 *
 * @param {HTMLElement} list
 * @param {Explanation} explanation
 */
export function showRules(list, { rules }) {
  list.replaceChildren(...rules.map(ruleLine))
}

/** @param {RuleReport} rule */
function ruleLine({ rule, outcome, text, code }) {
  const { mark, word } = outcomes[outcome]
  const sign = make('span', 'mark', mark)
  sign.setAttribute('aria-hidden', 'true')
  const line = make('li', `rule ${outcome}`, sign, make('span', 'rule-name', rule))
  line.append(make('span', 'hidden', `${word}: `), make('span', 'rule-text', text))
  if (code !== undefined) line.append(make('code', 'rule-code', code))
  return line
}
