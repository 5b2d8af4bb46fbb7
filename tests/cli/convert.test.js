import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { generateKeyPair } from '../support/key-pair.js'
import { assertWrong, folder, holoband, onlyJson, secret } from './harness.js'

const home = folder()
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const withOpenssl = hasOpenssl ? {} : { skip: 'openssl is not installed' }

/**
 * The keys of node:crypto: by algorithm, as the tests write them to files.
 *
 * @type {readonly [alg: string, pair: import('node:crypto').KeyPairKeyObjectResult][]}
 */
const keys = [
  ['RS256', generateKeyPair('rsa', { modulusLength: 2048 })],
  ['ES256', generateKeyPair('ec', { namedCurve: 'P-256' })],
  ['ES384', generateKeyPair('ec', { namedCurve: 'P-384' })],
  ['ES512', generateKeyPair('ec', { namedCurve: 'P-521' })],
  ['ES256K', generateKeyPair('ec', { namedCurve: 'secp256k1' })],
  ['Ed25519', generateKeyPair('ed25519')],
  ['Ed448', generateKeyPair('ed448')],
]
const [, ec = keys[0]] = keys
const privatePem = ec?.[1].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? ''
const privateJwk = { ...ec?.[1].privateKey.export({ format: 'jwk' }), kid: 'k-1' }

/**
 * @param {readonly string[]} args
 * @param {Parameters<typeof holoband>[1]} [setting]
 */
async function convert(args, setting) {
  const { status, stdout, stderr } = await holoband(['keys', 'convert', ...args], setting)
  assert.equal(stderr, '')
  assert.equal(status, 0)
  return stdout
}

/**
 * @param {readonly string[]} args
 * @param {string} code
 * @param {RegExp} sentence
 * @param {Parameters<typeof holoband>[1]} [setting]
 */
async function refused(args, code, sentence, setting) {
  const result = await holoband(['keys', 'convert', ...args], setting)
  assertWrong(result, code, sentence)
  return result
}

for (const [alg, { publicKey, privateKey }] of keys) {
  describe(`keys convert of ${alg}`, () => {
    const of = ['--alg', alg]

    test('turns a PEM of node:crypto into a JWK that it takes for the same key', async () => {
      const file = home.write(`${alg}.public.pem`, publicKey.export({ type: 'spki', format: 'pem' }))
      const jwk = JSON.parse(await convert([...of, file]))
      assert.ok(createPublicKey({ key: jwk, format: 'jwk' }).equals(publicKey))
      assert.equal(jwk.alg, alg)
      assert.ok(!('d' in jwk))
    })

    test('turns a JWK of node:crypto into a PEM that it takes for the same key', async () => {
      const file = home.write(`${alg}.public.jwk`, JSON.stringify(publicKey.export({ format: 'jwk' })))
      assert.ok(createPublicKey(await convert([...of, file])).equals(publicKey))
    })

    test('of a private key writes the public half, unless the private one is asked for', async () => {
      const pem = home.write(`${alg}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }))
      const jwk = home.write(`${alg}.jwk`, JSON.stringify(privateKey.export({ format: 'jwk' })))
      assert.ok(
        createPublicKey({ key: JSON.parse(await convert([...of, pem])), format: 'jwk' }).equals(publicKey),
      )
      const published = await convert([...of, jwk])
      assert.match(published, /^-----BEGIN PUBLIC KEY-----/)
      assert.ok(createPublicKey(published).equals(publicKey))
      const whole = ['--include-private-key', ...of]
      const owned = JSON.parse(await convert([...whole, pem]))
      assert.ok(createPrivateKey({ key: owned, format: 'jwk' }).equals(privateKey))
      assert.ok(createPrivateKey(await convert([...whole, jwk])).equals(privateKey))
    })

    test('there and back is the same text', async () => {
      const file = home.write(`${alg}.first.jwk`, await convert([...of, home.at(`${alg}.public.pem`)]))
      const pem = home.write(`${alg}.second.pem`, await convert([file]))
      assert.equal(await convert([...of, pem]), readFileSync(file, 'utf8'))
      assert.equal(readFileSync(pem, 'utf8'), readFileSync(home.at(`${alg}.public.pem`), 'utf8'))
    })
  })
}

describe('keys convert reads', () => {
  test('the older forms of private and public keys', async () => {
    const [[, rsa], [, curve]] = /** @type {[typeof keys[0], typeof keys[0]]} */ (keys.slice(0, 2))
    for (const [name, key, type] of /** @type {const} */ ([
      ['rsa', rsa.privateKey, 'pkcs1'],
      ['rsa', rsa.publicKey, 'pkcs1'],
      ['ec', curve.privateKey, 'sec1'],
    ])) {
      const file = home.write(`old-${name}.pem`, key.export(/** @type {never} */ ({ type, format: 'pem' })))
      const jwk = JSON.parse(await convert(['--alg', name === 'rsa' ? 'RS256' : 'ES256', file]))
      const expected = name === 'rsa' ? rsa.publicKey : curve.publicKey
      assert.ok(createPublicKey({ key: jwk, format: 'jwk' }).equals(expected))
    }
  })

  test('a key from standard input, where it is said how it is written', async () => {
    const expected = await convert([home.write('piped.pem', privatePem)])
    assert.equal(await convert(['--key-format', 'pem'], { input: privatePem }), expected)
    assert.equal(await convert(['--key-format', 'pem', '-'], { input: privatePem }), expected)
    await refused([], 'ERR_OPTION_MISSING', /Standard input does not say by its name/, { input: privatePem })
  })

  test('a file by the end of its name and never by its content', async () => {
    for (const name of ['key', 'key.txt', 'pem', 'jwk']) {
      await refused([home.write(name, privatePem)], 'ERR_OPTION_MISSING', /give --key-format/)
    }
    await refused([home.write('false.jwk', privatePem)], 'ERR_JWK_INVALID', /read as jwk; --key-format/)
    const json = JSON.stringify(privateJwk)
    await refused([home.write('false.pem', json)], 'ERR_PEM_INVALID', /read as pem; --key-format/)
    await convert([home.write('KEY.JSON', json)])
    await convert([home.write('jwks.json', JSON.stringify({ keys: [privateJwk] }))])
    await convert(['--key-format', 'jwk', home.write('named.pem', json)])
  })

  test('one key of a set, which --kid names where there are several', async () => {
    const other = { ...keys[2]?.[1].privateKey.export({ format: 'jwk' }), kid: 'k-2' }
    const file = home.write('two.jwks', JSON.stringify({ keys: [privateJwk, other] }))
    const pem = await convert(['--kid', 'k-2', '--include-private-key', file])
    assert.ok(keys[2]?.[1].privateKey.equals(createPrivateKey(pem)))
    assert.equal(JSON.parse(await convert(['--kid', 'k-1', '--to', 'jwk', file])).kid, 'k-1')
    await refused([file], 'ERR_OPTION_MISSING', /--kid names the one/)
    const unknown = await refused(['--kid', 'hunter2', file], 'ERR_KEY_NOT_FOUND', /No key of the set/)
    assert.ok(!unknown.stderr.includes('hunter2'))
    const twins = home.write('twins.jwks', JSON.stringify({ keys: [privateJwk, { ...other, kid: 'k-1' }] }))
    await refused(['--kid', 'k-1', twins], 'ERR_KEY_AMBIGUOUS', /More than one key/)
    const weak = home.write('weak.jwks', JSON.stringify({ keys: [privateJwk, { kty: 'EC', crv: 'P-256' }] }))
    await refused([weak], 'ERR_JWK_INVALID', /Key 2 of the set: /)
  })

  test('no JWK or set with two members of one name', async () => {
    const twice = `${JSON.stringify(privateJwk).slice(0, -1)},"kid":"k-2"}`
    await refused([home.write('twice.jwk', twice)], 'ERR_JWK_INVALID', /read as jwk/)
    await refused([home.write('twice.jwks', `{"keys":[${twice}]}`)], 'ERR_JWK_INVALID', /read as jwks/)
  })
})

describe('keys convert writes', () => {
  const file = home.write('writes.pem', privatePem)

  test('a JWK with the name that --kid gives, else its thumbprint', async () => {
    assert.equal(JSON.parse(await convert(['--kid', 'mine', file])).kid, 'mine')
    assert.match(JSON.parse(await convert([file])).kid, /^[\w-]{43}$/)
    const jwk = home.write('writes.jwk', JSON.stringify(privateJwk))
    await refused(['--kid', 'other', jwk], 'ERR_OPTION_CONFLICT', /A JWK has its own kid/)
  })

  test('a private key to a file of its owner, and a public one to a file for all', async () => {
    const [owned, published] = [home.at('owned.jwk'), home.at('published.jwk')]
    assert.equal(await convert(['--include-private-key', '--out', owned, file]), '')
    assert.equal(await convert(['--out', published, file]), '')
    assert.equal(statSync(owned).mode & 0o777, 0o600)
    assert.equal(statSync(published).mode & 0o777, 0o644 & ~process.umask())
    assert.equal(typeof JSON.parse(readFileSync(owned, 'utf8')).d, 'string')
    assert.ok(!('d' in JSON.parse(readFileSync(published, 'utf8'))))
    await refused(['--out', owned, file], 'ERR_CLI_FILE', /exists already; --force replaces it/)
    assert.equal(await convert(['--out', owned, '--force', file]), '')
    await refused(['--force', file], 'ERR_OPTION_CONFLICT', /--out, which is not given/)
  })

  test('with --json one document, without the private half', async () => {
    const { key, kid, ...rest } = onlyJson(await holoband(['keys', 'convert', '--json', file]))
    assert.deepEqual(rest, { ok: true, alg: 'ES256', format: 'jwk' })
    assert.equal(/** @type {{ kid: string }} */ (key).kid, kid)
    assert.ok(!('d' in /** @type {object} */ (key)))
  })

  test('a warning when a private key is shown on a terminal', async () => {
    const onTerminal = { terminals: { stdout: true } }
    const owned = await holoband(['keys', 'convert', '--include-private-key', file], onTerminal)
    assert.match(owned.stderr, /^Warning: The private key is shown on this terminal/)
    assert.equal((await holoband(['keys', 'convert', file], onTerminal)).stderr, '')
  })

  test('nothing of a secret but as what it is, when asked', async () => {
    const jwk = { kty: 'oct', alg: 'HS256', k: secret.toString('base64url') }
    const oct = home.write('oct.jwk', JSON.stringify(jwk))
    for (const args of [[], ['--to', 'jwk'], ['--include-private-key']]) {
      const { stderr } = await refused([...args, oct], 'ERR_KEY_SYMMETRIC', /a secret/)
      assert.ok(!stderr.includes(jwk.k))
    }
  })

  test('nothing private of a public key', async () => {
    const published = home.write('only.pem', ec?.[1].publicKey.export({ type: 'spki', format: 'pem' }) ?? '')
    await refused(['--include-private-key', published], 'ERR_KEY_NOT_PRIVATE', /public key/)
  })

  test('in no other form', async () => {
    await refused(['--to', 'der', file], 'ERR_OPTION_RANGE', /--to is jwk or pem/)
    await refused(['--key-format', 'utf8', file], 'ERR_OPTION_RANGE', /--key-format is jwk, jwks or pem/)
    await refused([file, file], 'ERR_CLI_ARGUMENT', /One key is taken, and 2 arguments/)
  })
})

describe('an encrypted PEM', () => {
  const passphrase = 'correct horse'
  const pem =
    ec?.[1].privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) ?? ''
  const file = home.write('encrypted.pem', pem)
  const whole = ['--include-private-key', '--alg', 'ES256', file]

  test('is opened with a passphrase from a file, the environment or standard input', async () => {
    for (const end of ['', '\n', '\r\n']) {
      const from = ['--passphrase-file', home.write('passphrase', passphrase + end)]
      const jwk = JSON.parse(await convert([...from, ...whole]))
      assert.ok(ec?.[1].privateKey.equals(createPrivateKey({ key: jwk, format: 'jwk' })))
    }
    const env = { PASSPHRASE: passphrase }
    const expected = await convert(['--passphrase-env', 'PASSPHRASE', ...whole], { env })
    assert.equal(await convert(['--passphrase-file', '-', ...whole], { input: passphrase }), expected)
  })

  test('signs', async () => {
    const policy = ['--no-issuer', '--no-audience', '--ttl', '1m', '--sub', '1']
    const env = { PASSPHRASE: passphrase }
    const opened = ['--pem', file, '--passphrase-env', 'PASSPHRASE', '--alg', 'ES256']
    assert.equal((await holoband(['sign', ...opened, ...policy], { env })).status, 0)
  })

  test('is not opened without one, or with another, which is not shown', async () => {
    await refused(whole, 'ERR_PASSPHRASE_MISSING', /Give it by --passphrase-file or --passphrase-env/)
    const wrong = ['--passphrase-file', home.write('wrong', 'hunter2')]
    const { stderr } = await refused([...wrong, ...whole], 'ERR_PASSPHRASE_WRONG', /does not decrypt/)
    assert.ok(!stderr.includes('hunter2'))
    const unset = await refused(
      ['--passphrase-env', 'hunter2', ...whole],
      'ERR_CLI_INPUT',
      /--passphrase-env names/,
    )
    assert.ok(!unset.stderr.includes('hunter2'))
    const both = ['--passphrase-env', 'A', '--passphrase-file', 'b']
    await refused([...both, ...whole], 'ERR_OPTION_CONFLICT', /both give a passphrase/)
  })

  test('does not share standard input with its passphrase', async () => {
    const args = ['--passphrase-file', '-', '--key-format', 'pem', '--alg', 'ES256']
    await refused(args, 'ERR_OPTION_CONFLICT', /has given something else already/, { input: passphrase })
    const sign = [
      'sign',
      '--pem',
      file,
      '--alg',
      'ES256',
      '--passphrase-file',
      '-',
      '--no-issuer',
      '--no-audience',
    ]
    const result = await holoband([...sign, '--ttl', '1m'], { input: passphrase })
    assertWrong(result, 'ERR_OPTION_CONFLICT', /Pipe the claims in, or give --claims/)
  })

  test('is the only key that takes a passphrase', async () => {
    const args = [
      'sign',
      '--key-env',
      'KEY',
      '--passphrase-env',
      'KEY',
      '--no-issuer',
      '--no-audience',
      '--ttl',
      '1m',
    ]
    const result = await holoband([...args, '--sub', '1'], { env: { KEY: secret.toString('base64url') } })
    assertWrong(result, 'ERR_OPTION_CONFLICT', /Only a PEM can be encrypted/)
  })
})

describe('the openssl command', () => {
  /**
   * @param {readonly string[]} args
   * @param {string} [input]
   */
  function openssl(args, input = '') {
    const { status, stdout, stderr } = spawnSync('openssl', args, { input, cwd: home.path })
    assert.equal(status, 0, String(stderr))
    return stdout.toString()
  }

  before(() => {
    if (!hasOpenssl) return
    openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'openssl.pem'])
    const subject = ['-subj', '/CN=test', '-days', '1', '-out', 'openssl.crt']
    openssl(['req', '-x509', '-new', '-key', 'openssl.pem', ...subject])
    const sealed = ['-topk8', '-v2', 'aes-256-cbc', '-passout', 'pass:correct horse', '-out', 'sealed.pem']
    openssl(['pkcs8', '-in', 'openssl.pem', ...sealed])
  })

  test('reads the keys that are written, public and private', withOpenssl, async () => {
    for (const alg of ['RS256', 'ES512', 'ES256K', 'Ed25519', 'Ed448']) {
      const { stdout } = await holoband(['keygen', '--alg', alg, '--format', 'pem'])
      const published = openssl(['pkey', '-pubout'], stdout)
      const file = home.write('from-keygen.pem', stdout)
      const jwk = home.write('from-keygen.jwk', await convert(['--alg', alg, file]))
      assert.equal(await convert([jwk]), published)
      openssl(['pkey', '-pubin', '-noout'], published)
    }
  })

  test(
    'writes keys, certificates and encrypted keys that are read as the same key',
    withOpenssl,
    async () => {
      const jwk = await convert([home.at('openssl.pem')])
      assert.equal(await convert([home.at('openssl.crt')]), jwk)
      const env = { PASSPHRASE: 'correct horse' }
      assert.equal(await convert(['--passphrase-env', 'PASSPHRASE', home.at('sealed.pem')], { env }), jwk)
      const certificate = ['--include-private-key', home.at('openssl.crt')]
      await refused(certificate, 'ERR_KEY_NOT_PRIVATE', /public key/)
    },
  )
})
