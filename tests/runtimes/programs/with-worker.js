// A page that leaves everything to a module worker.
const worker = new Worker('/page.js', { type: 'module' })
worker.onerror = ({ message }) => fetch('/report', { method: 'POST', body: JSON.stringify(message) })
