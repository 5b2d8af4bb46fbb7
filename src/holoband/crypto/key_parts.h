// KeyParts: the numbers and strings that a key consists of, whatever it was read from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "holoband/secret.h"

namespace holoband::crypto {

// Part is one of them, named as in a JWK (RFC 7518 section 6, RFC 8037 section 2).
enum class Part : std::uint8_t {
  kN,     // RSA: the modulus
  kE,     // RSA: the public exponent
  kD,     // RSA: the private exponent; EC and OKP: the private key
  kP,     // RSA: the first prime
  kQ,     // RSA: the second prime
  kDp,    // RSA: d mod (p - 1)
  kDq,    // RSA: d mod (q - 1)
  kQi,    // RSA: the inverse of q mod p
  kX,     // EC: the x coordinate; OKP: the public key
  kY,     // EC: the y coordinate
  kPub,   // AKP: the public key
  kPriv,  // AKP: the seed of the private key
  kK,     // oct: the secret
};

inline constexpr std::size_t kPartCount = 13;

// KeyParts holds big-endian numbers without leading zeros, coordinates and private keys of their
// curve's exact length, or nothing where a part is absent. All of it is wiped.
class KeyParts {
 public:
  KeyParts() = default;
  KeyParts(KeyParts&&) noexcept = default;
  KeyParts& operator=(KeyParts&&) noexcept = default;
  KeyParts(const KeyParts&) = delete;
  KeyParts& operator=(const KeyParts&) = delete;
  ~KeyParts();

  [[nodiscard]] Bytes get(Part part) const {
    return parts_[static_cast<std::size_t>(part)].bytes();
  }
  [[nodiscard]] bool has(Part part) const { return !get(part).empty(); }
  void set(Part part, SecretBytes bytes) {
    parts_[static_cast<std::size_t>(part)] = std::move(bytes);
  }

 private:
  std::array<SecretBytes, kPartCount> parts_;
};

}  // namespace holoband::crypto
