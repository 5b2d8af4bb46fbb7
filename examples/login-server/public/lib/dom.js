/**
 * element finds a part of the page that its script cannot do without.
 *
 * @template {Element} T
 * @param {string} id
 * @param {{ new (): T }} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`The page has no #${id}.`)
}

/**
 * make makes an element. Text is always text: nothing on these pages is ever parsed as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, className = '', ...children) {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

/**
 * @param {string} text
 * @param {() => void | Promise<void>} action
 * @param {string} [className]
 */
export function makeButton(text, action, className = '') {
  const button = make('button', className, text)
  button.type = 'button'
  button.addEventListener('click', () => void action())
  return button
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 */
export function makeSvg(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...children)
  return made
}

/**
 * say puts a sentence where screen readers announce it, and only where it is news.
 *
 * @param {Element} place
 * @param {string} sentence
 */
export function say(place, sentence) {
  if (place.textContent !== sentence) place.textContent = sentence
}
