// What is called once per issuer or verifier. Setup goes through embind: it is rare, and may be comfortable. Only what
// nearly every program makes first is a raw call, so that nobody waits for embind before the first token.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "describe.h"
#include "handles.h"
#include "holoband/duration.h"
#include "host.h"
#include "memory.h"
#include "options.h"
#include "reply.h"

namespace holoband::wasm {

HandleTable& handles() {
  static HandleTable table;
  return table;
}

Result<Key> signing_key(Handle handle) {
  if (const Key* key = handles().find<Key>(handle)) return *key;
  const KeySet* set = handles().find<KeySet>(handle);
  if (set == nullptr) return failure(ErrorCode::kDisposed, "key");
  if (set->active() == nullptr) return failure(ErrorCode::kKeyNotPrivate, "key");
  return *set->active();
}

namespace {

template <class T>
Reply keep(Result<T> result) {
  if (!result.ok()) return refuse(result.outcome());
  return {.handle = handles().add(std::move(result).value())};
}

Reply create_issuer(std::string_view text, Handle key_handle) {
  Result<Key> key = signing_key(key_handle);
  if (!key.ok()) return refuse(key.outcome());
  OptionReader options(text);
  for (const std::string_view name : {"issuer", "audience", "ttl"}) options.mandatory(name);
  IssuerOptions issuer{.key = std::move(key).value()};
  issuer.issuer = options.text("issuer");
  issuer.audiences = options.names("audience");
  issuer.ttl = options.duration("ttl");
  issuer.issue_tokens_without_expiry = options.flag("issueTokensWithoutExpiry").value_or(false);
  if (options.null("typ")) issuer.typ.reset();
  if (auto typ = options.text("typ")) issuer.typ = std::move(typ);
  issuer.max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes);
  const Outcome outcome = choose_crypto(options, {&issuer.key, 1}, HostTask::kSign);
  if (!outcome.ok()) return refuse(outcome);
  return keep(Issuer::create(std::move(issuer)));
}

TrustPolicy read_trust(OptionReader& options, std::vector<Key> keys) {
  options.mandatory("algorithms");
  return {.keys = std::move(keys),
          .algorithms = options.names("algorithms").value_or(std::vector<std::string>()),
          .max_token_bytes = options.size("maxTokenBytes").value_or(kDefaultMaxTokenBytes)};
}

Reply create_jws_verifier(const std::string& text, const emscripten::val& key_handles) {
  Result<std::vector<Key>> keys = collect_keys(emscripten::vecFromJSArray<Handle>(key_handles));
  if (!keys.ok()) return refuse(keys.outcome());
  OptionReader options(text);
  TrustPolicy trust = read_trust(options, std::move(keys).value());
  if (const Outcome outcome = options.outcome(); !outcome.ok()) return refuse(outcome);
  return keep(JwsVerifier::create(std::move(trust)));
}

TokenCacheLimits read_cache(OptionReader& options) {
  options.mandatory("max");
  const std::size_t max = options.size("max").value_or(0);
  // Within 32 bits also where `max` is too large, which is for the core to say.
  const std::size_t bytes = std::min(max, kLargestMaxTokens) * kDefaultCacheBytesPerToken;
  return {.max_tokens = max,
          .max_bytes = options.size("maxBytes").value_or(std::min(bytes, kLargestMaxCacheBytes))};
}

Reply create_verifier(std::string_view text, const std::vector<Handle>& key_handles) {
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
  if (const auto cache = options.object("cache")) {
    OptionReader cache_options(*cache);
    verifier.cache = read_cache(cache_options);
    if (const Outcome outcome = cache_options.outcome(); !outcome.ok()) return refuse(outcome);
  }
  const Outcome outcome = choose_crypto(options, verifier.trust.keys, HostTask::kVerify);
  if (!outcome.ok()) return refuse(outcome);
  return keep(Verifier::create(std::move(verifier)));
}

// Seconds, or a negative number where the text is no duration.
double duration_seconds(const std::string& text) { return parse_duration(text).value_or(-1); }

std::size_t handle_count() { return handles().count(); }

}  // namespace

extern "C" {

// holoband_create_issuer makes an issuer of the options that stand in the input.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_create_issuer(std::size_t size, Handle key) {
  return answer_reply(create_issuer(input_text(0, size), key));
}

// holoband_create_verifier makes a verifier of the options that stand in the input, followed by the handles of its keys.
EMSCRIPTEN_KEEPALIVE std::uint32_t holoband_create_verifier(std::size_t size,
                                                            std::size_t key_count) {
  const std::string_view bytes = input_text(size, key_count * sizeof(Handle));
  std::vector<Handle> keys(bytes.size() / sizeof(Handle));
  if (!keys.empty()) std::memcpy(keys.data(), bytes.data(), bytes.size());
  return answer_reply(create_verifier(input_text(0, size), keys));
}

EMSCRIPTEN_KEEPALIVE void holoband_release(Handle handle) { handles().remove(handle); }

// holoband_describe lets embind describe all other calls. It must be called before them, and once.
EMSCRIPTEN_KEEPALIVE void holoband_describe() {
  describe_types();
  describe_keys();
  describe_passwords();
  describe_report();
  describe_sessions();
  describe_setup();
}

}  // extern "C"

void describe_setup() {
  emscripten::value_object<Reply>("Reply")
      .field("code", &Reply::code)
      .field("detail", &Reply::detail)
      .field("handle", &Reply::handle)
      .field("text", &Reply::text);
  emscripten::function("createJwsVerifier", &create_jws_verifier);
  emscripten::function("durationSeconds", &duration_seconds);
  emscripten::function("handleCount", &handle_count);
}

}  // namespace holoband::wasm
