// The registry of JWS algorithms (RFC 7518 section 3.1, RFC 8812, RFC 9864, and the registration of
// ML-DSA): one row each, and nothing below it looks at a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "holoband/crypto/scheme.h"

namespace holoband {

// KeyType is "kty" of a JWK: oct, RSA, EC, OKP, AKP.
enum class KeyType : std::uint8_t { kSecret, kRsa, kEc, kOkp, kAkp };

struct Algorithm {
  std::string_view name;     // the registered "alg" value; compared exactly, case included
  KeyType key_type;          // which kind of key it takes, and no other
  crypto::Scheme scheme;     // what it is made of; without a group it takes every one of its type
  std::size_t min_key_bits;  // the least length of a secret or of an RSA modulus
};

[[nodiscard]] std::span<const Algorithm> algorithms();

// find_algorithm returns the row of a registered name, or nullptr. Rows live for ever, so that an
// algorithm can be told from another by its address.
[[nodiscard]] const Algorithm* find_algorithm(std::string_view name);

// algorithm_of_group returns the one algorithm that keys of a curve are for, by its fully specified
// name (RFC 9864), or nullptr where a key of that type could be for several.
[[nodiscard]] const Algorithm* algorithm_of_group(crypto::Group group);

// takes tells whether an algorithm is for keys of this type and group.
[[nodiscard]] bool takes(const Algorithm& algorithm, KeyType type, crypto::Group group);

// signs_deterministically tells whether the same message under the same key always gives the same
// signature: RSASSA-PSS salts it, and ML-DSA is hedged.
[[nodiscard]] bool signs_deterministically(const Algorithm& algorithm);

}  // namespace holoband
