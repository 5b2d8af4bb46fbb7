// SHA-2 (FIPS 180-4), the only digests that JWS asks for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "holoband/bytes.h"

namespace holoband::crypto {

enum class Digest : std::uint8_t { kSha256, kSha384, kSha512 };

[[nodiscard]] constexpr std::size_t digest_size(Digest digest) {
  return digest == Digest::kSha256 ? 32 : digest == Digest::kSha384 ? 48 : 64;
}

inline constexpr std::size_t kMaxDigestSize = 64;

// hash writes digest_size(digest) bytes to `out`, which must have the room.
void hash(Digest digest, Bytes message, MutableBytes out);

}  // namespace holoband::crypto
