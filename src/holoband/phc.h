// The text of an Argon2id hash in the PHC string format. For password.cc only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "holoband/crypto/argon2.h"
#include "holoband/secret.h"

namespace holoband {

// PhcBytes is a salt or a tag: a few bytes, none of them secret, whose number is known at run time.
class PhcBytes {
 public:
  static constexpr std::size_t kMaxSize = 64;

  PhcBytes() = default;
  explicit PhcBytes(std::size_t size) : size_(size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] MutableBytes bytes() { return MutableBytes(buffer_).first(size_); }
  [[nodiscard]] Bytes bytes() const { return Bytes(buffer_).first(size_); }

 private:
  std::array<std::uint8_t, kMaxSize> buffer_{};
  std::size_t size_ = 0;
};

struct PhcHash {
  crypto::Argon2Cost cost{};
  PhcBytes salt;
  PhcBytes tag;
};

// parse_phc reads $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<tag> and no other spelling of
// it: numbers without sign or leading zeros, base64 without padding, 8 to 64 bytes of salt and 16
// to 64 of tag. A number beyond 32 bits reads as the largest one, which is no cost that anybody pays.
[[nodiscard]] std::optional<PhcHash> parse_phc(std::string_view text);

// write_phc writes what parse_phc reads.
[[nodiscard]] std::string write_phc(const PhcHash& hash);

}  // namespace holoband
