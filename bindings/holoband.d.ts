// The types of the generated glue, dist/holoband.js. Only js/core/instance.js and the loaders in js/wasm import it.

/** What the calls of setup answer: a code's number in the table of errors, and what comes with it. */
export interface Reply {
  code: number
  detail: string
  handle: number
  text: string
}

export interface PasswordReply {
  code: number
  yes: boolean
  hash: string
}

export interface PasswordCost {
  memoryKib: number
  passes: number
  lanes: number
}

/** What is there once `_holoband_describe` was called: embind's functions. */
export interface Calls {
  importKey(options: string): Reply
  importPem(options: string, pemSize: number): Reply
  generateKey(options: string): Reply
  publicHalf(key: number): Reply
  importKeySet(options: string): Reply
  createKeySet(options: string, keys: number[]): Reply
  exportPublicSet(keys: number[]): Reply
  createJwsVerifier(options: string, keys: number[]): Reply
  explain(verifier: number, size: number, now: number): Reply
  secretSize(algorithm: string): number
  fillSecret(): Reply
  durationSeconds(text: string): number
  handleCount(): number
  hashPassword(cost: PasswordCost): PasswordReply
  verifyPassword(phc: string): PasswordReply
  passwordNeedsRehash(phc: string, cost: PasswordCost): PasswordReply
  defaultPasswordCost(): PasswordCost

  createSessionPolicy(options: string): Reply
  startSession(policy: number, subject: string, now: number): Reply
  readRefreshToken(verifier: number, size: number, now: number): Reply
  decideRefresh(policy: number, presented: string, row: string, now: number): Reply
  signRefreshToken(issuer: number, row: string): Reply
  accessExpiresAt(policy: number, row: string, now: number): number
  checkDeterministic(key: number): Reply
}

/** The module object after start-up: raw exports, with an underscore. */
export interface Glue {
  _malloc(size: number): number
  _free(address: number): void
  _holoband_describe(): void
  _holoband_release(handle: number): void
  _holoband_create_secret_key(optionsSize: number, base64url: boolean): number
  _holoband_create_issuer(optionsSize: number, key: number): number
  _holoband_create_verifier(optionsSize: number, keyCount: number): number
  _holoband_frame(): number
  _holoband_claims(): number
  _holoband_input(size: number): number
  _holoband_secret(size: number): number
  _holoband_admit(handle: number, size: number): number
  _holoband_verify(handle: number, size: number, now: number): number
  _holoband_verify_jws(handle: number, size: number): number
  _holoband_decode(size: number): number
  _holoband_issue(handle: number, claimsSize: number, headerSize: number, now: number, ttl: number): number
  _holoband_export_key(key: number, pem: boolean, withPrivate: boolean): number
  _holoband_verify_bytes(key: number, messageSize: number, signatureSize: number, host: boolean): number
  _holoband_host_keys(): number
  _holoband_sign_jws(handle: number, payloadSize: number, typSize: number, headerSize: number): number
}

export interface GlueArguments {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: { exports: WebAssembly.Exports }, module: WebAssembly.Module) => void,
  ): WebAssembly.Exports
}

/** Fills its argument with the module's functions, at once where `instantiateWasm` returns at once. */
export default function createModule(target: GlueArguments): Promise<Glue>
