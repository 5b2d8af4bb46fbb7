import { makeSvg } from '../lib/dom.js'

const [width, height] = [1200, 96]
const [strands, steps] = [22, 150]

/**
 * drawBand draws the fine lines of a wristband, as they are on banknotes, from the bytes of a signature: another token has
 * another pattern. It is an ornament; nobody is to verify anything by it.
 *
 * @param {SVGSVGElement} svg
 * @param {Uint8Array} bytes
 */
export function drawBand(svg, bytes) {
  const id = `foil-${svg.id || 'band'}`
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.setAttribute('preserveAspectRatio', 'none')
  const stops = ['0', '1', '2', '3', '4', '5'].map((stop) =>
    makeSvg('stop', { class: `foil-${stop}`, offset: Number(stop) / 5 }),
  )
  const gradient = makeSvg('linearGradient', {
    id,
    x1: 0,
    x2: width,
    y1: 0,
    y2: 0,
    gradientUnits: 'userSpaceOnUse',
  })
  gradient.append(...stops)
  const lines = makeSvg('g', { fill: 'none', stroke: `url(#${id})`, 'stroke-width': 0.9 })
  for (let strand = 0; strand < strands; strand++) {
    lines.append(makeSvg('path', { d: strandPath(strand, bytes), 'vector-effect': 'non-scaling-stroke' }))
  }
  svg.replaceChildren(makeSvg('defs', {}, gradient), lines)
}

/**
 * Two waves, whose lengths and heights come from the signature, each strand a little later than the one before.
 *
 * @param {number} strand
 * @param {Uint8Array} bytes
 */
function strandPath(strand, bytes) {
  const part = (/** @type {number} */ index) => (bytes[index % (bytes.length || 1)] ?? 90 + 37 * index) / 255
  const turn = (strand / strands) * Math.PI * 2
  const [long, short] = [2 + Math.round(part(0) * 3), 7 + Math.round(part(1) * 9)]
  const [phase, twist] = [part(2) * Math.PI * 2, 1 + Math.round(part(3) * 2)]
  const points = []
  for (let step = 0; step <= steps; step++) {
    const along = step / steps
    const angle = along * Math.PI * 2
    const envelope =
      0.45 + 0.3 * Math.sin(angle * long + phase) + 0.2 * Math.sin(angle * (long + 1) - phase * 2)
    const y = Math.sin(angle * short + turn * twist) * envelope * 0.62 + Math.sin(angle * long + turn) * 0.32
    points.push(`${(along * width).toFixed(1)},${(height / 2 + (y * height) / 2.15).toFixed(1)}`)
  }
  return `M${points.join('L')}`
}
