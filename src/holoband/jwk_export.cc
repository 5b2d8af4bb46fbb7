#include <utility>

#include "holoband/encoding/base64url.h"
#include "holoband/encoding/secret_text.h"
#include "holoband/json/quote.h"
#include "holoband/jwk.h"
#include "holoband/key_shape.h"
#include "holoband/thumbprint.h"

namespace holoband {
namespace {

using crypto::Part;

void add_member(std::string_view name, std::string_view value, SecretText& json) {
  std::string quoted;
  json::append_quoted(value, quoted);
  json.add(",\"");
  json.add(name);
  json.add("\":");
  json.add(quoted);
}

std::size_t room_for(const Key& key) {
  constexpr std::size_t kRoomForNames = 256;
  std::size_t room = kRoomForNames + 6 * key.kid().size();
  for (const KeyMember& member : shape_of(key.algorithm().key_type).members)
    room += base64url_encoded_size(key.parts().get(member.part).size());
  return room;
}

}  // namespace

Result<SecretBytes> export_jwk(const Key& key, bool with_private) {
  if (key.kind() == KeyKind::kSecret && !with_private)
    return failure(ErrorCode::kKeySymmetric, "key");
  if (key.kind() == KeyKind::kPublic && with_private)
    return failure(ErrorCode::kKeyNotPrivate, "key");
  if (key.kind() == KeyKind::kSecret && !key.parts().has(Part::kK))
    return failure(ErrorCode::kKeyNotExportable, "key");
  const KeyShape& shape = shape_of(key.algorithm().key_type);
  SecretText json(room_for(key));
  json.add(R"({"kty":")");
  json.add(shape.kty);
  json.add("\"");
  if (!key.kid().empty()) add_member("kid", key.kid(), json);
  add_member("use", "sig", json);
  add_member("alg", key.algorithm().name, json);
  if (const std::string_view crv = curve_name(key.group()); !crv.empty())
    add_member("crv", crv, json);
  for (const KeyMember& member : shape.members) {
    if (member.is_private && !with_private) continue;
    json.add(",\"");
    json.add(member.name);
    json.add("\":\"");
    json.add_base64url(key.parts().get(member.part));
    json.add("\"");
  }
  json.add("}");
  return json.take();
}

Result<std::string> export_jwk_set(std::span<const Key> keys) {
  std::string json = "{\"keys\":[";
  for (const Key& key : keys) {
    const Result<SecretBytes> jwk = export_jwk(key, false);
    if (!jwk.ok()) return jwk.outcome();
    if (json.back() != '[') json += ',';
    const Bytes text = jwk.value().bytes();
    json.append(text.begin(), text.end());
  }
  return json + "]}";
}

Result<std::string> jwk_thumbprint(const Key& key) {
  if (key.kind() == KeyKind::kSecret) return failure(ErrorCode::kKeySymmetric, "key");
  return thumbprint(key.algorithm(), key.group(), key.parts());
}

}  // namespace holoband
