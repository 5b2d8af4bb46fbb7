// Horizontal bars as SVG, for pages that are light or dark.

/**
 * `values` has one for each series; undefined where there is none.
 *
 * @typedef {{ label: string, ours: boolean, values: readonly (number | undefined)[] }} Bar
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} description for those that do not see it
 * @property {readonly string[]} series
 * @property {readonly Bar[]} bars
 * @property {(value: number) => string} format
 */

const width = 860
const labelWidth = 290
const valueWidth = 90
const barHeight = 13
const gap = 10
const top = 58

// The colours have a contrast of more than 3 to 1 with the background of either kind of page, and the texts of 4.5.
const style = `
    text { font: 12px system-ui, sans-serif; fill: #1f2328 }
    .title { font-size: 15px; font-weight: 600 }
    .ours { font-weight: 600 }
    .s0 { fill: #6e7781 } .s1 { fill: #8c959f }
    .ours.s0 { fill: #0969da } .ours.s1 { fill: #218bff }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .s0 { fill: #8b949e } .s1 { fill: #6e7681 }
      .ours.s0 { fill: #58a6ff } .ours.s1 { fill: #1f6feb }
    }
  `

/** @param {Chart} chart */
export function barChart({ title, description, series, bars, format }) {
  const rowHeight = series.length * barHeight + gap
  const height = top + bars.length * rowHeight
  const most = Math.max(...bars.flatMap(({ values }) => values.map((value) => value ?? 0)), Number.MIN_VALUE)
  const scale = (width - labelWidth - valueWidth) / most
  const rows = bars.map((bar, index) => row(bar, top + index * rowHeight, scale, format))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">${escaped(title)}</title>
  <desc id="description">${escaped(description)}</desc>
  <style>${style}</style>
  <text class="title" x="0" y="16">${escaped(title)}</text>
${series.map(legend).join('\n')}
${rows.join('\n')}
</svg>
`
}

/** @param {string} name @param {number} index */
function legend(name, index) {
  const x = index * 200
  return `  <rect class="s${index}" x="${x}" y="28" width="12" height="12"/><text x="${x + 18}" y="38">${escaped(name)}</text>`
}

/**
 * @param {Bar} bar
 * @param {number} y
 * @param {number} scale
 * @param {Chart['format']} format
 */
function row({ label, ours, values }, y, scale, format) {
  const mark = ours ? 'ours ' : ''
  const middle = y + (values.length * barHeight) / 2 + 4
  const drawn = values.map((value, index) => {
    const at = y + index * barHeight
    const length = ((value ?? 0) * scale).toFixed(1)
    const text = value === undefined ? 'missing' : format(value)
    const end = labelWidth + Number(length) + 6
    return `  <rect class="${mark}s${index}" x="${labelWidth}" y="${at}" width="${length}" height="${barHeight - 2}"/><text x="${end.toFixed(1)}" y="${at + 10}">${escaped(text)}</text>`
  })
  return [
    `  <text${ours ? ' class="ours"' : ''} x="0" y="${middle}">${escaped(label)}</text>`,
    ...drawn,
  ].join('\n')
}

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
