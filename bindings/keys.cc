// Keys and key sets: made, described, and written out again. Secrets and private keys cross in the secret buffer, which
// is wiped, and never as a std::string, of which embind leaves copies.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>
#include <emscripten/val.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "describe.h"
#include "handles.h"
#include "holoband/crypto/random.h"
#include "holoband/encoding/base64url.h"
#include "holoband/json/writer.h"
#include "holoband/jwk.h"
#include "holoband/pem.h"
#include "host.h"
#include "memory.h"
#include "options.h"
#include "reply.h"

namespace holoband::wasm {
namespace {

std::string_view as_text(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}

Result<SecretBytes> decode_secret(const SecretBytes& written, bool base64url) {
  if (!base64url) return SecretBytes(written.bytes());
  SecretBytes secret(base64url_decoded_size(written.size()));
  if (!base64url_decode(as_text(written), secret.bytes()).ok())
    return failure(ErrorCode::kSecretEncoding);
  return secret;
}

std::string_view name_of(KeyKind kind) {
  return kind == KeyKind::kSecret ? "secret" : kind == KeyKind::kPrivate ? "private" : "public";
}

json::Writer describe(const Key& key) {
  json::Writer description;
  description.set("alg", key.algorithm().name);
  description.set("type", name_of(key.kind()));
  if (!key.kid().empty()) description.set("kid", key.kid());
  if (const Result<std::string> thumbprint = jwk_thumbprint(key); thumbprint.ok())
    description.set("thumbprint", thumbprint.value());
  return description;
}

// The reply's text describes the key.
Reply keep_key(Result<Key> key) {
  if (!key.ok()) return refuse(key.outcome());
  std::string description = describe(key.value()).text();
  return {.handle = handles().add(std::move(key).value()), .text = std::move(description)};
}

// kid is what an option says, where it is there; an empty one is a mistake.
Outcome check_kid(const std::optional<std::string>& kid) {
  return kid && kid->empty() ? failure(ErrorCode::kKidInvalid, "kid") : success();
}

// The secret is in the secret buffer, as bytes or as the base64url text of them.
Reply create_secret_key(std::string_view text, bool base64url) {
  const SecretBytes written = take_secret();
  OptionReader options(text);
  const std::string algorithm = options.text("alg").value_or("HS256");
  const std::optional<std::string> kid = options.text("kid");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  if (const Outcome outcome = check_kid(kid); !outcome.ok()) return refuse(outcome);
  const Result<SecretBytes> secret = decode_secret(written, base64url);
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

// The text of the PEM is in the secret buffer, with the passphrase behind it.
Reply import_pem_key(const std::string& text, std::size_t pem_size) {
  const SecretBytes written = take_secret();
  OptionReader options(text);
  const std::string algorithm = options.text("alg").value_or("");
  const std::optional<std::string> kid = options.text("kid");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  if (const Outcome outcome = check_kid(kid); !outcome.ok()) return refuse(outcome);
  const std::string_view pem = as_text(written).substr(0, pem_size);
  const std::string_view passphrase = as_text(written).substr(pem.size());
  return keep_key(import_pem(pem, algorithm, {.kid = kid.value_or(""), .passphrase = passphrase}));
}

Reply generate_key(const std::string& text) {
  OptionReader options(text);
  const std::string algorithm = options.text("alg").value_or("");
  const std::optional<std::string> kid = options.text("kid");
  const std::size_t bits = options.size("modulusLength").value_or(kDefaultModulusBits);
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  if (const Outcome outcome = check_kid(kid); !outcome.ok()) return refuse(outcome);
  return keep_key(Key::generate(algorithm, bits, kid.value_or("")));
}

Reply public_half(Handle handle) {
  const Key* key = handles().find<Key>(handle);
  if (key == nullptr) return refuse(failure(ErrorCode::kDisposed, "key"));
  return keep_key(key->public_half());
}

// The reply's text lists the keys, the active one, and those that were left out.
Reply keep_key_set(ImportedKeySet imported) {
  json::Writer report;
  for (const Key& key : imported.keys.keys()) report.append("keys", describe(key));
  if (const Key* active = imported.keys.active(); active != nullptr)
    report.set("active", describe(*active));
  for (const SkippedKey& skipped : imported.skipped) {
    json::Writer entry;
    entry.set("index", static_cast<double>(skipped.index));
    entry.set("code", error_name(skipped.outcome.code));
    if (!skipped.outcome.detail.empty()) entry.set("member", skipped.outcome.detail);
    report.append("skipped", entry);
  }
  std::string text = report.text();
  return {.handle = handles().add(std::move(imported.keys)), .text = std::move(text)};
}

Reply activate_and_keep(ImportedKeySet imported, const std::optional<std::string>& active) {
  if (active) {
    const Outcome outcome = imported.keys.activate(*active);
    if (!outcome.ok()) return refuse(outcome);
  }
  return keep_key_set(std::move(imported));
}

// The text of the JWK Set is in the secret buffer.
Reply import_key_set(const std::string& text) {
  const SecretBytes jwks = take_secret();
  OptionReader options(text);
  const std::vector<std::string> algorithms =
      options.names("algorithms").value_or(std::vector<std::string>());
  const std::optional<std::string> active = options.text("active");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  Result<ImportedKeySet> imported = import_jwk_set(as_text(jwks), algorithms);
  if (!imported.ok()) return refuse(imported.outcome());
  return activate_and_keep(std::move(imported).value(), active);
}

// A set of keys that are there already.
Reply create_key_set(const std::string& text, const emscripten::val& list) {
  Result<std::vector<Key>> keys = collect_keys(emscripten::vecFromJSArray<Handle>(list));
  if (!keys.ok()) return refuse(keys.outcome());
  OptionReader options(text);
  const std::optional<std::string> active = options.text("active");
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  Result<KeySet> set = KeySet::create(keys.value());
  if (!set.ok()) return refuse(set.outcome());
  return activate_and_keep({std::move(set).value(), {}}, active);
}

// The public halves of keys and key sets, as the text of a JWK Set.
Reply export_public_set(const emscripten::val& list) {
  const Result<std::vector<Key>> keys = collect_keys(emscripten::vecFromJSArray<Handle>(list));
  if (!keys.ok()) return refuse(keys.outcome());
  Result<std::string> text = export_jwk_set(keys.value());
  if (!text.ok()) return refuse(text.outcome());
  return {.text = std::move(text).value()};
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

}  // namespace

Result<std::vector<Key>> collect_keys(const std::vector<Handle>& list) {
  std::vector<Key> keys;
  for (const Handle handle : list) {
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

extern "C" {

// holoband_create_secret_key makes a key of the options that stand in the input; the secret is in its buffer.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_create_secret_key(std::size_t size, bool base64url) {
  return answer_reply(create_secret_key(input_text(0, size), base64url));
}

// holoband_export_key leaves a key's JWK or PEM in the secret buffer, and says where in the frame.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_export_key(Handle handle, bool pem, bool with_private) {
  const Key* key = handles().find<Key>(handle);
  if (key == nullptr) return answer_outcome(failure(ErrorCode::kDisposed, "key"));
  Result<SecretBytes> text = pem ? export_pem(*key, with_private) : export_jwk(*key, with_private);
  if (!text.ok()) return answer_outcome(text.outcome());
  answer_text(keep_secret(std::move(text).value()));
  return 0;
}

// holoband_verify_bytes verifies the signature that stands in the input behind the message: the bare primitive, ours or
// the host's, for the test vectors that are about nothing else.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_verify_bytes(Handle handle, std::size_t message_size,
                                                         std::size_t signature_size, bool host) {
  const Key* key = handles().find<Key>(handle);
  if (key == nullptr) return answer_outcome(failure(ErrorCode::kDisposed, "key"));
  const Key used = host ? with_host(*key, HostTask::kVerify) : *key;
  return answer_outcome(used.verify(as_bytes(input_text(0, message_size)),
                                    as_bytes(input_text(message_size, signature_size))));
}

}  // extern "C"

void describe_keys() {
  emscripten::function("importKey", &import_key);
  emscripten::function("importPem", &import_pem_key);
  emscripten::function("generateKey", &generate_key);
  emscripten::function("publicHalf", &public_half);
  emscripten::function("importKeySet", &import_key_set);
  emscripten::function("createKeySet", &create_key_set);
  emscripten::function("exportPublicSet", &export_public_set);
  emscripten::function("secretSize", &secret_size);
  emscripten::function("fillSecret", &fill_secret);
}

}  // namespace holoband::wasm
