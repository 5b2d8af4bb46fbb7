// Keys as PEM text (RFC 7468).
#pragma once

#include <string_view>

#include "holoband/key.h"
#include "holoband/result.h"
#include "holoband/secret.h"

namespace holoband {

inline constexpr std::size_t kMaxPemBytes = 65536;

// PemOptions: who the key is, and what opens it.
struct PemOptions {
  std::string_view kid;  // empty: the thumbprint
  std::string_view passphrase;
};

// import_pem makes a key for `algorithm` from the text of one PEM block: PUBLIC KEY, PRIVATE KEY,
// ENCRYPTED PRIVATE KEY, RSA PUBLIC KEY, RSA PRIVATE KEY, EC PRIVATE KEY (after EC PARAMETERS or
// not) or CERTIFICATE. The algorithm is not guessed, as an RSA key could be for six.
//
// Of a certificate only the key is used. Whether to trust it is not asked.
//
// Failures: kPemInvalid, kPemUnsupported, kPassphraseMissing, kPassphraseWrong, kAlgorithmUnknown,
// kAlgorithmKeyMismatch (the algorithm is not for such a key), and those of Key::from_parts.
[[nodiscard]] Result<Key> import_pem(std::string_view pem, std::string_view algorithm,
                                     const PemOptions& options = {});

// export_pem writes a key as PUBLIC KEY or, where `with_private` says so, as PRIVATE KEY (PKCS #8,
// not encrypted). The text is wiped with the result. Failures: kKeySymmetric, kKeyNotPrivate.
[[nodiscard]] Result<SecretBytes> export_pem(const Key& key, bool with_private);

}  // namespace holoband
