#include "keys.h"

#include "crypto/hex.h"
#include "holoband/crypto/signature_key.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "outcomes.h"
#include "tokens.h"

// As in the library, whose sources would otherwise see another nlohmann/json.
#define JSON_NO_IO 1
#define JSON_USE_IMPLICIT_CONVERSIONS 0
#include <nlohmann/json.hpp>

namespace holoband::test {
namespace {

using Json = nlohmann::ordered_json;

Json parse(std::string_view text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) __builtin_trap();
  return json;
}

}  // namespace

crypto::KeyParts parts_of(std::initializer_list<std::pair<crypto::Part, std::string_view>> parts) {
  crypto::KeyParts made;
  for (const auto& [part, text] : parts) made.set(part, SecretBytes(Bytes(unhex(text))));
  return made;
}

crypto::KeyParts copy_of(const crypto::KeyParts& parts) {
  crypto::KeyParts copy;
  for (std::size_t i = 0; i < crypto::kPartCount; ++i) {
    const auto part = static_cast<crypto::Part>(i);
    if (parts.has(part)) copy.set(part, SecretBytes(parts.get(part)));
  }
  return copy;
}

crypto::KeyParts public_parts_of(const Key& key) {
  crypto::KeyParts parts;
  for (const KeyMember& member : shape_of(key.algorithm().key_type).members) {
    if (!member.is_private) parts.set(member.part, SecretBytes(key.parts().get(member.part)));
  }
  return parts;
}

crypto::KeyParts changed(const crypto::KeyParts& parts, crypto::Part part, Bytes bytes) {
  crypto::KeyParts copy = copy_of(parts);
  copy.set(part, SecretBytes(bytes));
  return copy;
}

crypto::Scheme scheme_of(const Key& key) {
  crypto::Scheme scheme = key.algorithm().scheme;
  scheme.group = key.group();
  return scheme;
}

std::string created(const crypto::Scheme& scheme, crypto::KeyParts parts) {
  return describe(crypto::SignatureKey::create(scheme, parts));
}

std::string verified(const crypto::Scheme& scheme, crypto::KeyParts parts, Bytes message,
                     Bytes signature) {
  return describe(crypto::SignatureKey::create(scheme, parts).value().verify(message, signature));
}

std::vector<std::uint8_t> signed_with(const crypto::Scheme& scheme, crypto::KeyParts parts,
                                      Bytes message) {
  const crypto::SignatureKey key = crypto::SignatureKey::create(scheme, parts).value();
  std::vector<std::uint8_t> signature(key.signature_size());
  if (!key.sign(message, signature).ok()) __builtin_trap();
  return signature;
}

std::vector<std::string> asymmetric_algorithms() {
  std::vector<std::string> names;
  for (const Algorithm& algorithm : algorithms()) {
    if (algorithm.key_type != KeyType::kSecret) names.emplace_back(algorithm.name);
  }
  return names;
}

std::string text_of(const SecretBytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()};
}

std::string jwk_of(const Key& key) {
  return text_of(export_jwk(key, key.kind() != KeyKind::kPublic).value());
}

std::string public_jwk_of(const Key& key) { return text_of(export_jwk(key, false).value()); }

std::string member(std::string_view jwk, std::string_view name) {
  const Json json = parse(jwk);
  const auto found = json.find(std::string(name));
  if (found == json.end() || !found->is_string()) __builtin_trap();
  return *found->get_ptr<const Json::string_t*>();
}

std::string with(std::string_view jwk, std::string_view name, std::string_view json) {
  Json changed = parse(jwk);
  changed[std::string(name)] = parse(json);
  return changed.dump();
}

std::string with_bytes(std::string_view jwk, std::string_view name, Bytes bytes) {
  return with(jwk, name, "\"" + base64url_encode(bytes) + "\"");
}

std::string without(std::string_view jwk, std::string_view name) {
  Json changed = parse(jwk);
  changed.erase(std::string(name));
  return changed.dump();
}

std::vector<std::uint8_t> bytes_of(std::string_view jwk, std::string_view name) {
  const std::string text = decode(member(jwk, name));
  const Bytes bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::uint8_t> plus(Bytes number, int delta) {
  std::vector<std::uint8_t> sum(number.begin(), number.end());
  int carry = delta;
  for (auto byte = sum.rbegin(); byte != sum.rend(); ++byte) {
    carry += *byte;
    *byte = static_cast<std::uint8_t>(carry & 0xFF);
    carry >>= 8;
  }
  return sum;
}

}  // namespace holoband::test
