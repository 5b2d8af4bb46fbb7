// All mutants of a source in one: each change is there beside what it is a change of, and a number chooses.

/** @typedef {import('./mutants.js').Mutant} Mutant */
/** @typedef {Mutant & { id: number }} Numbered */

/** What every source that holds mutants has to be compiled with. */
export const chooser = `#pragma once
#include <cstdlib>

// Where the compiler computes, the number is fixed when a source is compiled.
#ifndef HOLOBAND_STATIC_MUTANT
#define HOLOBAND_STATIC_MUTANT 0
#endif

inline bool holoband_mutant(int id) {
  static const int chosen = [] {
    const char* text = std::getenv("HOLOBAND_MUTANT");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return chosen == id;
}
`

/**
 * @param {string} text
 * @param {readonly Numbered[]} mutants  those of the text, in their order
 * @returns {string}
 */
export function withMutants(text, mutants) {
  const groups = grouped(mutants)
  /**
   * @param {number} begin
   * @param {number} end
   * @param {readonly Numbered[][]} inside
   * @returns {string}
   */
  const render = (begin, end, inside) => {
    let result = ''
    let at = begin
    for (let index = 0; index < inside.length; ) {
      const group = inside[index] ?? []
      const [first] = group
      if (first === undefined) break
      const rest = inside.slice(index + 1)
      const count = rest.findIndex(([other]) => other !== undefined && other.begin >= first.end)
      const within = count < 0 ? rest : rest.slice(0, count)
      result += text.slice(at, first.begin) + choice(group, render(first.begin, first.end, within))
      at = first.end
      index += within.length + 1
    }
    return result + text.slice(at, end)
  }
  // A variable that a number has a part in is not computed by the compiler any more.
  return render(0, text.length, groups).replaceAll(
    /^inline constexpr (?=.*\bholoband_mutant\b)/gm,
    'inline const ',
  )
}

/**
 * Those that change the same text belong together, and a statement is around the expression that it consists of.
 * @param {readonly Numbered[]} mutants
 */
function grouped(mutants) {
  const groups = /** @type {Map<string, Numbered[]>} */ (new Map())
  const sorted = [...mutants].sort((a, b) => a.begin - b.begin || b.end - a.end)
  for (const mutant of sorted) {
    const key = `${mutant.begin} ${mutant.end}`
    groups.set(key, [...(groups.get(key) ?? []), mutant])
  }
  return [...groups.values()]
}

/**
 * @param {readonly Numbered[]} group
 * @param {string} original
 */
function choice(group, original) {
  let result = original
  for (const mutant of group) {
    const isChosen = mutant.isStatic
      ? `(HOLOBAND_STATIC_MUTANT == ${mutant.id})`
      : `holoband_mutant(${mutant.id})`
    if (mutant.how === 'remove') result = `{ if (!${isChosen}) ${result} }`
    else if (mutant.how === 'flip') result = `(${isChosen} != static_cast<bool>(${result}))`
    else result = `(${isChosen} ? (${mutant.with}) : (${result}))`
  }
  return result
}
