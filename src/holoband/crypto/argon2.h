// Argon2id (RFC 9106).
#pragma once

#include <cstdint>

#include "holoband/error.h"
#include "holoband/secret.h"

namespace holoband::crypto {

struct Argon2Cost {
  std::uint32_t memory_kib;
  std::uint32_t passes;
  std::uint32_t lanes;
};

// argon2id fills `tag`. The working memory is given back before it returns.
// Failures: kOutOfMemory, kCryptoFailed.
[[nodiscard]] Outcome argon2id(Bytes password, Bytes salt, const Argon2Cost& cost,
                               MutableBytes tag);

}  // namespace holoband::crypto
