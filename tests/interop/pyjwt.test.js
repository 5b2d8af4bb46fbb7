import assert from 'node:assert/strict'
import { test } from 'node:test'
import { python, runPython } from '../support/python.js'
import { audience, interop, issuer } from './contract.js'

const absent = python === undefined ? 'there is no Python with PyJWT on this machine' : false

const program = `
import base64, json, sys
import jwt

request = json.load(sys.stdin)
secret = base64.b64decode(request["secret"])
alg = request["alg"]

def sign(claims):
    token = jwt.encode(claims, secret, algorithm=alg)
    return token.decode() if isinstance(token, bytes) else token

def verify(token):
    try:
        return jwt.decode(token, secret, algorithms=[alg], issuer=request["issuer"], audience=request["audience"])
    except jwt.PyJWTError:
        return None

act = sign if request["act"] == "sign" else verify
json.dump([act(item) for item in request["items"]], sys.stdout)
`

/**
 * @param {'sign' | 'verify'} act
 * @param {unknown[]} items
 * @param {string} alg
 * @param {Uint8Array} secret
 */
function ask(act, items, alg, secret) {
  const request = { act, items, alg, secret: Buffer.from(secret).toString('base64'), issuer, audience }
  return runPython(program, request)
}

test('PyJWT is there where it must be', { skip: process.env.CI === 'true' ? false : absent }, () => {
  assert.equal(absent, false)
})

interop({
  name: 'PyJWT',
  skip: absent,
  sign: async (claims, alg, secret) => /** @type {string[]} */ (await ask('sign', claims, alg, secret)),
  verify: async (tokens, alg, secret) =>
    /** @type {(Record<string, unknown> | null)[]} */ (await ask('verify', tokens, alg, secret)),
})
