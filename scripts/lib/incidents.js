// What has gone wrong in libraries and services of this field, as conditions that a test can build.

/**
 * @typedef {object} Incident
 * @property {readonly string[]} ids  the first is what it is called; tests may name any of them
 * @property {string} where  in which library or service; '' where it is a class that many had
 * @property {string} takes  what it takes: the condition, in one sentence
 */

/**
 * @param {string} ids
 * @param {string} where
 * @param {string} takes
 * @returns {Incident}
 */
const incident = (ids, where, takes) => ({ ids: ids.split(', '), where, takes })

/** @type {readonly { title: string, incidents: readonly Incident[] }[]} */
export const chapters = [
  {
    title: 'Algorithms and keys',
    incidents: [
      incident(
        'CVE-2015-9235, CVE-2016-5431',
        'jsonwebtoken, and many others',
        'The text or the bytes of a public key are taken for an HMAC secret, and a token says HS256.',
      ),
      incident(
        'CVE-2022-23541',
        'jsonwebtoken',
        'A callback hands out a public key, and the token says HS256.',
      ),
      incident(
        'CVE-2022-23540',
        'jsonwebtoken',
        'No key and no list of algorithms, which is no policy at all.',
      ),
      incident(
        'CVE-2022-23539',
        'jsonwebtoken',
        'A key of another type, curve or padding than the algorithm has.',
      ),
      incident('CVE-2022-23529', 'jsonwebtoken', 'A secret that is an object with a `toString` of its own.'),
      incident('CVE-2022-29217', 'PyJWT', 'A public key as OpenSSH writes it, as an HMAC secret.'),
      incident('CVE-2023-48223', 'fast-jwt', 'A PKCS #1 public key, as an HMAC secret.'),
      incident(
        'CVE-2026-34950, GHSA-mvf2-f6gm-w987',
        'fast-jwt',
        'A PEM behind white space, as an HMAC secret.',
      ),
      incident(
        'GHSA-ww5h-9m49-7xx4',
        'fast-jwt',
        'A PEM behind a control character, a zero-width one, a comment or other armour, as an HMAC secret.',
      ),
      incident(
        'GHSA-g3jj-5cmm-3hxx, CVE-2026-48526',
        'PyJWT, jsonwebtoken, @node-rs/jsonwebtoken, cloudflare-worker-jwt',
        'The JSON of a public JWK or of a JWK Set, as an HMAC secret.',
      ),
      incident(
        'GHSA-ffc3-869f-jxw9',
        'PyJWT',
        'A PEM with changed armour, DER, a byte order mark, a list of JWKs or a key in base64, as an HMAC secret.',
      ),
      incident(
        'CVE-2026-22817',
        'hono',
        'No algorithm is asked for, and the default is HMAC with whatever key is there.',
      ),
      incident('CVE-2026-22818', 'hono', 'A JWK without `alg`, so that the header chooses.'),
      incident(
        'CVE-2026-48523, GHSA-jq35-7prp-9v3f',
        'PyJWT',
        'The algorithm of the key overrides the list.',
      ),
      incident(
        'libjwt #200',
        'libjwt',
        'A stronger or weaker digest, or another family, under the same key.',
      ),
      incident('CVE-2024-37568, CVE-2024-33663', 'Authlib, python-jose', 'No algorithm is asked for.'),
      incident(
        'CVE-2016-10555, CVE-2018-0114',
        'jwt-simple, node-jose',
        'A key in the header of the token verifies it.',
      ),
      incident(
        'typed-keys',
        'whatever guesses from a text',
        'A key is what its text looks like, and the algorithm what the token says.',
      ),
      incident('alg-family', '', 'A token of another family than the key is tried before it is refused.'),
    ],
  },
  {
    title: 'No signature and no key',
    incidents: [
      incident('alg-none', '', '`none` in any spelling, as another type, or no `alg` at all.'),
      incident('signature-missing', '', 'Two segments, an empty third one, or a part of a signature.'),
      incident('GHSA-8wpc-h4q6-8fxv', 'fast-jwt', 'An empty key, or none, beside a list of algorithms.'),
      incident(
        'CVE-2026-44351, GHSA-gmvf-9v4p-v8jc',
        'fast-jwt',
        'Whoever resolves the key gives an empty text or an empty buffer.',
      ),
      incident(
        'empty-secret',
        '@node-rs/jsonwebtoken, PyJWT',
        'A secret of no bytes, also as a JWK with an empty `k`.',
      ),
      incident(
        'CVE-2025-65945, GHSA-869p-cjfg-cm3x',
        'jws',
        'The secret of an HMAC is looked up by the header.',
      ),
    ],
  },
  {
    title: 'Forms of signatures',
    incidents: [
      incident('CVE-2022-21449', 'Java', 'R or S of an ECDSA signature is zero or not below the order.'),
      incident(
        'ecdsa-form',
        'jwt-cpp, jwt_verify_lib',
        'An ECDSA signature in DER, too short, or with zeros added.',
      ),
      incident(
        'ecdsa-high-s',
        '',
        'Two signatures fit one message, and the bytes of a token name it in a list.',
      ),
      incident('eddsa-form', '', 'An Edwards signature whose S is not below the order.'),
      incident(
        'eddsa-small-order',
        '',
        'A public key of small order, under which a signature fits any message.',
      ),
      incident('eddsa-curve', '', 'A signature of Ed448 under Ed25519, and the reverse.'),
      incident('rsa-length', '', 'An RSA signature that is not as long as the modulus, or not below it.'),
      incident('BB06', '', 'Rubbish behind the hash in PKCS #1 padding.'),
      incident('pss-salt', 'fast-jwt, jwt_verify_lib', 'A PSS salt of another length than the hash.'),
      incident('rsa-padding', '', 'PKCS #1 where PSS is asked for, and the reverse.'),
      incident(
        'CVE-2017-15361',
        '',
        'A modulus whose factors can be computed, because of how it was made (ROCA).',
      ),
      incident('rsa-weak', '', 'A short modulus, or an exponent that is 1, even or small.'),
    ],
  },
  {
    title: 'One token in several spellings',
    incidents: [
      incident('base64url-padding', '', 'Padding at the end of a segment.'),
      incident('base64url-space', '', 'White space or a control character in or around a segment.'),
      incident('base64url-alphabet', '', 'The alphabet of plain base64.'),
      incident('base64url-trailing-bits', '', 'Bits behind the last byte that are not zero.'),
      incident('token-segments', '', 'A fourth segment, or a dot too many or too few.'),
      incident(
        'json-strict',
        '',
        'A byte order mark, invalid or overlong UTF-8, a lone surrogate, two members of one name, `NaN`, `1e999`, or text behind the end.',
      ),
      incident('GHSA-8wjv-2p76-3863', 'PyJWT', 'Nesting that is deeper than the stack.'),
      incident('json-prototype', '', 'A member that is called `__proto__` or `constructor`.'),
      incident('json-numbers', '', '`-0`, numbers beyond 2^53, and the largest and smallest there are.'),
      incident('json-nul', '', 'A NUL in a name or a text, where a reader stops.'),
      incident('claim-types', '', 'A time that is a text, a list, an object, `true` or `null`.'),
      incident('claim-case', 'structures of Go', 'A claim whose name differs in case.'),
      incident(
        'fast-jwt #638, fast-jwt #639',
        'fast-jwt, jsonwebtoken, hono, cloudflare-worker-jwt',
        'A payload that is no object passes without a look at its claims.',
      ),
    ],
  },
  {
    title: 'Critical extensions',
    incidents: [
      incident(
        'CVE-2025-59420, CVE-2026-32597, GHSA-hm7r-c7qw-ghp6, jsonwebtoken #1032',
        'Authlib, PyJWT, fast-jwt, jsonwebtoken, and others',
        'An extension in `crit` that the reader does not know, or a `crit` that is no list, empty or repeats itself.',
      ),
      incident(
        'RFC 7797',
        '',
        'A payload that `b64` leaves unencoded, and that two readers take for two texts.',
      ),
      incident('CVE-2026-48525', 'PyJWT', 'An unencoded payload without a limit.'),
    ],
  },
  {
    title: 'The policy about claims',
    incidents: [
      incident('CVE-2024-53861', 'PyJWT', 'A part of the issuer is taken for the issuer.'),
      incident('CVE-2020-26160', 'jwt-go', 'An audience that is an empty list, or of another type.'),
      incident(
        'CVE-2026-35040',
        'fast-jwt, jsonwebtoken',
        'A pattern with a memory accepts every second token.',
      ),
      incident('CVE-2026-35041', 'fast-jwt', 'A pattern that takes for ever.'),
      incident(
        'audience-pattern',
        '',
        'A pattern without anchors, which an audience of the attacker contains.',
      ),
      incident(
        'GHSA-687g-22h4-j4w4',
        'fast-jwt',
        'A tolerance or a clock that is infinite or not a number, so that nothing expires.',
      ),
      incident('CVE-2024-51744', 'golang-jwt', 'A forgery that has expired too looks merely expired.'),
      incident(
        'empty-option',
        'jsonwebtoken, fast-jwt, hono',
        'An empty audience or issuer switches the check off.',
      ),
      incident('claim-absent', 'fast-jwt', 'A claim that the policy asks for is not in the token.'),
      incident(
        'audience-spelling',
        'jwt_verify_lib',
        'A scheme or a slash is taken off before audiences are compared.',
      ),
      incident(
        'token-kind',
        '',
        'A refresh token, an id token or a link of a mail is taken for an access token.',
      ),
      incident('key-purpose', '', 'One key signs for two purposes.'),
    ],
  },
  {
    title: 'What is remembered',
    incidents: [
      incident('CVE-2026-35039, GHSA-rp9m-7r4c-75qg', 'fast-jwt', 'Two tokens share an entry of the cache.'),
      incident(
        'cache-expiry, fast-jwt #194',
        'fast-jwt',
        'A token in the cache outlives its `exp`, or precedes its `nbf`.',
      ),
      incident(
        'cache-reference',
        'fast-jwt',
        'What is in the cache is handed out by reference, and changed.',
      ),
      incident('cache-policy', '', 'Two verifiers of two policies share what they remember.'),
      incident('cache-rotation', '', 'A token in the cache outlives its key.'),
      incident('fast-jwt #277', 'fast-jwt', 'A failed fetch of a key is remembered like an answer.'),
      incident(
        'CVE-2026-48524, GHSA-fhv5-28vv-h8m8',
        'PyJWT',
        'A failed fetch throws away the keys that were there, and everybody is refused.',
      ),
    ],
  },
  {
    title: 'Keys of others, and their names',
    incidents: [
      incident('jku-fetch', '', 'An address in the header is fetched.'),
      incident('CVE-2026-48522', 'PyJWT', 'A key set at a `file:`, `ftp:` or `data:` address.'),
      incident('GHSA-9v7f-9g4p-ffgj', '', 'A redirect leads to the keys of somebody else.'),
      incident('kid-flood', '', 'Tokens with invented names of keys cause a fetch each.'),
      incident('GHSA-w6j9-cwv2-h6wq', '', 'One bad key makes a whole set unusable.'),
      incident('key-use', '', 'A key that is published for encryption.'),
      incident('jwks-size', '', 'A key set without end.'),
      incident('kid-duplicate', '', 'Two keys of one name.'),
      incident('jwks-private', '', 'A private key or a secret in a key set.'),
      incident('kid-injection', '', 'A name that is a path, a query, an address or a word of JavaScript.'),
      incident('kid-size', '', 'A name of a megabyte.'),
      incident('kid-logs', '', 'A name with a line end in it, for the log.'),
      incident('CVE-2025-30204', 'golang-jwt', 'Thousands of dots, for each of which there is memory.'),
      incident(
        'CVE-2022-36083, CVE-2023-50967',
        'jose',
        'An encrypted token that asks for billions of rounds.',
      ),
      incident(
        'CVE-2024-28176, CVE-2024-28180, CVE-2024-33664',
        'jose, go-jose, python-jose',
        'An encrypted token that is large once it is inflated.',
      ),
    ],
  },
  {
    title: 'What an answer tells',
    incidents: [
      incident(
        'CVE-2024-25189, compare-early-end',
        'libjwt, jwt-cpp',
        'A MAC is compared until the first difference. How long it takes here is in [Timing](timing.md).',
      ),
      incident('error-oracle', 'hono', 'Claims are judged before the signature, and the error says which.'),
      incident('token-echo', 'hono', 'The token is in the text of the error.'),
      incident('CVE-2025-45768', 'PyJWT (disputed)', 'A secret that is weaker than its hash.'),
    ],
  },
  {
    title: 'Sessions and cookies',
    incidents: [
      incident('reuse-denial', '', 'A made-up or an old refresh token signs its owner out.'),
      incident(
        'Supabase #52614, better-auth #11073',
        'Supabase, better-auth',
        'A refresh that was under way outlives the end of its session.',
      ),
      incident(
        'django-oauth-toolkit #1617',
        'django-oauth-toolkit',
        'The grace is good for the token before the last.',
      ),
      incident('three.ws #6', 'three.ws', 'Reading and then writing makes two refresh tokens of one.'),
      incident(
        'flask #454',
        'flask',
        'The answer to a refresh arrives after the logout, and signs in again.',
      ),
      incident('next-auth #8897', 'next-auth', 'A late answer overwrites the cookie of a later one.'),
      incident('cookie-tossing', '', 'A page of a sibling domain sets a cookie of our name.'),
      incident(
        'cookie-chaos',
        'Django, ASP.NET, Tomcat, Jetty',
        'Unicode white space, `$Version` or quotes make a name on the server that the browser did not protect.',
      ),
      incident('cookie-size', '', 'A cookie that is too large, which browsers drop without a word.'),
      incident(
        'indexnetwork/index #1317',
        'indexnetwork/index',
        'Every origin may read the answer, and a token is in a header of it.',
      ),
      incident('cross-site-request', '', 'A link or a form of another site changes something.'),
      incident('cached-answer', '', 'A cache keeps an answer with tokens in it.'),
      incident(
        'auth0-spa-js 2.18.1',
        'auth0-spa-js',
        'A message is believed whichever origin it comes from.',
      ),
      incident('auth0-spa-js 2.18.3', 'auth0-spa-js', 'A worker fetches from any address with a token.'),
      incident('auth0-spa-js 2.19.2', 'auth0-spa-js', 'A logout leaves tokens behind.'),
    ],
  },
]

/** @type {readonly { ids: readonly string[], why: string }[]} */
export const unheld = [
  {
    ids: ['crit-unprotected'],
    why: 'Does not apply: there is no JSON serialization, and so no header that the signature does not cover.',
  },
]
