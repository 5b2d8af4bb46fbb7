// The registry of JWS algorithms (RFC 7518 section 3.1): one row each, and nothing below it looks
// at a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "holoband/crypto/hmac.h"

namespace holoband {

enum class KeyType : std::uint8_t { kSecret };

struct Algorithm {
  std::string_view name;       // the registered "alg" value; compared exactly, case included
  KeyType key_type;            // which kind of key it takes, and no other
  crypto::Digest digest;       // the hash function that it is defined with
  std::size_t signature_size;  // bytes; a signature of any other length is refused
  std::size_t min_key_bits;    // the least strength of a key
};

inline constexpr std::size_t kMaxSignatureSize = crypto::kMaxDigestSize;  // of all rows

[[nodiscard]] std::span<const Algorithm> algorithms();

// find_algorithm returns the row of a registered name, or nullptr. Rows live for ever, so that an
// algorithm can be told from another by its address.
[[nodiscard]] const Algorithm* find_algorithm(std::string_view name);

}  // namespace holoband
