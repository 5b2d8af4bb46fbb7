import { startCore } from '../lib/core.js'
import { element, make, makeButton } from '../lib/dom.js'
import { createAnatomy } from '../token/anatomy.js'
import { showRules } from '../token/rules.js'
import { exampleNames, makeExample } from './examples.js'
import { algorithms, createPolicyVerifier } from './policy.js'

/** @import { Algorithm, Verifier } from 'holoband' */
/** @import { Policy } from './policy.js' */

const part = {
  bench: element('bench', HTMLFormElement),
  token: element('token', HTMLTextAreaElement),
  kind: element('key-kind', HTMLSelectElement),
  keyField: element('key-field', HTMLElement),
  keyLabel: element('key-label', HTMLElement),
  keyText: element('key-text', HTMLTextAreaElement),
  alg: element('alg', HTMLSelectElement),
  issuer: element('issuer', HTMLInputElement),
  audience: element('audience', HTMLInputElement),
  typ: element('typ', HTMLInputElement),
  verdict: element('verdict', HTMLElement),
  rules: element('rules', HTMLElement),
  card: element('anatomy-card', HTMLElement),
}

const labels = Object.freeze({
  demo: '',
  jwk: 'Your JWK or JWK Set',
  pem: 'Your PEM',
  utf8: 'Your secret, as text',
  base64url: 'Your secret, in base64url',
})

part.alg.append(...algorithms.map((alg) => new Option(alg, alg)))
const anatomy = createAnatomy(element('anatomy', HTMLElement))
const problem = await startCore()
// All that this page ever asks a server for; what is pasted below stays here.
const demo = await lookUp()
/** @type {Verifier | undefined} */
let verifier

if (problem === '') start()
else tell('bad', problem)

async function lookUp() {
  const [setting, jwks] = await Promise.all(
    ['/demo/setting', '/.well-known/jwks.json'].map(async (path) => (await fetch(path)).json()),
  )
  return { ...setting, keyText: jwks.keys.length === 0 ? '' : JSON.stringify(jwks) }
}

function start() {
  part.bench.addEventListener('submit', (event) => event.preventDefault())
  part.bench.addEventListener('input', () => judge())
  part.kind.addEventListener('change', () => changeKind())
  const chips = exampleNames.map((name) =>
    make(
      'li',
      '',
      makeButton(name, () => takeExample(name), 'small'),
    ),
  )
  element('examples', HTMLElement).replaceChildren(...chips)
  if (demo.keyText === '') part.kind.value = 'jwk'
  changeKind()
  setInterval(() => {
    anatomy.tick()
    // What a token is may change with the time alone.
    if (verifier !== undefined && !part.card.hidden) showVerdict(verifier)
  }, 1000)
}

/** Another key is another issuer: nothing of the policy before is kept. */
function changeKind() {
  const own = part.kind.value === 'demo' ? demo : { issuer: '', audience: '', typ: '' }
  part.keyText.value = ''
  part.alg.value = ''
  part.issuer.value = own.issuer ?? ''
  part.audience.value = own.audience
  part.typ.value = own.typ
  judge()
}

/** @param {string} name */
function takeExample(name) {
  const { token, policy } = makeExample(name)
  part.token.value = token
  part.kind.value = policy.kind
  part.keyText.value = policy.keyText
  part.alg.value = policy.alg
  part.issuer.value = policy.issuer
  part.audience.value = policy.audience
  part.typ.value = policy.typ
  judge()
}

/** @returns {Policy} */
function readPolicy() {
  const kind = /** @type {Policy['kind']} */ (part.kind.value)
  return {
    kind,
    keyText: kind === 'demo' ? demo.keyText : part.keyText.value,
    alg: /** @type {Algorithm | ''} */ (part.alg.value),
    issuer: part.issuer.value.trim(),
    audience: part.audience.value.trim(),
    typ: part.typ.value.trim(),
  }
}

function judge() {
  const policy = readPolicy()
  part.keyField.hidden = policy.kind === 'demo'
  part.keyLabel.textContent = labels[policy.kind]
  const token = part.token.value.trim()
  part.card.hidden = token === ''
  if (token !== '') anatomy.show(token)
  verifier?.dispose()
  const made = createPolicyVerifier(policy)
  verifier = made.verifier
  if (verifier === undefined) return tell('', made.problem)
  if (token === '') return tell('', 'Nothing to judge yet.')
  showVerdict(verifier)
}

/** @param {Verifier} judging */
function showVerdict(judging) {
  const token = part.token.value.trim()
  const result = judging.check(token)
  showRules(part.rules, judging.explain(token))
  part.verdict.className = result.ok ? 'verdict good' : 'verdict bad'
  const unchecked = [part.issuer, part.audience]
    .filter(({ value }) => value.trim() === '')
    .map(({ id }) => id)
  const caveat = unchecked.length === 0 ? '' : ` Not checked: ${unchecked.join(' and ')}.`
  const verdict = result.ok
    ? [make('strong', '', '✓ Accepted.'), ` Every rule holds.${caveat}`]
    : [make('strong', '', '✕ Refused: '), result.message, ' ', make('code', '', result.code)]
  const text = verdict.map((piece) => (typeof piece === 'string' ? piece : piece.textContent)).join('')
  // Announced when it changes, and not once a second.
  if (part.verdict.textContent !== text) part.verdict.replaceChildren(...verdict)
}

/**
 * @param {'' | 'bad'} kind
 * @param {string} sentence
 */
function tell(kind, sentence) {
  part.rules.replaceChildren()
  part.verdict.className = `verdict ${kind}`
  part.verdict.textContent = sentence
}
