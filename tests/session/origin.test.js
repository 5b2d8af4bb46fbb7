import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOriginProof, isOrigin } from '../../js/session/origin.js'

const own = 'https://app.example'

/**
 * @param {Record<string, string>} headers
 * @param {string} [method]
 */
const request = (headers, method = 'POST') => new Request(`${own}/auth/login`, { method, headers })

const proves = createOriginProof()
const provesListed = createOriginProof(['https://web.example', 'capacitor://localhost'])

describe('createOriginProof', () => {
  test('asks nothing of a method that changes nothing', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      assert.equal(
        proves(request({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, method)),
        true,
      )
    }
  })

  test('asks of every other method, also of one nobody has heard of', () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'get-and-set']) {
      assert.equal(proves(request({}, method)), false, method)
      assert.equal(proves(request({ 'sec-fetch-site': 'same-origin' }, method)), true, method)
    }
  })

  test('asks of a WebSocket handshake, which is a GET that no same-origin policy restrains', () => {
    const upgrade = { upgrade: 'WebSocket', connection: 'Upgrade' }
    assert.equal(proves(request({ ...upgrade, origin: 'https://evil.example' }, 'GET')), false)
    assert.equal(proves(request({ ...upgrade, origin: own }, 'GET')), true)
  })

  test('believes the browser that a request is of the same origin', () => {
    assert.equal(proves(request({ 'sec-fetch-site': 'same-origin' })), true)
    assert.equal(proves(request({ 'sec-fetch-site': 'same-origin', origin: 'http://app.example' })), true)
    assert.equal(provesListed(request({ 'sec-fetch-site': 'same-origin' })), true)
  })

  test('refuses a request of any other site that names no listed origin', () => {
    for (const site of [
      'same-site',
      'cross-site',
      'none',
      '',
      'SAME-ORIGIN',
      'same-origin, same-origin',
      'x',
    ]) {
      for (const origin of [
        undefined,
        'https://evil.example',
        'null',
        own,
        'https://web.example.evil.example',
      ]) {
        const headers = { 'sec-fetch-site': site, ...(origin === undefined ? {} : { origin }) }
        assert.equal(proves(request(headers)), false, `${site} ${origin}`)
        if (origin !== own) assert.equal(provesListed(request(headers)), false, `${site} ${origin}`)
      }
    }
  })

  test('does not take the own origin as proof against a browser that says cross-site', () => {
    // Behind a proxy that ends TLS, the own origin is http://, which an attacker on the network can serve a page from.
    const crossed = new Request('http://app.example/', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'http://app.example' },
    })
    assert.equal(proves(crossed), false)
  })

  test('lets a listed origin in, from whatever site the browser says it is', () => {
    for (const site of [undefined, 'same-site', 'cross-site', 'none']) {
      for (const origin of ['https://web.example', 'capacitor://localhost']) {
        const headers = { origin, ...(site === undefined ? {} : { 'sec-fetch-site': site }) }
        assert.equal(provesListed(request(headers)), true, `${site} ${origin}`)
      }
    }
  })

  test('compares Origin with the own origin where an old browser sends nothing else', () => {
    assert.equal(proves(request({ origin: own })), true)
    for (const origin of [
      'http://app.example',
      'https://app.example:8443',
      'https://app.example.evil.example',
      'null',
      `${own}/`,
      `${own}, ${own}`,
    ]) {
      assert.equal(proves(request({ origin })), false, origin)
    }
  })

  test('lets a list replace the own origin', () => {
    assert.equal(provesListed(request({ origin: own })), false)
    assert.equal(createOriginProof([own])(request({ origin: own })), true)
  })

  test('refuses a request that says nothing of its origin', () => {
    assert.equal(proves(request({})), false)
    assert.equal(proves(request({ referer: `${own}/` })), false)
    assert.equal(provesListed(request({})), false)
  })

  test('refuses a list that cannot match or would match too much', () => {
    for (const origin of [
      '*',
      'null',
      '',
      'app.example',
      `${own}/`,
      `${own}/path`,
      'https://App.example',
      'https://app.example:443',
      'https://*.example',
      'https://user@app.example',
      ' https://app.example',
      'https://app.example?x',
      'https://',
    ]) {
      assert.throws(() => createOriginProof([origin]), { code: 'ERR_OPTION_RANGE' }, origin)
    }
    assert.throws(() => createOriginProof([]), { code: 'ERR_OPTION_EMPTY' })
  })

  test('refuses a list of another type', () => {
    for (const list of [own, null, {}, [1], [[own]], new Set([own])]) {
      const given = /** @type {string[]} */ (/** @type {unknown} */ (list))
      assert.throws(() => createOriginProof(given), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
  })
})

describe('isOrigin', () => {
  test('knows an origin as browsers write it', () => {
    for (const origin of [
      own,
      'http://localhost:8080',
      'http://127.0.0.1:1',
      'http://[::1]:8080',
      'https://xn--bcher-kva.example',
      'chrome-extension://abcdef',
    ]) {
      assert.equal(isOrigin(origin), true, origin)
    }
  })
})
