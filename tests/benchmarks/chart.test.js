import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseFragment } from 'parse5'
import { barChart } from '../../benchmarks/chart.js'
import { root } from '../support/process.js'

/** @import { DefaultTreeAdapterTypes } from 'parse5' */
/** @typedef {DefaultTreeAdapterTypes.Element} Element */

/**
 * All elements of a chart. What a parser has to mend is an error, and so is an element that ends for another one.
 *
 * @param {string} svg
 * @returns {Element[]}
 */
function elementsOf(svg) {
  const fragment = parseFragment(svg, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }) => assert.fail(`${code} in line ${startLine}`),
  })
  /** @type {(node: DefaultTreeAdapterTypes.ParentNode) => Element[]} */
  const all = (node) =>
    node.childNodes.flatMap((/** @type {DefaultTreeAdapterTypes.ChildNode} */ child) =>
      'tagName' in child ? [child, .../** @type {Element[]} */ (all(child))] : [],
    )
  const elements = /** @type {Element[]} */ (all(fragment))
  assert.equal(elements[0]?.tagName, 'svg')
  const closed = svg.match(/<\/|\/>/g)?.length
  assert.equal(closed, elements.length, 'every element is closed')
  return elements
}

const chart = {
  title: 'verify <HS256> & "others"',
  description: 'ours 100 and 200',
  series: ['Node.js 20', 'Node.js 26'],
  bars: [
    { label: 'ours', ours: true, values: [100, 200] },
    { label: '<b>theirs</b>', ours: false, values: [50, undefined] },
  ],
  format: String,
}

/** @param {Element} element @param {string} name */
const attribute = (element, name) => element.attrs.find((each) => each.name === name)?.value

test('a chart is well-formed, and tells what it shows to those that do not see it', () => {
  const elements = elementsOf(barChart(chart))
  const [svg] = elements
  assert.ok(svg)
  assert.equal(attribute(svg, 'role'), 'img')
  const labels = String(attribute(svg, 'aria-labelledby')).split(' ')
  const named = labels.map((id) => elements.find((element) => attribute(element, 'id') === id)?.tagName)
  assert.deepEqual(named, ['title', 'desc'])
})

test('text of a chart is text, whatever characters it has', () => {
  const svg = barChart(chart)
  assert.match(svg, /verify &lt;HS256&gt; &amp; &quot;others&quot;/)
  assert.ok(!elementsOf(svg).some(({ tagName }) => tagName === 'b'))
})

test('bars are as long as their values, beginning with nothing, and one that is missing is named', () => {
  const svg = barChart(chart)
  const lengths = elementsOf(svg)
    .filter((element) => element.tagName === 'rect' && attribute(element, 'x') === '290')
    .map((element) => Number(attribute(element, 'width')))
  assert.equal(lengths.length, 4)
  const [first = 0, second = 0, third = 0, fourth] = lengths
  assert.equal(second, 2 * first)
  assert.equal(third, first / 2)
  assert.equal(fourth, 0)
  assert.match(svg, />missing</)
})

test('a chart has colours for light pages and for dark ones', () => {
  assert.match(barChart(chart), /@media \(prefers-color-scheme: dark\)/)
})

test('every chart of the documents is well-formed', () => {
  const folder = join(root, 'docs', 'benchmarks')
  const files = readdirSync(folder)
  assert.ok(files.length > 0)
  for (const file of files) elementsOf(readFileSync(join(folder, file), 'utf8'))
})
