// HTTP/2 in front of a service: Chromium sends streams as bodies over nothing older.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, createSecureServer } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLost } from './service.js'

/** @import { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2' */
/** @import { AddressInfo } from 'node:net' */

/**
 * Serves a web-standard handler on `https://localhost:port`, with a certificate that nobody vouches for.
 *
 * @param {(request: Request) => Promise<Response>} handle
 */
export async function serveHttp2(handle) {
  const server = createSecureServer(makeCertificate())
  /** @type {Set<ServerHttp2Session>} */
  const open = new Set()
  server.on('session', (session) => {
    open.add(session)
    session.once('close', () => open.delete(session))
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const session of open) session.destroy()
  }
  const origin = `https://localhost:${/** @type {AddressInfo} */ (server.address()).port}`
  server.on('stream', (stream, headers) => {
    // A page that is closed breaks off what it was loading.
    stream.on('error', () => {})
    answer(stream, headers).catch(() => stream.destroy())
  })
  return { origin, close }

  /**
   * @param {ServerHttp2Stream} stream
   * @param {IncomingHttpHeaders} fields
   */
  async function answer(stream, fields) {
    const { ':method': method = '', ':path': path = '' } = fields
    const headers = new Headers()
    for (const [name, value] of Object.entries(fields)) {
      if (!name.startsWith(':')) headers.set(name, String(value))
    }
    const body = method === 'POST' ? new Uint8Array(await read(stream)) : null
    const response = await handle(new Request(origin + path, { method, headers, body }))
    if (isLost(response)) return stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    // Nobody is there any more to be answered.
    if (stream.destroyed) return
    stream.respond({
      ':status': response.status,
      ...Object.fromEntries(response.headers),
      'set-cookie': response.headers.getSetCookie(),
    })
    stream.end(new Uint8Array(await response.arrayBuffer()))
  }
}

/** @param {ServerHttp2Stream} stream */
async function read(stream) {
  /** @type {Buffer[]} */
  const parts = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-http2-'))
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const about = ['-subj', '/CN=localhost', '-days', '2', '-keyout', 'key.pem', '-out', 'cert.pem']
    execFileSync('openssl', ['req', ...kind, ...about], { cwd: folder, stdio: 'ignore' })
    return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
