import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { describe, test } from 'node:test'
import { importJWK, jwtVerify } from 'jose'
import { anybody, assertWrong, epoch, folder, headerIn, holoband, onlyJson } from './harness.js'

const home = folder()
const toSign = [...anybody, '--ttl', '60', '--sub', '1', '--now', String(epoch)]
const toVerify = [...anybody, '--now', String(epoch)]

/** Each algorithm that has key pairs, and what node:crypto calls such keys; this Node.js has no ML-DSA. */
const pairs = /** @type {const} */ ([
  ['RS256', 'rsa'],
  ['RS384', 'rsa'],
  ['RS512', 'rsa'],
  ['PS256', 'rsa'],
  ['PS384', 'rsa'],
  ['PS512', 'rsa'],
  ['ES256', 'ec'],
  ['ES384', 'ec'],
  ['ES512', 'ec'],
  ['ES256K', 'ec'],
  ['Ed25519', 'ed25519'],
  ['Ed448', 'ed448'],
  ['EdDSA', 'ed25519'],
  ['ML-DSA-44', undefined],
  ['ML-DSA-65', undefined],
  ['ML-DSA-87', undefined],
])

/**
 * @param {string} alg
 * @param {string} format
 * @param {readonly string[]} [more]
 */
async function make(alg, format, more = []) {
  const [file, published] = [home.at(`${alg}.${format}`), home.at(`${alg}.public.${format}`)]
  const args = [
    '--alg',
    alg,
    '--format',
    format,
    '--out',
    file,
    '--public-out',
    published,
    '--force',
    ...more,
  ]
  assert.deepEqual(await holoband(['keygen', ...args]), { status: 0, stdout: '', stderr: '' })
  return { file, published }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<string>}
 */
async function printed(args) {
  const { status, stdout, stderr } = await holoband(args)
  assert.equal(stderr, '')
  assert.equal(status, 0)
  return stdout.trimEnd()
}

for (const [alg, type] of pairs) {
  describe(alg, () => {
    test('goes from keygen through sign to verify, as a JWK', async () => {
      const { file, published } = await make(alg, 'jwk', ['--kid', 'k-1'])
      const key = ['--key-format', 'jwk', '--key-file']
      const token = await printed(['sign', ...key, file, ...toSign])
      assert.deepEqual(headerIn(token), { alg, typ: 'JWT', kid: 'k-1' })
      await printed(['verify', ...key, published, ...toVerify, token])
      await printed(['verify', ...key, published, '--alg', alg, ...toVerify, token])
      await printed(['explain', ...key, file, ...toVerify, token])
      const public_ = JSON.parse(readFileSync(published, 'utf8'))
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'priv']) assert.ok(!(member in public_), member)
      const { kid, use } = public_
      assert.deepEqual({ alg: public_.alg, kid, use }, { alg, kid: 'k-1', use: 'sig' })
    })

    test('goes from keygen through sign to verify, as a PEM', async () => {
      const { file, published } = await make(alg, 'pem')
      const token = await printed(['sign', '--pem', file, '--alg', alg, ...toSign])
      assert.equal(headerIn(token).alg, alg)
      await printed(['verify', '--pem', published, '--alg', alg, ...toVerify, token])
      const longer = ['--key-file', published, '--key-format', 'pem']
      await printed(['verify', ...longer, '--alg', alg, ...toVerify, token])
      assert.match(readFileSync(file, 'utf8'), /^-----BEGIN PRIVATE KEY-----\n/)
      assert.match(readFileSync(published, 'utf8'), /^-----BEGIN PUBLIC KEY-----\n/)
    })

    test('keeps its private half to its owner, and lets all read the public one', async () => {
      const { file, published } = await make(alg, 'jwk')
      assert.equal(statSync(file).mode & 0o777, 0o600)
      assert.equal(statSync(published).mode & 0o777 & ~process.umask(), 0o644 & ~process.umask())
    })

    if (type === undefined) return
    test('makes keys that other implementations read and verify with', async () => {
      const pem = await make(alg, 'pem')
      assert.equal(createPrivateKey(readFileSync(pem.file)).asymmetricKeyType, type)
      assert.equal(createPublicKey(readFileSync(pem.published)).asymmetricKeyType, type)
      const { file, published } = await make(alg, 'jwk')
      const jwk = JSON.parse(readFileSync(published, 'utf8'))
      assert.equal(
        createPrivateKey({ key: JSON.parse(readFileSync(file, 'utf8')), format: 'jwk' }).type,
        'private',
      )
      if (alg === 'ES256K' || alg === 'Ed448') return
      const token = await printed(['sign', '--key-format', 'jwk', '--key-file', file, ...toSign])
      const { payload } = await jwtVerify(token, await importJWK(jwk), {
        currentDate: new Date(epoch * 1000),
      })
      assert.equal(payload.sub, '1')
    })
  })
}

describe('keygen of a key pair', () => {
  test('prints a JWK that is named by its thumbprint, on one line', async () => {
    const { status, stdout, stderr } = await holoband(['keygen', '--alg', 'Ed25519'])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /^[^\n]+\n$/)
    const { kid, d, kty } = JSON.parse(stdout)
    assert.equal(kty, 'OKP')
    assert.match(kid, /^[\w-]{43}$/)
    assert.match(d, /^[\w-]{43}$/)
  })

  test('prints a PEM as it is written to files, with one newline at its end', async () => {
    const { stdout } = await holoband(['keygen', '--alg', 'ES256', '--format', 'pem'])
    assert.match(stdout, /^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----\n$/)
    assert.equal(createPrivateKey(stdout).asymmetricKeyDetails?.namedCurve, 'prime256v1')
  })

  test('--public prints the public half, while the key itself goes to its file', async () => {
    for (const format of ['jwk', 'pem']) {
      const out = home.at(`printed.${format}`)
      const args = ['keygen', '--alg', 'ES256', '--format', format, '--out', out, '--public']
      const { status, stdout, stderr } = await holoband(args)
      assert.equal(status, 0)
      assert.equal(stderr, '')
      const key = createPublicKey(format === 'pem' ? stdout : { key: JSON.parse(stdout), format: 'jwk' })
      const content = readFileSync(out, 'utf8')
      const owned = createPublicKey(format === 'pem' ? content : { key: JSON.parse(content), format: 'jwk' })
      assert.ok(key.equals(owned))
      assert.doesNotMatch(stdout, /PRIVATE|"d"/)
    }
  })

  test('--json names the files and shows the public half alone', async () => {
    const [out, published] = [home.at('json.jwk'), home.at('json.public.jwk')]
    const args = [
      '--alg',
      'Ed25519',
      '--kid',
      'k',
      '--out',
      out,
      '--public-out',
      published,
      '--public',
      '--json',
    ]
    const { publicKey, ...rest } = onlyJson(await holoband(['keygen', ...args]))
    assert.deepEqual(rest, {
      ok: true,
      alg: 'Ed25519',
      format: 'jwk',
      kid: 'k',
      file: out,
      publicFile: published,
    })
    assert.deepEqual(publicKey, JSON.parse(readFileSync(published, 'utf8')))
    assert.ok(!('d' in /** @type {object} */ (publicKey)))
  })

  test('--modulus-length sets the size of an RSA key', async () => {
    const args = ['keygen', '--alg', 'PS256', '--format', 'pem', '--modulus-length']
    assert.equal(
      createPrivateKey((await holoband([...args, '3072'])).stdout).asymmetricKeyDetails?.modulusLength,
      3072,
    )
    assertWrong(await holoband([...args, '1024']), 'ERR_OPTION_RANGE', /outside its range/)
    assertWrong(await holoband([...args, '8200']), 'ERR_OPTION_RANGE', /outside its range/)
    assertWrong(await holoband([...args, '2k']), 'ERR_OPTION_RANGE', /--modulus-length takes a whole number/)
  })

  test('never overwrites either file, and says what is made already', async () => {
    const published = home.write('taken.jwk', 'precious\n')
    const args = ['keygen', '--alg', 'ES256', '--public-out', published, '--out']
    const result = await holoband([...args, home.at('beside.jwk')])
    assertWrong(result, 'ERR_CLI_FILE', /The file of --public-out exists already; --force replaces it\./)
    assert.match(
      result.stderr,
      /^Warning: The key itself is made, in the file of --out; holoband keys convert/,
    )
    assert.equal(readFileSync(published, 'utf8'), 'precious\n')
    assert.equal(statSync(home.at('beside.jwk')).mode & 0o777, 0o600)
    const kept = readFileSync(home.at('beside.jwk'), 'utf8')
    assertWrong(await holoband([...args, home.at('beside.jwk')]), 'ERR_CLI_FILE', /The file of --out exists/)
    assert.equal(readFileSync(home.at('beside.jwk'), 'utf8'), kept)
    assert.equal((await holoband([...args, home.at('beside.jwk'), '--force'])).stderr, '')
    assert.equal(JSON.parse(readFileSync(published, 'utf8')).kty, 'EC')
  })

  test('warns that the private key is shown on a terminal', async () => {
    const { stderr } = await holoband(['keygen', '--alg', 'ES256'], { terminals: { stdout: true } })
    assert.match(stderr, /^Warning: The private key is shown on this terminal/)
  })

  for (const [what, args, code, sentence] of /** @type {const} */ ([
    ['a secret as a PEM', ['--format', 'pem'], 'ERR_KEY_SYMMETRIC', /A secret has no PEM/],
    [
      'a private key as base64url',
      ['--alg', 'ES256', '--format', 'base64url'],
      'ERR_OPTION_CONFLICT',
      /Only a secret/,
    ],
    [
      'the public half of a secret',
      ['--public', '--out', home.at('x')],
      'ERR_KEY_SYMMETRIC',
      /no public half/,
    ],
    [
      'a name in a PEM',
      ['--alg', 'ES256', '--format', 'pem', '--kid', 'a'],
      'ERR_OPTION_CONFLICT',
      /Only a JWK/,
    ],
    [
      'a size of other than RSA keys',
      ['--alg', 'ES256', '--modulus-length', '2048'],
      'ERR_OPTION_CONFLICT',
      /RSA/,
    ],
    [
      '--public without a file',
      ['--alg', 'ES256', '--public'],
      'ERR_OPTION_CONFLICT',
      /--out, which is not given/,
    ],
    [
      '--public-out alone',
      ['--alg', 'ES256', '--public-out', 'x'],
      'ERR_OPTION_CONFLICT',
      /goes beside the file/,
    ],
  ])) {
    test(`refuses ${what}`, async () => {
      assertWrong(await holoband(['keygen', ...args]), code, sentence)
    })
  }
})

describe('a private key file that others can read', () => {
  test('is warned of, and a public one is not', async () => {
    const { file, published } = await make('ES256', 'jwk')
    for (const [path, warns] of /** @type {const} */ ([
      [file, true],
      [published, false],
    ])) {
      chmodSync(path, 0o644)
      const args = ['--key-format', 'jwk', '--key-file', path, ...anybody, 'x']
      const { status, stderr } = await holoband(['verify', ...args])
      assert.equal(status, 1)
      assert.equal(stderr.startsWith('Warning: Other users'), warns)
    }
  })
})

describe('sign', () => {
  test('refuses a public key', async () => {
    const { published } = await make('ES256', 'pem')
    const result = await holoband(['sign', '--pem', published, ...toSign])
    assertWrong(result, 'ERR_KEY_NOT_PRIVATE', /public key, which can neither sign/)
  })

  test('takes the algorithm of a PEM from its curve, and asks for that of an RSA key', async () => {
    for (const alg of ['ES384', 'Ed25519', 'ML-DSA-44']) {
      const { file } = await make(alg, 'pem')
      assert.equal(headerIn(await printed(['sign', '--pem', file, ...toSign])).alg, alg)
    }
    const { file } = await make('RS256', 'pem')
    const result = await holoband(['sign', '--pem', file, ...toSign])
    assertWrong(result, 'ERR_ALGORITHM_MISSING', /give --alg, for an RSA key RS256 or PS256 for example/)
    assert.equal(headerIn(await printed(['sign', '--pem', file, '--alg', 'PS384', ...toSign])).alg, 'PS384')
    const wrong = await holoband(['sign', '--pem', file, '--alg', 'ES256', ...toSign])
    assertWrong(wrong, 'ERR_ALGORITHM_KEY_MISMATCH', /read as pem/)
  })
})

describe('verify with a PEM', () => {
  test('needs --alg, once, whatever the curve says', async () => {
    const { published } = await make('ES256', 'pem')
    const args = ['verify', '--pem', published, ...toVerify, 'x']
    assertWrong(await holoband(args), 'ERR_OPTION_MISSING', /Give --alg/)
    const twice = await holoband([...args, '--alg', 'ES256', '--alg', 'RS256'])
    assertWrong(twice, 'ERR_OPTION_CONFLICT', /A secret or a PEM is used with one algorithm/)
  })

  // CVE-2015-9235 and its kind: the public key of RS256 taken for the secret of HS256.
  test('never takes the PEM for a secret', async () => {
    const { published } = await make('RS256', 'pem')
    const asPem = await holoband(['verify', '--pem', published, '--alg', 'HS256', ...toVerify, 'x'])
    assertWrong(asPem, 'ERR_ALGORITHM_KEY_MISMATCH', /read as pem/)
    for (const format of ['utf8', 'raw']) {
      const key = ['--key-file', published, '--key-format', format, '--alg', 'HS256']
      assertWrong(
        await holoband(['verify', ...key, ...toVerify, 'x']),
        'ERR_SECRET_IS_KEY_MATERIAL',
        /secret/,
      )
    }
  })
})
