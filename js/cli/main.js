#!/usr/bin/env node
import process from 'node:process'
import { run } from './run.js'

// A write's own callback reports its failure; without a listener the stream would throw it again, as a stack trace.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

// The status is set, not exited with, so that what is still on its way through a pipe arrives.
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})
