import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as onExpress from 'holoband/express'
import * as onFastify from 'holoband/fastify'
import * as onHono from 'holoband/hono'
import * as onKoa from 'holoband/koa'
import * as onNode from 'holoband/node'

/**
 * importsOf gives all that a file imports, also by way of others of this package.
 *
 * @param {URL} file
 * @param {Set<string>} [seen]
 */
function importsOf(file, seen = new Set()) {
  const text = readFileSync(file, 'utf8')
  for (const [, from = ''] of text.matchAll(/^(?:import|export)\s(?:[^'(=]*\sfrom\s)?'([^']+)'/gm)) {
    const next = from.startsWith('.') ? new URL(from, file).href : from
    if (seen.has(next)) continue
    seen.add(next)
    if (from.startsWith('.')) importsOf(new URL(next), seen)
  }
  return [...seen].filter((name) => !name.startsWith('file:'))
}

/** @param {string} name */
const adapter = (name) => new URL(`../../js/adapters/${name}.js`, import.meta.url)

test('each framework has its own entry, with these names and no others', () => {
  assert.deepEqual(Object.keys(onExpress), ['expressAuth', 'expressGuard'])
  assert.deepEqual(Object.keys(onFastify), ['fastifyAuth', 'fastifyGuard'])
  assert.deepEqual(Object.keys(onHono), ['honoAuth', 'honoGuard'])
  assert.deepEqual(Object.keys(onKoa), ['koaAuth', 'koaGuard'])
  assert.deepEqual(Object.keys(onNode), ['nodeGuard', 'toNodeListener'])
})

test('no adapter imports a framework', () => {
  for (const name of ['express', 'fastify', 'koa', 'node']) {
    const foreign = importsOf(adapter(name)).filter((from) => !from.startsWith('node:'))
    assert.deepEqual(foreign, [], name)
  }
})

test('the adapter for Hono imports nothing of Node.js, so that it works in workers', () => {
  assert.deepEqual(importsOf(adapter('hono')), [])
  assert.ok(importsOf(adapter('node')).includes('node:tls'), 'the search finds what there is')
})
