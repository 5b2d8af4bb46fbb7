import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { toNodeListener } from 'holoband/node'
import { SettingError } from './settings.js'

/** @import { FetchHandler } from 'holoband/node' */

/**
 * listen serves a handler until a signal ends the process, and says where.
 *
 * @param {FetchHandler} handler
 * @param {{ port: number, origin: string, name: string, close?: () => void }} options
 */
export async function listen(handler, { port, origin, name, close = () => {} }) {
  const server = createServer({ requestTimeout: 15_000 }, toNodeListener(handler, { origin }))
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SettingError(`Cannot listen on port ${port} (${code}); PORT chooses another.`)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close(close)
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 3000).unref()
    })
  }
  console.log(`${name} is listening at ${origin}`)
}

/**
 * main runs a program, and ends it with a sentence where a setting is at fault.
 *
 * @param {() => Promise<void>} run
 */
export async function main(run) {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}
