#include "holoband/jwk.h"

#include <algorithm>
#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/json/scanner.h"
#include "holoband/jwk_import.h"
#include "holoband/key_shape.h"

namespace holoband {
namespace {

using crypto::Group;
using crypto::KeyParts;
using crypto::Part;
using json::Scanner;
using json::Value;

// RFC 7517 registers eight operations. Each is compared with each, which no hostile list may make
// expensive.
constexpr std::size_t kMaxKeyOps = 16;

const Algorithm* first_that_takes(std::span<const std::string> names, KeyType type, Group group) {
  for (const std::string& name : names) {
    const Algorithm* algorithm = find_algorithm(name);
    if (algorithm != nullptr && takes(*algorithm, type, group)) return algorithm;
  }
  return nullptr;
}

// The algorithm of a key that names none. An AKP key always does, because its numbers alone do not
// tell what they are for.
Result<const Algorithm*> implied_algorithm(const AlgorithmChoice& choice, KeyType type,
                                           Group group) {
  const Algorithm* algorithm = first_that_takes(choice.defaults, type, group);
  if (algorithm == nullptr) algorithm = algorithm_of_group(group);
  if (algorithm == nullptr) return failure(ErrorCode::kAlgorithmMissing, "alg");
  return algorithm;
}

Result<const Algorithm*> algorithm_of(const Scanner& jwk, const AlgorithmChoice& choice,
                                      KeyType type, Group group) {
  std::string_view name = choice.required;
  if (const Value* alg = jwk.find("alg")) {
    const auto text = json::plain_string(*alg);
    if (!text) return failure(ErrorCode::kJwkMember, "alg");
    if (!name.empty() && name != *text) return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
    if (text->empty()) return failure(ErrorCode::kAlgorithmMissing, "alg");
    name = *text;
  } else if (type == KeyType::kAkp) {
    return failure(ErrorCode::kJwkInvalid, "alg");
  }
  if (name.empty()) return implied_algorithm(choice, type, group);
  const Algorithm* algorithm = find_algorithm(name);
  if (algorithm == nullptr) return failure(ErrorCode::kAlgorithmUnknown, "alg");
  if (algorithm->key_type != type || (group != Group::kNone && !takes(*algorithm, type, group)))
    return failure(ErrorCode::kAlgorithmKeyMismatch, "alg");
  return algorithm;
}

Outcome check_use(const Scanner& jwk) {
  const Value* use = jwk.find("use");
  if (use == nullptr) return success();
  const auto text = json::plain_string(*use);
  if (!text) return failure(ErrorCode::kJwkMember, "use");
  return *text == "sig" ? success() : failure(ErrorCode::kKeyUse, "use");
}

// RFC 7517 section 4.3: an array of strings without duplicates. What signs and what verifies may
// be two keys; a private key that may sign has a public half that may verify.
Result<KeyUse> read_key_ops(const Scanner& jwk, bool is_private) {
  const Value* key_ops = jwk.find("key_ops");
  if (key_ops == nullptr) return KeyUse{};
  const auto operations = json::elements(*key_ops, kMaxKeyOps);
  if (!operations) return failure(ErrorCode::kJwkMember, "key_ops");
  KeyUse use{.sign = false, .verify = false};
  std::vector<std::string_view> seen;
  for (const Value& operation : *operations) {
    const auto name = json::plain_string(operation);
    if (!name || std::find(seen.begin(), seen.end(), *name) != seen.end()) {
      return failure(ErrorCode::kJwkMember, "key_ops");
    }
    seen.push_back(*name);
    use.sign = use.sign || *name == "sign";
    use.verify = use.verify || *name == "verify";
  }
  use.verify = use.verify || (use.sign && is_private);
  if (!use.sign && !use.verify) return failure(ErrorCode::kKeyUse, "key_ops");
  return use;
}

Result<std::string_view> kid_of(const Scanner& jwk, std::string& storage) {
  const Value* kid = jwk.find("kid");
  if (kid == nullptr) return std::string_view{};
  if (!json::decode_string(*kid, storage)) return failure(ErrorCode::kJwkMember, "kid");
  if (storage.empty()) return failure(ErrorCode::kKidInvalid, "kid");
  return std::string_view{storage};
}

Result<SecretBytes> read_member(const Value& value, const KeyMember& member, ErrorCode encoding) {
  const auto text = json::plain_string(value);
  if (!text) return failure(ErrorCode::kJwkMember, member.name);
  SecretBytes bytes(base64url_decoded_size(text->size()));
  if (!base64url_decode(*text, bytes.bytes()).ok()) return failure(encoding, member.name);
  // RFC 7518 section 2: a Base64urlUInt has the least number of bytes.
  if (member.is_number && (bytes.empty() || bytes.bytes()[0] == 0))
    return failure(ErrorCode::kJwkMember, member.name);
  return bytes;
}

Result<KeyParts> read_parts(const Scanner& jwk, const KeyShape& shape) {
  if (jwk.find("oth") != nullptr && shape.type == KeyType::kRsa)
    return failure(ErrorCode::kKeyTypeUnsupported, "oth");  // more than two primes
  KeyParts parts;
  for (const KeyMember& member : shape.members) {
    const Value* value = jwk.find(member.name);
    if (value == nullptr) {
      if (member.is_private) continue;
      return failure(ErrorCode::kJwkInvalid, member.name);
    }
    const bool secret = shape.type == KeyType::kSecret;
    Result<SecretBytes> bytes =
        read_member(*value, member, secret ? ErrorCode::kSecretEncoding : ErrorCode::kJwkMember);
    if (!bytes.ok()) return bytes.outcome();
    // An absent private member makes a public key; an empty one would be taken for an absent one.
    if (bytes.value().empty() && !secret) return failure(ErrorCode::kJwkMember, member.name);
    parts.set(member.part, std::move(bytes).value());
  }
  return parts;
}

Result<Group> read_group(const Scanner& jwk, KeyType type) {
  if (type != KeyType::kEc && type != KeyType::kOkp) return Group::kNone;
  const Value* crv = jwk.find("crv");
  if (crv == nullptr) return failure(ErrorCode::kJwkInvalid, "crv");
  const auto name = json::plain_string(*crv);
  if (!name) return failure(ErrorCode::kJwkMember, "crv");
  const Group group = find_curve(type, *name);
  if (group == Group::kNone) return failure(ErrorCode::kKeyTypeUnsupported, "crv");
  return group;
}

bool has_private_member(const Scanner& jwk, const KeyShape& shape) {
  return std::any_of(shape.members.begin(), shape.members.end(), [&](const KeyMember& member) {
    return member.is_private && jwk.find(member.name) != nullptr;
  });
}

}  // namespace

Result<const KeyShape*> read_shape(const Scanner& jwk) {
  const Value* kty = jwk.find("kty");
  if (kty == nullptr) return failure(ErrorCode::kJwkInvalid, "kty");
  const auto type = json::plain_string(*kty);
  if (!type) return failure(ErrorCode::kJwkMember, "kty");
  const KeyShape* shape = find_shape(*type);
  if (shape == nullptr) return failure(ErrorCode::kKeyTypeUnsupported, "kty");
  return shape;
}

Result<Key> import_scanned(const Scanner& jwk, const AlgorithmChoice& choice) {
  const Result<const KeyShape*> found = read_shape(jwk);
  if (!found.ok()) return found.outcome();
  const KeyShape& shape = *found.value();
  if (const Outcome outcome = check_use(jwk); !outcome.ok()) return outcome;
  const Result<KeyUse> use = read_key_ops(jwk, has_private_member(jwk, shape));
  if (!use.ok()) return use.outcome();
  Result<Group> group = read_group(jwk, shape.type);
  if (!group.ok()) return group.outcome();
  const Result<const Algorithm*> algorithm = algorithm_of(jwk, choice, shape.type, group.value());
  if (!algorithm.ok()) return algorithm.outcome();
  if (shape.type == KeyType::kAkp) group = algorithm.value()->scheme.group;
  std::string storage;
  const Result<std::string_view> kid = kid_of(jwk, storage);
  if (!kid.ok()) return kid.outcome();
  Result<KeyParts> parts = read_parts(jwk, shape);
  if (!parts.ok()) return parts.outcome();
  if (shape.type == KeyType::kSecret) {
    return Key::from_secret(parts.value().get(Part::kK), algorithm.value()->name, kid.value(),
                            use.value());
  }
  return Key::from_parts(*algorithm.value(), group.value(), std::move(parts).value(), kid.value(),
                         use.value());
}

Result<Key> import_jwk(std::string_view text, std::string_view algorithm) {
  Scanner scanner;
  const Outcome scanned = scanner.scan_object(text);
  if (!scanned.ok()) return failure(ErrorCode::kJwkInvalid);
  return import_scanned(scanner, {algorithm, {}});
}

}  // namespace holoband
