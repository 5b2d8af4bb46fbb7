// What the tests of the installed package share.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importable } from '../../scripts/lib/exports.js'
import { root } from '../support/process.js'

/** @type {import('../../scripts/lib/exports.js').Manifest & Record<string, unknown>} */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What programs can import, as package.json names it: `.`, `./session`, … */
export const programSubpaths = importable(manifest).map(([subpath]) => subpath)

/** The files behind them, as paths in dist/. */
export const entries = importable(manifest).map(([, entry]) => entry)
