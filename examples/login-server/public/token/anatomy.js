import { make } from '../lib/dom.js'
import { drawBand } from './band.js'
import { splitToken } from './parts.js'
import { titleFor, wordsForClaim, wordsForParameter } from './words.js'

/** @import { JsonPart, TokenParts } from './parts.js' */

/**
 * createAnatomy shows a token: the band that its signature draws, its text in three parts, and what each part says.
 *
 * @param {HTMLElement} place
 */
export function createAnatomy(place) {
  const band = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  band.classList.add('band')
  band.setAttribute('aria-hidden', 'true')
  const text = make('p', 'token-text')
  const panels = make('div', 'parts')
  place.replaceChildren(band, text, panels)
  /** @type {(() => void)[]} what changes as time goes by */
  let ticking = []
  let shown = ''

  return {
    /** @param {string} token */
    show(token) {
      if (token === shown) return
      shown = token
      const parts = splitToken(token)
      drawBand(band, parts.signature.bytes ?? new Uint8Array())
      showText(text, parts)
      const payload = panelOf('payload', 'Payload', parts.payload, wordsForClaim)
      const header = panelOf('header', 'Header', parts.header, wordsForParameter)
      panels.replaceChildren(header.panel, payload.panel, signaturePanel(parts))
      ticking = payload.ticking
      place.classList.remove('scanned')
      // Asking for the width lets the browser see the class go, so that the animation begins anew.
      if (place.offsetWidth > 0) place.classList.add('scanned')
    },
    tick() {
      for (const change of ticking) change()
    },
  }
}

/**
 * @param {HTMLElement} place
 * @param {TokenParts} parts
 */
function showText(place, { header, payload, signature, rest }) {
  const named = /** @type {const} */ ([
    ['header', header.text],
    ['payload', payload.text],
    ['signature', signature.text],
  ])
  const spans = named.map(([name, text]) => make('span', `segment ${name}`, text))
  const [first = '', second = '', third = ''] = spans
  place.replaceChildren(first, make('span', 'dot', '.'), second, make('span', 'dot', '.'), third)
  if (rest !== '') place.append(make('span', 'segment surplus', rest))
}

/**
 * @param {'header' | 'payload'} name
 * @param {string} title
 * @param {JsonPart} part
 * @param {(name: string, value: unknown, now: number) => string} words
 */
function panelOf(name, title, { members, problem }, words) {
  const panel = make('section', `part ${name}`, make('h3', '', title))
  /** @type {(() => void)[]} */
  const ticking = []
  if (members === undefined) {
    panel.append(make('p', 'hint', problem))
    return { panel, ticking }
  }
  const list = make('dl', 'members')
  for (const [member, value] of Object.entries(members)) {
    const meaning = make('dd', 'meaning')
    const tick = () => {
      const sentence = words(member, value, Date.now() / 1000)
      if (meaning.textContent !== sentence) meaning.textContent = sentence
    }
    tick()
    const written = make('dd', 'value', JSON.stringify(value))
    const title = titleFor(member, value)
    if (title !== '') written.append(make('span', 'moment', title))
    list.append(make('div', '', make('dt', '', member), written, meaning))
    ticking.push(tick)
  }
  panel.append(list)
  return { panel, ticking }
}

/** @param {TokenParts} parts */
function signaturePanel({ signature: { text, bytes } }) {
  const panel = make('section', 'part signature', make('h3', '', 'Signature'))
  if (text === '') return addHint(panel, 'There is none. Such a token is refused, whatever its header says.')
  if (bytes === undefined) return addHint(panel, 'This is not base64url.')
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  panel.append(make('p', 'bytes', hex.join(' ')))
  return addHint(
    panel,
    `${bytes.length} bytes over the first two parts, dot included. Change one character there, and they no longer fit.`,
  )
}

/**
 * @param {HTMLElement} panel
 * @param {string} text
 */
function addHint(panel, text) {
  panel.append(make('p', 'hint', text))
  return panel
}
