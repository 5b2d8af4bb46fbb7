// The frame of every script: a failure is a message and an exit code, not a stack trace.
import process from 'node:process'
import { say } from './progress.js'

/** @param {() => Promise<void>} work */
export async function main(work) {
  try {
    await work()
  } catch (error) {
    const debug = process.env.HOLOBAND_DEBUG && error instanceof Error ? error.stack : undefined
    say(`\n${debug ?? (error instanceof Error ? error.message : String(error))}`)
    process.exitCode = 1
  }
}
