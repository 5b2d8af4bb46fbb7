// Scheme: what a signature algorithm is made of.
#pragma once

#include <cstddef>
#include <cstdint>

#include "holoband/crypto/digest.h"

namespace holoband::crypto {

enum class Family : std::uint8_t { kHmac, kRsaPkcs1, kRsaPss, kEcdsa, kEddsa, kMlDsa };

// Group is the curve of an EC or OKP key, or the parameter set of an ML-DSA key.
enum class Group : std::uint8_t {
  kNone,
  kP256,
  kP384,
  kP521,
  kSecp256k1,
  kEd25519,
  kEd448,
  kMlDsa44,
  kMlDsa65,
  kMlDsa87,
};

struct GroupSizes {
  const char* name;         // how OpenSSL calls it
  std::size_t public_key;   // bytes of one coordinate (EC), or of the whole key
  std::size_t private_key;  // bytes of the private key, or of the seed it is made from
  std::size_t signature;    // bytes
};

// group_sizes describes a group; nothing of kNone.
[[nodiscard]] const GroupSizes& group_sizes(Group group);

struct Scheme {
  Family family;
  Digest digest;  // of HMAC, RSA and ECDSA; EdDSA and ML-DSA hash for themselves
  Group group;
};

inline constexpr std::size_t kMaxModulusBytes = 1024;
inline constexpr std::size_t kMaxSignatureSize = 4627;  // of all schemes: ML-DSA-87

}  // namespace holoband::crypto
