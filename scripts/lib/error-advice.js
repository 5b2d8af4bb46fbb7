// What to do about each outcome, for docs/errors.md. scripts/generate.js fails where a code of
// src/holoband/error_codes.def has no advice, or advice is left of a code that is gone.

/** @type {Readonly<Record<string, string>>} */
export const errorAdvice = Object.freeze({
  ERR_TOKEN_NOT_STRING:
    'Pass the token itself: not a header, not `undefined`. Read it with `createGuard`, which tells *no token* from *a bad one*.',
  ERR_TOKEN_TOO_LARGE:
    'Put less into the token; claims are sent with every request. Where it must be so large, raise `maxTokenBytes` on both sides: 8192 bytes unless it says otherwise, 4000 for sessions.',
  ERR_TOKEN_EMPTY: 'Send the token. An empty cookie or header is usually a variable that was never set.',
  ERR_TOKEN_SEGMENTS:
    'Send the token alone, in its compact form of three parts: without `Bearer `, and not an encrypted token (JWE), which has five.',
  ERR_BASE64URL_ALPHABET:
    'Find out what changed the token on its way: padding, line breaks, white space and the characters `+` and `/` have no place in it.',
  ERR_BASE64URL_LENGTH: 'The token was cut off or put together wrongly. Send all of it.',
  ERR_BASE64URL_TRAILING_BITS:
    'Somebody changed the last character of a segment, or an encoder is broken. A token has one spelling here, so that two texts are never the same token.',
  ERR_UTF8_INVALID: 'Whoever made the token has to write its JSON as UTF-8 (RFC 7519 section 3).',
  ERR_JSON_SYNTAX: 'Whoever made the token has to write JSON (RFC 8259). `error.part` says where.',
  ERR_JSON_NOT_OBJECT:
    'A header and a set of claims are JSON objects. A payload that is anything else is for `verifyJws`, not for `verify`.',
  ERR_JSON_DUPLICATE_MEMBER:
    'Whoever made the token has to name every member once: two programs could read two different values out of it.',
  ERR_JSON_TOO_DEEP: 'Flatten the claims: 32 levels are the most.',
  ERR_JSON_NUMBER_RANGE: 'Write the number as a string; it is larger than a double can be.',
  ERR_HEADER_TYPE:
    'Whoever made the token has to write `alg`, `typ` and `kid` as strings (RFC 7515 section 4.1).',
  ERR_ALGORITHM_MISSING:
    'Of a token: nothing, it is not good. Of a JWK: name the algorithm with the option `alg`, since an RSA key or a secret could be for several.',
  ERR_CRIT_UNSUPPORTED:
    'Ask the issuer to do without `crit`. No extension is supported, and one that is not understood must be refused.',
  ERR_B64_UNSUPPORTED: 'Ask the issuer for an encoded payload.',
  ERR_ALGORITHM_NOT_ALLOWED:
    "If it is yours, add the token's algorithm to `algorithms`; if it is not, somebody tried. Never take the list from the token.",
  ERR_ALGORITHM_KEY_MISMATCH:
    'A key is for one algorithm. Import it for the one that the issuer signs with, or look at who sends such tokens.',
  ERR_KEY_NOT_FOUND:
    "Add the issuer's current key, or use `createRemoteKeySet` with `verifyAsync`, which looks for new keys. `verifier.explain(token)` says which rule failed.",
  ERR_KEY_AMBIGUOUS: 'Give the keys different `kid`s, and have the issuer name one in the header.',
  ERR_SIGNATURE_MISSING: 'Refuse it. A token without a signature says nothing about who made it.',
  ERR_SIGNATURE_INVALID:
    'Refuse it. If all tokens fail, the two sides have different keys: compare `key.thumbprint`, or how each side reads the text of the secret.',
  ERR_TYP_NOT_ALLOWED:
    'This kind of token is not for this use: a refresh token is not taken for an access token. If it is meant, name its `typ` in the policy.',
  ERR_CLAIM_TYPE:
    'Whoever made the token has to give the claim the type of RFC 7519 section 4.1; times are numbers of seconds since 1970.',
  ERR_CLAIM_MISSING:
    'Have the issuer set the claim. A token without `exp` is only taken with `acceptTokensWithoutExpiry: true`.',
  ERR_TOKEN_EXPIRED:
    'Refresh the session and send the request again, once. `holoband/client` does. If it is seconds old, compare clocks, and set `tolerance`.',
  ERR_TOKEN_TOO_OLD: 'Get a new token. `maxAge` of the policy is shorter than the issuer thinks.',
  ERR_TOKEN_NOT_ACTIVE: 'Wait until `nbf`. If it is only seconds, compare clocks, and set `tolerance`.',
  ERR_TOKEN_FROM_FUTURE:
    'Compare clocks, and set `tolerance`. It is asked only where the policy has a `maxAge`.',
  ERR_ISSUER_MISMATCH: 'Compare `issuer` with the `iss` that the issuer really sets, to the last slash.',
  ERR_AUDIENCE_MISMATCH:
    'The token is for another service. If it is for this one, compare `audience` with its `aud`.',
  ERR_ALGORITHM_UNKNOWN: 'Use one of the names in the type `Algorithm`. `none` is not among them.',
  ERR_SECRET_TOO_SHORT:
    'Make a secret with `generateSecret()` or `npx holoband keygen`. HS256 needs 32 bytes, HS384 48, HS512 64.',
  ERR_SECRET_TOO_LONG: 'Use a shorter secret; more than 64 bytes add nothing.',
  ERR_SECRET_IS_KEY_MATERIAL:
    'Import it as what it is, with `importPem` or `importJwk`. Text that others may know is no secret.',
  ERR_SECRET_ENCODING:
    'If the secret is text, pass `{ utf8: … }`. If it is base64url, remove padding and line breaks, and write `-` and `_` for `+` and `/`.',
  ERR_KID_INVALID: 'Name the key with 1 to 256 bytes of UTF-8, or leave `kid` out.',
  ERR_JWK_INVALID:
    'Pass the parsed JWK with the members of its `kty` (RFC 7518 section 6, RFC 8037), or a JWK Set with `keys`.',
  ERR_JWK_MEMBER: 'Correct the member that `error.option` names.',
  ERR_KEY_TYPE_UNSUPPORTED:
    'Use a key of the type `oct`, `RSA`, `EC`, `OKP` or `AKP`, on a curve of the type `Algorithm`.',
  ERR_KEY_USE:
    'Use a key that is for this: `use` and `key_ops` are obeyed. A key for encryption neither signs nor verifies.',
  ERR_KEY_INVALID: 'Get the key again from whoever made it; it is damaged, or put together from two.',
  ERR_KEY_TOO_WEAK:
    'Make a new key, with at least 2048 bits and the exponent 65537, and retire this one everywhere.',
  ERR_KEY_TOO_LARGE: 'Use at most 8192 bits, or an elliptic curve.',
  ERR_KEY_NOT_PRIVATE: 'Issue with the private key or the secret. Only who verifies uses the public key.',
  ERR_KEY_SYMMETRIC:
    'Share a secret with nobody who only verifies. Make a key of two halves with `generateKey`.',
  ERR_KEY_NOT_EXPORTABLE:
    'Keep the secret where it came from. Only a secret that `generateKey` made can be exported.',
  ERR_PEM_INVALID:
    'Pass the text of exactly one block, from `-----BEGIN` to `-----END`, with its line breaks.',
  ERR_PEM_UNSUPPORTED:
    'Convert the key: `openssl pkcs8 -topk8` writes a form that is read, with PBES2 where it is encrypted.',
  ERR_PASSPHRASE_MISSING: 'Pass `{ passphrase }`.',
  ERR_PASSPHRASE_WRONG: 'Pass the right passphrase.',
  ERR_KEY_SET_EMPTY: "Look at each key's own problem: the set has no key that can be used.",
  ERR_KEY_SET_MIXED:
    'Make one verifier for tokens that are signed with secrets and another for those of public keys.',
  ERR_KEY_SET_ACTIVE: 'Name in `active` the `kid` of a private key or secret of the set.',
  ERR_OPTION_MISSING: 'Give the option. Where a check is to be left out on purpose, give `null`.',
  ERR_OPTION_UNKNOWN: 'Correct the name. An option that is ignored would be a check that is not made.',
  ERR_OPTION_TYPE: 'Give a value of the type that the API reference names.',
  ERR_OPTION_EMPTY:
    'Give a value, or `null` to leave the check out on purpose. Often an environment variable was not set.',
  ERR_OPTION_RANGE: 'Give a value inside the range that the API reference names.',
  ERR_OPTION_CONFLICT: 'Decide for one of the two options.',
  ERR_DURATION_INVALID: "Give seconds, or a whole number with `s`, `m`, `h`, `d` or `w`, such as `'15m'`.",
  ERR_CLAIMS_NOT_SERIALIZABLE: 'Make claims of objects, arrays, strings, finite numbers, booleans and null.',
  ERR_CLAIM_CONFLICT: 'Leave the claim to the issuer, which sets it.',
  ERR_HEADER_RESERVED:
    'Leave the parameter out. `alg`, `typ` and `kid` are set by the library, `crit` and `b64` would change what the token means, and `jwk`, `jku`, `x5u`, `x5c` and `x5t` carry keys or point at them.',
  ERR_NOT_INITIALIZED: 'In a browser, `await init()` once before anything else.',
  ERR_DISPOSED: 'Make a new object, or dispose of this one later.',
  ERR_CLOCK_INVALID: 'Give a `now` that returns seconds since 1970 as a finite number.',
  ERR_RANDOM_UNAVAILABLE:
    'Look at why `crypto.getRandomValues` fails. On Cloudflare Workers it does outside of a request.',
  ERR_OUT_OF_MEMORY: 'Give the process more memory, or pass less at once.',
  ERR_CRYPTO_FAILED: 'Try again; if it stays, please report it with the runtime and its version.',
  ERR_MODULE_FAILED:
    'Start the process, worker or page anew: what was interrupted may be half done, so nothing is issued or accepted until then. `error.cause` is what the runtime said. Give the process more memory where it happens again.',
  ERR_KEY_SET_URL:
    'Use an `https:` address without a name and password in it. For tests on one machine there is `allowInsecureLoopbackForLocalDevelopment`.',
  ERR_KEY_SET_NOT_LOADED:
    'Call `await keys.load()` at the start, or `verifyAsync`, which waits for the keys.',
  ERR_KEY_SET_FETCH_FAILED:
    'Look at `error.cause`. Try again later: a failed fetch says nothing about the token.',
  ERR_KEY_PRIVATE_PUBLISHED:
    'Retire the key at once, everywhere, and publish `publicJwks(keys)`. Everybody can sign with it.',
  ERR_SESSION_UNKNOWN:
    'Log in. The store has forgotten the session, because it is over, or because it lost its data.',
  ERR_SESSION_EXPIRED: 'Log in.',
  ERR_SESSION_REVOKED: 'Log in. The session was ended by a logout, a ban, or whoever runs the service.',
  ERR_SESSION_REPLACED: 'Nothing: a newer login of the same browser has its own cookies.',
  ERR_REFRESH_TOKEN_REUSED:
    'Log in. For the service: see what to do in [onTheft](sessions.md#what-to-do-in-ontheft).',
  ERR_STORE_INCONSISTENT:
    'Find out how the store lost writes: a restored backup, a replica that took over. The client tries again, and keeps its cookies.',
  ERR_STORE_UNAVAILABLE:
    "Look at `error.cause`, which is the driver's own error. Asking again is safe: the client keeps its cookies.",
  ERR_STORE_EVENTUAL:
    'Use a store with an atomic compare-and-swap. With one that is only eventually consistent a thief and a victim could both go on.',
  ERR_STORE_TOO_NEW: 'Run the version of the library that made the tables, or a newer one.',
  ERR_STORE_DRIVER_MISSING: 'Use Node.js 22.13 or newer, or install `libsql`.',
  ERR_SESSION_KEY_RANDOMIZED:
    'Give `refreshKey` a secret, or an RS, ES or Edwards key. PS and ML-DSA sign differently every time.',
  ERR_SESSION_CLAIMS:
    'Look at `error.cause`: the function `claims` failed, or returned what no access token can hold.',
  ERR_AUTHENTICATION_STALE: 'Ask for the password again. A refresh does not help.',
  ERR_RATE_LIMITED: 'Wait for as long as `Retry-After` says.',
  ERR_PASSWORD_TOO_LONG: 'Refuse the password. Nobody types 4096 bytes.',
  ERR_PASSWORD_HASH_MALFORMED:
    'Pass what `hashPassword` returned, from a column that holds all of it. Other kinds of hashes are not read.',
  ERR_PASSWORD_HASH_COST:
    'Choose a cost inside the range of RFC 9106 section 3.1, and of at most 256 MiB, 16 passes and 4 lanes: a hash that asks for more is refused rather than obeyed.',
  ERR_CREDENTIALS_MISSING: 'Log in. For a program: send the token.',
  ERR_CREDENTIALS_INVALID: 'Ask for the name and the password again, without saying which of them was wrong.',
  ERR_CREDENTIALS_DUPLICATE:
    'Log in; the cookies were cleared. If it comes back, something on the host sets a cookie of the same name.',
  ERR_SCOPE_INSUFFICIENT:
    'Ask for the scope that the answer names, or show that this is not allowed. A refresh does not help by itself.',
  ERR_CROSS_SITE_REQUEST:
    'If the page is yours, list its origin in `allowedOrigins`, as the browser writes it. Behind a proxy, say the public origin.',
  ERR_SUBJECT_REFUSED: 'Tell the person that the account is closed. `sessions.unban(subject)` lifts a ban.',
  ERR_REQUEST_INVALID:
    'Send the JSON object that the endpoint takes: for a login `username` and `password`, both strings.',
  ERR_COOKIE_INVALID:
    'Correct the name or attribute that `error.option` names. `__Host-` needs `Secure`, `Path=/` and no domain.',
  ERR_COOKIE_TOO_LARGE: 'Put less into the claims, or use a shorter cookie name.',
  ERR_CREDENTIALS_AMBIGUOUS: 'Send the cookie or the bearer token, and not both (RFC 6750 section 2).',
  ERR_AUTHORIZATION_INVALID: 'Send one header `Authorization: Bearer <token>`, with one token.',
  ERR_REQUEST_TOO_LARGE: 'Send less.',
  ERR_MEDIA_TYPE_UNSUPPORTED: 'Send the header `Content-Type: application/json`.',
  ERR_METHOD_NOT_ALLOWED: 'Use the method that the header `Allow` of the answer names.',
  ERR_TRANSPORT_UNSUPPORTED:
    'Leave out the header `Holoband-Transport`, or set `bearer: true` on the server.',
  ERR_ROUTE_UNKNOWN: 'Compare the path with `basePath`. Route only `handler.paths` to the handler.',
  ERR_BODY_CONSUMED: 'Mount the auth handler before whatever reads bodies, or let that keep the parsed body.',
  ERR_SERVER_FAILED: 'Look at what `onError` was told. The answer says nothing about it on purpose.',
  ERR_WASM_FORBIDDEN: "Add `'wasm-unsafe-eval'` to `script-src` of the page's Content-Security-Policy.",
  ERR_WASM_UNAVAILABLE:
    'Look at `error.cause`: usually the bundler did not copy the `.wasm` file. See [Runtimes](runtimes.md#bundlers).',
  ERR_BODY_NOT_REPLAYABLE: 'Make the request anew, with a new stream. The session has been refreshed.',
  ERR_RESPONSE_UNEXPECTED: 'Compare `basePath` with that of the server: something else answers there.',
  ERR_HOST_CRYPTO_UNAVAILABLE:
    "Leave out `crypto: 'host'`. It works on Node.js, Deno and Bun, and on workerd with `nodejs_compat`.",
})
