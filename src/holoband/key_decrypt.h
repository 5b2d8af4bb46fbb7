// EncryptedPrivateKeyInfo (RFC 5958 section 3). For pem.cc only.
#pragma once

#include "holoband/result.h"
#include "holoband/secret.h"

namespace holoband {

// No key file needs more rounds, and no hostile one may ask for hours of them.
inline constexpr std::uint32_t kMaxPbkdf2Iterations = 10'000'000;

// decrypt_pkcs8 returns the PKCS #8 key inside.
// Failures: kPemInvalid, kPemUnsupported (anything but PBES2 with PBKDF2, HMAC-SHA-2 and AES-CBC),
// kPassphraseWrong.
[[nodiscard]] Result<SecretBytes> decrypt_pkcs8(Bytes der, Bytes passphrase);

}  // namespace holoband
