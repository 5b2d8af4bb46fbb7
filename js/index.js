export { decodeUnverified } from './decode.js'
export { parseDuration } from './duration.js'
export { HolobandError } from './errors.js'
export { init } from './init.js'
export { createIssuer } from './issuer.js'
export { signJws, verifyJws, verifyJwsAsync } from './jws.js'
export { keySet, publicJwks } from './key-set.js'
export {
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
  generateSecret,
  importJwk,
  importPem,
  secretKey,
} from './keys.js'
export { hashPassword, needsRehash, verifyPassword } from './password.js'
export { createRemoteKeySet } from './remote-key-set.js'
export { createVerifier } from './verifier.js'
export { versions } from './versions.js'

/** @typedef {import('./decode.js').UnverifiedToken} UnverifiedToken */
/** @typedef {import('./errors.js').ErrorCode} ErrorCode */
/** @typedef {import('./errors.js').ErrorDetails} ErrorDetails */
/** @typedef {import('./errors.js').ErrorReason} ErrorReason */
/** @typedef {import('./issuer.js').IssueOptions} IssueOptions */
/** @typedef {import('./issuer.js').Issuer} Issuer */
/** @typedef {import('./issuer.js').IssuerOptions} IssuerOptions */
/** @typedef {import('./jws.js').JwsOptions} JwsOptions */
/** @typedef {import('./jws.js').VerifiedJws} VerifiedJws */
/** @typedef {import('./keys.js').Algorithm} Algorithm */
/** @typedef {import('./keys.js').Key} Key */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./key-set.js').KeySetOptions} KeySetOptions */
/** @typedef {import('./keys.js').SecretInput} SecretInput */
/** @typedef {import('./key-set.js').SkippedKey} SkippedKey */
/** @typedef {import('./keys.js').KeyDescription} KeyDescription */
/** @typedef {import('./keys.js').KeyType} KeyType */
/** @typedef {import('./password.js').PasswordCost} PasswordCost */
/** @typedef {import('./remote/options.js').RemoteKeySetOptions} RemoteKeySetOptions */
/** @typedef {import('./remote-key-set.js').RemoteKeySet} RemoteKeySet */
/** @typedef {import('./verifier.js').CacheOptions} CacheOptions */
/** @typedef {import('./verifier.js').CheckResult} CheckResult */
/** @typedef {import('./verifier.js').Claims} Claims */
/** @typedef {import('./verifier.js').Duration} Duration */
/** @typedef {import('./verifier.js').Explanation} Explanation */
/** @typedef {import('./verifier.js').Header} Header */
/** @typedef {import('./verifier.js').Refusal} Refusal */
/** @typedef {import('./verifier.js').RuleReport} RuleReport */
/** @typedef {import('./verifier.js').VerifiedToken} VerifiedToken */
/** @typedef {import('./verifier.js').Verifier} Verifier */
/** @typedef {import('./verifier.js').VerifierOptions} VerifierOptions */
/** @typedef {import('./versions.js').OpensslBuild} OpensslBuild */
/** @typedef {import('./versions.js').Versions} Versions */
