import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { readJson } from 'holoband/session'

/**
 * @param {BodyInit | null} body
 * @param {Record<string, string>} [headers]
 */
function request(body, headers = { 'content-type': 'application/json' }) {
  /** @type {RequestInit & { duplex: 'half' }} */
  const init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('https://app.example/', init)
}

/** @param {Uint8Array[]} chunks */
function streamOf(chunks) {
  const seen = { pulled: 0, cancelled: false }
  const stream = new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[seen.pulled++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk)
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { seen, stream }
}

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)

describe('readJson', () => {
  test('reads an object, whatever pieces it arrives in', async () => {
    assert.deepEqual(await readJson(request('{"a":[1,"\u00e9"]}')), { a: [1, '\u00e9'] })
    const pieces = [...bytes('{"a":"\u20ac"}')].map((byte) => new Uint8Array([byte]))
    assert.deepEqual(await readJson(request(streamOf(pieces).stream)), { a: '\u20ac' })
  })

  test('takes application/json with or without its charset', async () => {
    for (const type of [
      'application/json',
      'Application/JSON',
      'application/json; charset=utf-8',
      'application/json ;charset="UTF-8"',
    ]) {
      assert.deepEqual(await readJson(request('{}', { 'content-type': type })), {}, type)
    }
  })

  // Any page can send the types of an HTML form across sites without asking first.
  test('refuses every other type, those of HTML forms above all', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/plain; x=application/json',
      'application/json, text/plain',
      'application/json; charset=utf-16',
      'application/jsonp',
      'application/ld+json',
      '',
    ]) {
      const headers = { 'content-type': type }
      await assert.rejects(readJson(request('{}', headers)), { code: 'ERR_MEDIA_TYPE_UNSUPPORTED' }, type)
    }
    await assert.rejects(readJson(request(bytes('{}'), {})), { code: 'ERR_MEDIA_TYPE_UNSUPPORTED' })
  })

  test('takes exactly 16384 bytes and not one more', async () => {
    const text = (/** @type {number} */ size) => JSON.stringify({ a: 'x'.repeat(size - '{"a":""}'.length) })
    assert.equal(Object.keys(await readJson(request(text(16384)))).length, 1)
    await assert.rejects(readJson(request(text(16385))), { code: 'ERR_REQUEST_TOO_LARGE' })
  })

  test('counts while it reads, and stops reading at the first byte too many', async () => {
    const chunk = bytes(' '.repeat(600))
    const { seen, stream } = streamOf(Array.from({ length: 1000 }, () => chunk))
    await assert.rejects(readJson(request(stream), { maxBytes: 1000 }), { code: 'ERR_REQUEST_TOO_LARGE' })
    assert.equal(seen.cancelled, true)
    assert.ok(seen.pulled <= 3, `${seen.pulled} chunks were read`)
  })

  test('refuses what is too large at once, though a copy of the request is kept, or its stream cannot be stopped', async () => {
    const original = request(JSON.stringify({ a: 'x'.repeat(20_000) }))
    await assert.rejects(readJson(original.clone()), { code: 'ERR_REQUEST_TOO_LARGE' })
    for (const cancel of [() => new Promise(() => {}), () => Promise.reject(new Error('not now'))]) {
      const stream = new ReadableStream({
        pull: (controller) => controller.enqueue(bytes('x'.repeat(600))),
        cancel,
      })
      await assert.rejects(readJson(request(stream)), { code: 'ERR_REQUEST_TOO_LARGE' })
    }
  })

  test('believes a declared length only where it is too large', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '5000' }
    const { seen, stream } = streamOf([bytes('{}')])
    await assert.rejects(readJson(request(stream, headers), { maxBytes: 1000 }), {
      code: 'ERR_REQUEST_TOO_LARGE',
    })
    assert.equal(seen.pulled, 0)
    const lying = { ...headers, 'content-length': '2' }
    const long = bytes(JSON.stringify({ a: 'x'.repeat(1000) }))
    await assert.rejects(readJson(request(long, lying), { maxBytes: 1000 }), {
      code: 'ERR_REQUEST_TOO_LARGE',
    })
  })

  test('refuses what is not one JSON object in UTF-8', async () => {
    for (const body of [
      '',
      ' ',
      '[]',
      'null',
      '1',
      '"a"',
      '{',
      '{}x',
      "{'a':1}",
      '{"a":NaN}',
      '\ufeff{}',
      '['.repeat(16000),
    ]) {
      await assert.rejects(readJson(request(bytes(body))), { code: 'ERR_REQUEST_INVALID' }, body.slice(0, 9))
    }
    await assert.rejects(readJson(request(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))), {
      code: 'ERR_REQUEST_INVALID',
    })
    await assert.rejects(readJson(request(null)), { code: 'ERR_REQUEST_INVALID' })
  })

  test('changes no prototype', async () => {
    const body = await readJson(request('{"__proto__":{"admin":true}}'))
    assert.equal(body.admin, undefined)
    assert.equal(Object.getPrototypeOf(body), Object.prototype)
  })

  test('says nothing of the text it refuses, which may hold a password', async () => {
    await assert.rejects(readJson(request('{"password":"hunter2"')), (error) => {
      assert.ok(error instanceof HolobandError)
      assert.equal(error.cause, undefined)
      return !`${error.stack}`.includes('hunter2')
    })
  })

  test('takes a body that breaks off for a bad request, not for a failure of the server', async () => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) })
    await assert.rejects(readJson(request(stream)), { code: 'ERR_REQUEST_INVALID' })
  })

  test('refuses options that do not exist or have another type', async () => {
    await assert.rejects(readJson(request('{}'), JSON.parse('{"limit":1}')), { code: 'ERR_OPTION_UNKNOWN' })
    for (const maxBytes of ['1', 1.5, Number.NaN, null]) {
      const options = JSON.parse(JSON.stringify({ maxBytes: Number.isNaN(maxBytes) ? 'NaN' : maxBytes }))
      await assert.rejects(readJson(request('{}'), options), { code: 'ERR_INVALID_ARG_TYPE' })
    }
  })
})
