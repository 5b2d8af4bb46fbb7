// Decryption of an encrypted private key: PBES2 (RFC 8018 section 6.2) with PBKDF2, HMAC with SHA-2
// and AES-CBC, which is what every tool has written for years.
#pragma once

#include <cstdint>
#include <optional>

#include "holoband/crypto/digest.h"
#include "holoband/secret.h"

namespace holoband::crypto {

struct Pbes2 {
  Digest prf;
  Bytes salt;
  std::uint32_t iterations;
  std::size_t key_size;  // 16, 24 or 32 bytes: AES-128, AES-192, AES-256
  Bytes iv;              // 16 bytes
};

// pbkdf2 fills `out` (RFC 8018 section 5.2).
void pbkdf2(Digest prf, Bytes password, Bytes salt, std::uint32_t iterations, MutableBytes out);

// pbes2_decrypt returns the plain text without its padding, or nothing where the padding is wrong:
// then the passphrase most likely is, too.
[[nodiscard]] std::optional<SecretBytes> pbes2_decrypt(const Pbes2& scheme, Bytes password,
                                                       Bytes data);

}  // namespace holoband::crypto
