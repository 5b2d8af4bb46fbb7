#include "holoband/thumbprint.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/crypto/digest.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/secret_text.h"
#include "holoband/key_shape.h"

namespace holoband {
std::string thumbprint(const Algorithm& algorithm, crypto::Group group,
                       const crypto::KeyParts& parts) {
  const KeyShape& shape = shape_of(algorithm.key_type);
  constexpr std::size_t kRoomForNames = 128;
  std::size_t room = kRoomForNames;
  // Section 3.2: the members that every public key of the type has, in the order of their names.
  std::vector<std::pair<std::string_view, std::string_view>> texts{{"kty", shape.kty}};
  if (const std::string_view crv = curve_name(group); !crv.empty()) texts.emplace_back("crv", crv);
  if (algorithm.key_type == KeyType::kAkp) texts.emplace_back("alg", algorithm.name);
  for (const KeyMember& member : shape.members) {
    if (member.is_private) continue;
    texts.emplace_back(member.name, std::string_view());
    room += base64url_encoded_size(parts.get(member.part).size());
  }
  std::sort(texts.begin(), texts.end());

  SecretText json(room);  // that of an oct key holds the secret
  std::string_view separator = "{\"";
  for (const auto& [name, text] : texts) {
    json.add(separator);
    json.add(name);
    json.add("\":\"");
    json.add(text);
    for (const KeyMember& member : shape.members) {
      if (member.name == name) json.add_base64url(parts.get(member.part));
    }
    json.add("\"");
    separator = ",\"";
  }
  json.add("}");
  std::array<std::uint8_t, crypto::kMaxDigestSize> digest{};
  crypto::hash(crypto::Digest::kSha256, as_bytes(json.text()), digest);
  return base64url_encode(Bytes(digest).first(crypto::digest_size(crypto::Digest::kSha256)));
}

}  // namespace holoband
