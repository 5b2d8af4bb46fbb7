import { report } from './report.js'

const worker = new Worker('/assets/app/worker.js', { type: 'module' })
worker.onmessage = ({ data }) => report(data)
worker.onerror = ({ message }) => report(message ?? 'the worker did not start')
