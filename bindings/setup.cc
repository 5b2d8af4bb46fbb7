// What is called once per key, issuer or verifier. Setup goes through embind: it is rare, and may be comfortable.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "handles.h"
#include "holoband/crypto/random.h"
#include "holoband/duration.h"
#include "holoband/encoding/base64url.h"
#include "holoband/json/writer.h"
#include "holoband/jwk.h"
#include "memory.h"
#include "options.h"
#include "reply.h"

namespace holoband::wasm {

HandleTable& handles() {
  static HandleTable table;
  return table;
}

namespace {

template <class T>
Reply keep(Result<T> result) {
  if (!result.ok()) return refuse(result.outcome());
  return {.handle = handles().add(std::move(result).value())};
}

std::string_view as_text(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}

Result<SecretBytes> decode_secret(const SecretBytes& written, std::string_view encoding) {
  if (encoding != "base64url") return SecretBytes(written.bytes());
  SecretBytes secret(base64url_decoded_size(written.size()));
  if (!base64url_decode(as_text(written), secret.bytes()).ok())
    return failure(ErrorCode::kSecretEncoding);
  return secret;
}

json::Writer describe(const Key& key) {
  json::Writer description;
  description.set("alg", key.algorithm().name);
  if (!key.kid().empty()) description.set("kid", key.kid());
  return description;
}

// The reply's text describes the key.
Reply keep_key(Result<Key> key) {
  if (!key.ok()) return refuse(key.outcome());
  std::string description = describe(key.value()).text();
  return {.handle = handles().add(std::move(key).value()), .text = std::move(description)};
}

// The secret is in the secret buffer, as bytes or as the text of them that `encoding` names.
Reply create_secret_key(const std::string& text, const std::string& encoding) {
  const SecretBytes written = take_secret();
  OptionReader options(text);
  const std::string algorithm = options.text("alg").value_or("HS256");
  const std::optional<std::string> kid = options.text("kid");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  if (kid && kid->empty()) return refuse(failure(ErrorCode::kKidInvalid, "kid"));
  const Result<SecretBytes> secret = decode_secret(written, encoding);
  if (!secret.ok()) return refuse(secret.outcome());
  return keep_key(Key::from_secret(secret.value().bytes(), algorithm, kid.value_or("")));
}

// The text of the JWK is in the secret buffer.
Reply import_key(const std::string& text) {
  const SecretBytes jwk = take_secret();
  OptionReader options(text);
  const std::string algorithm = options.text("alg").value_or("");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  return keep_key(import_jwk(as_text(jwk), algorithm));
}

// The text of the JWK Set is in the secret buffer. The reply's text lists the keys and those that were left out.
Reply import_key_set() {
  const SecretBytes jwks = take_secret();
  Result<ImportedKeySet> imported = import_jwk_set(as_text(jwks));
  if (!imported.ok()) return refuse(imported.outcome());
  json::Writer report;
  for (const Key& key : imported.value().keys.keys()) report.append("keys", describe(key));
  for (const SkippedKey& skipped : imported.value().skipped) {
    json::Writer entry;
    entry.set("index", static_cast<double>(skipped.index));
    entry.set("code", error_name(skipped.outcome.code));
    if (!skipped.outcome.detail.empty()) entry.set("member", skipped.outcome.detail);
    report.append("skipped", entry);
  }
  std::string text = report.text();
  return {.handle = handles().add(std::move(imported).value().keys), .text = std::move(text)};
}

// A list of handles of keys and key sets, as one list of keys.
Result<std::vector<Key>> collect_keys(const emscripten::val& list) {
  std::vector<Key> keys;
  for (const Handle handle : emscripten::vecFromJSArray<Handle>(list)) {
    if (const Key* key = handles().find<Key>(handle)) {
      keys.push_back(*key);
    } else if (const KeySet* set = handles().find<KeySet>(handle)) {
      keys.insert(keys.end(), set->keys().begin(), set->keys().end());
    } else {
      return failure(ErrorCode::kDisposed, "keys");
    }
  }
  return keys;
}

Reply create_issuer(const std::string& text, Handle key_handle) {
  const Key* key = handles().find<Key>(key_handle);
  if (key == nullptr) return refuse(failure(ErrorCode::kDisposed, "key"));
  OptionReader options(text);
  for (const std::string_view name : {"issuer", "audience", "ttl"}) options.mandatory(name);
  IssuerOptions issuer{.key = *key};
  issuer.issuer = options.text("issuer");
  issuer.audiences = options.names("audience");
  issuer.ttl = options.duration("ttl");
  issuer.issue_tokens_without_expiry = options.flag("issueTokensWithoutExpiry").value_or(false);
  if (options.null("typ")) issuer.typ.reset();
  if (auto typ = options.text("typ")) issuer.typ = std::move(typ);
  issuer.max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes);
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  return keep(Issuer::create(std::move(issuer)));
}

TrustPolicy read_trust(OptionReader& options, std::vector<Key> keys) {
  options.mandatory("algorithms");
  return {.keys = std::move(keys),
          .algorithms = options.names("algorithms").value_or(std::vector<std::string>()),
          .max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes)};
}

Reply create_jws_verifier(const std::string& text, const emscripten::val& key_handles) {
  Result<std::vector<Key>> keys = collect_keys(key_handles);
  if (!keys.ok()) return refuse(keys.outcome());
  OptionReader options(text);
  TrustPolicy trust = read_trust(options, std::move(keys).value());
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  return keep(JwsVerifier::create(std::move(trust)));
}

Reply create_verifier(const std::string& text, const emscripten::val& key_handles) {
  Result<std::vector<Key>> keys = collect_keys(key_handles);
  if (!keys.ok()) return refuse(keys.outcome());
  OptionReader options(text);
  VerifierOptions verifier{.trust = read_trust(options, std::move(keys).value())};
  for (const std::string_view name : {"issuer", "audience"}) options.mandatory(name);
  verifier.claims.issuers = options.names("issuer");
  verifier.claims.audiences = options.names("audience");
  verifier.claims.tolerance = options.duration("tolerance").value_or(0);
  verifier.claims.max_age = options.duration("maxAge");
  verifier.claims.accept_tokens_without_expiry =
      options.flag("acceptTokensWithoutExpiry").value_or(false);
  verifier.claims.required_claims =
      options.names("requiredClaims").value_or(std::vector<std::string>());
  if (auto types = options.names("typ")) {
    if (types->empty()) return refuse(failure(ErrorCode::kOptionEmpty, "typ"));
    verifier.types = *std::move(types);
  }
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  return keep(Verifier::create(std::move(verifier)));
}

// The size of a new secret for an algorithm, or 0 where it takes no secret.
std::size_t secret_size(const std::string& algorithm_name) {
  const Algorithm* algorithm = find_algorithm(algorithm_name);
  const bool secret = algorithm != nullptr && algorithm->key_type == KeyType::kSecret;
  return secret ? algorithm->min_key_bits / 8 : 0;
}

// Fills the secret buffer with random bytes.
Reply fill_secret() {
  const bool filled = crypto::random_bytes(secret_room());
  return filled ? Reply{} : refuse(failure(ErrorCode::kRandomUnavailable));
}

// Seconds, or a negative number where the text is no duration.
double duration_seconds(const std::string& text) { return parse_duration(text).value_or(-1); }

void release(Handle handle) { handles().remove(handle); }

std::size_t handle_count() { return handles().count(); }

}  // namespace

EMSCRIPTEN_BINDINGS(holoband_setup) {
  emscripten::value_object<Reply>("Reply")
      .field("code", &Reply::code)
      .field("detail", &Reply::detail)
      .field("handle", &Reply::handle)
      .field("text", &Reply::text);
  emscripten::function("createSecretKey", &create_secret_key);
  emscripten::function("importKey", &import_key);
  emscripten::function("importKeySet", &import_key_set);
  emscripten::function("createIssuer", &create_issuer);
  emscripten::function("createJwsVerifier", &create_jws_verifier);
  emscripten::function("createVerifier", &create_verifier);
  emscripten::function("secretSize", &secret_size);
  emscripten::function("fillSecret", &fill_secret);
  emscripten::function("durationSeconds", &duration_seconds);
  emscripten::function("release", &release);
  emscripten::function("handleCount", &handle_count);
}

}  // namespace holoband::wasm
