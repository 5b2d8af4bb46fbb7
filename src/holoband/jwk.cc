#include "holoband/jwk.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/json/scanner.h"

namespace holoband {
namespace {

using json::Scanner;
using json::Value;

// RFC 7517 registers eight operations. Each is compared with each, which no hostile list may make
// expensive.
constexpr std::size_t kMaxKeyOps = 16;

// The "alg" that an HMAC key of the set is for. Unlike the mandatory members it may be given from
// outside.
Result<const Algorithm*> algorithm_of(const Scanner& jwk, std::string_view wanted) {
  std::string_view name = wanted;
  if (const Value* alg = jwk.find("alg")) {
    const auto text = json::plain_string(*alg);
    if (!text) return failure(ErrorCode::kJwkMember, "alg");
    if (!wanted.empty() && wanted != *text) return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
    name = *text;
  }
  if (name.empty()) return failure(ErrorCode::kAlgorithmMissing, "alg");
  const Algorithm* algorithm = find_algorithm(name);
  if (algorithm == nullptr) return failure(ErrorCode::kAlgorithmUnknown, "alg");
  return algorithm;
}

Outcome check_use(const Scanner& jwk) {
  const Value* use = jwk.find("use");
  if (use == nullptr) return success();
  const auto text = json::plain_string(*use);
  if (!text) return failure(ErrorCode::kJwkMember, "use");
  return *text == "sig" ? success() : failure(ErrorCode::kKeyUse, "use");
}

// RFC 7517 section 4.3: an array of strings without duplicates; one of ours must be among them.
Outcome check_key_ops(const Scanner& jwk) {
  const Value* key_ops = jwk.find("key_ops");
  if (key_ops == nullptr) return success();
  const auto operations = json::elements(*key_ops);
  if (!operations || operations->size() > kMaxKeyOps)
    return failure(ErrorCode::kJwkMember, "key_ops");
  bool usable = false;
  std::vector<std::string_view> seen;
  for (const Value& operation : *operations) {
    const auto name = json::plain_string(operation);
    if (!name || std::find(seen.begin(), seen.end(), *name) != seen.end()) {
      return failure(ErrorCode::kJwkMember, "key_ops");
    }
    seen.push_back(*name);
    usable = usable || *name == "sign" || *name == "verify";
  }
  return usable ? success() : failure(ErrorCode::kKeyUse, "key_ops");
}

Result<std::string_view> kid_of(const Scanner& jwk, std::string& storage) {
  const Value* kid = jwk.find("kid");
  if (kid == nullptr) return std::string_view{};
  if (!json::decode_string(*kid, storage)) return failure(ErrorCode::kJwkMember, "kid");
  if (storage.empty()) return failure(ErrorCode::kKidInvalid, "kid");
  return std::string_view{storage};
}

Result<Key> import_secret(const Scanner& jwk, const Algorithm& algorithm, std::string_view kid) {
  if (algorithm.key_type != KeyType::kSecret)
    return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
  const Value* k = jwk.find("k");
  if (k == nullptr) return failure(ErrorCode::kJwkInvalid, "k");
  const auto text = json::plain_string(*k);
  if (!text) return failure(ErrorCode::kJwkMember, "k");
  SecretBytes secret(base64url_decoded_size(text->size()));
  const Base64urlDecoded decoded = base64url_decode(*text, secret.bytes());
  if (!decoded.ok()) return failure(ErrorCode::kSecretEncoding, "k");
  return Key::from_secret(secret.bytes(), algorithm.name, kid);
}

Result<Key> import_members(const Scanner& jwk, std::string_view wanted) {
  const Value* kty = jwk.find("kty");
  if (kty == nullptr) return failure(ErrorCode::kJwkInvalid, "kty");
  const auto type = json::plain_string(*kty);
  if (!type) return failure(ErrorCode::kJwkMember, "kty");
  if (*type != "oct") return failure(ErrorCode::kKeyTypeUnsupported, "kty");
  for (const Outcome& outcome : {check_use(jwk), check_key_ops(jwk)}) {
    if (!outcome.ok()) return outcome;
  }
  const Result<const Algorithm*> algorithm = algorithm_of(jwk, wanted);
  if (!algorithm.ok()) return algorithm.outcome();
  std::string storage;
  const Result<std::string_view> kid = kid_of(jwk, storage);
  if (!kid.ok()) return kid.outcome();
  return import_secret(jwk, *algorithm.value(), kid.value());
}

// Entry is one member of a JWK Set: its kid, where it has one, and what became of it.
struct Entry {
  std::string kid;
  Result<Key> key;
};

std::vector<Entry> read_entries(const std::vector<Value>& members) {
  std::vector<Entry> entries;
  for (const Value& member : members) {
    Scanner scanner;
    if (!scanner.scan_object(member.raw).ok()) {
      entries.push_back({{}, failure(ErrorCode::kJwkInvalid)});
      continue;
    }
    Entry entry{{}, import_members(scanner, {})};
    const Value* kid = scanner.find("kid");
    if (kid != nullptr && !json::decode_string(*kid, entry.kid)) entry.kid.clear();
    entries.push_back(std::move(entry));
  }
  return entries;
}

// A key for another purpose would never be chosen, so it may share its kid.
bool is_for_something_else(ErrorCode code) {
  return code == ErrorCode::kKeyUse || code == ErrorCode::kKeyTypeUnsupported ||
         code == ErrorCode::kAlgorithmUnknown;
}

// has_broken_twin tells whether the set has another key of the same kid, which cannot be used:
// leaving only that one out would decide which of the two the kid means.
bool has_broken_twin(const Entry& entry, const std::vector<Entry>& entries) {
  if (!entry.key.ok() || entry.kid.empty()) return false;
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& other) {
    return !other.key.ok() && other.kid == entry.kid &&
           !is_for_something_else(other.key.outcome().code);
  });
}

}  // namespace

Result<Key> import_jwk(std::string_view text, std::string_view algorithm) {
  Scanner scanner;
  const Outcome scanned = scanner.scan_object(text);
  if (!scanned.ok()) return failure(ErrorCode::kJwkInvalid);
  return import_members(scanner, algorithm);
}

Result<ImportedKeySet> import_jwk_set(std::string_view text) {
  Scanner scanner;
  if (const Outcome scanned = scanner.scan_object(text); !scanned.ok())
    return failure(ErrorCode::kJwkInvalid);
  const Value* list = scanner.find("keys");
  if (list == nullptr) return failure(ErrorCode::kJwkInvalid, "keys");
  const auto members = json::elements(*list);
  if (!members) return failure(ErrorCode::kJwkInvalid, "keys");

  const std::vector<Entry> entries = read_entries(*members);
  std::vector<Key> keys;
  std::vector<SkippedKey> skipped;
  bool public_keys = false;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const Entry& entry = entries[index];
    const Outcome outcome = has_broken_twin(entry, entries)
                                ? failure(ErrorCode::kKeyAmbiguous, "kid")
                                : entry.key.outcome();
    if (outcome.ok()) {
      keys.push_back(entry.key.value());
    } else {
      skipped.push_back({index, outcome});
      public_keys = public_keys || outcome.code == ErrorCode::kKeyTypeUnsupported;
    }
  }
  // A set that publishes secrets beside public keys is a mistake of the kind that leaks them, even
  // where the public ones are of a type that cannot be used yet.
  if (public_keys && !keys.empty()) return failure(ErrorCode::kKeySetMixed, "keys");
  Result<KeySet> set = KeySet::create(std::move(keys));
  if (!set.ok()) return set.outcome();
  return ImportedKeySet{std::move(set).value(), std::move(skipped)};
}

}  // namespace holoband
