// KeyShape: what the members of a JWK are, for each key type (RFC 7518 section 6, RFC 8037 section
// 2, and the registration of AKP). One table for reading, writing and thumbprints.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "holoband/algorithm.h"
#include "holoband/crypto/key_parts.h"

namespace holoband {

struct KeyMember {
  std::string_view name;
  crypto::Part part;
  bool is_private;  // of the private key; else it must be there
  bool is_number;   // a Base64urlUInt: no leading zeros
};

struct KeyShape {
  std::string_view kty;
  KeyType type;
  std::span<const KeyMember> members;
};

[[nodiscard]] const KeyShape& shape_of(KeyType type);

// find_shape returns the shape of a "kty", or nullptr.
[[nodiscard]] const KeyShape* find_shape(std::string_view kty);

// curve_name returns the "crv" of a group, or an empty text where it has none.
[[nodiscard]] std::string_view curve_name(crypto::Group group);

// find_curve returns the group of a "crv" of this key type, or kNone.
[[nodiscard]] crypto::Group find_curve(KeyType type, std::string_view crv);

}  // namespace holoband
