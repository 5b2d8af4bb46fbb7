// JSON Web Keys and JWK Sets (RFC 7517, RFC 7518 section 6, RFC 8037).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "holoband/key.h"
#include "holoband/key_set.h"

namespace holoband {

// import_jwk makes a key from the text of a JWK. `algorithm` is for a JWK that names none; where
// both do, they must agree, and where neither does, the curve decides (RFC 9864). "use" must be
// "sig" and "key_ops" must allow signing or verifying, where present. The text may be secret:
// nothing of it is copied but into the key.
// Failures: kJwkInvalid, kJwkMember, kKeyTypeUnsupported, kKeyUse, kAlgorithmMissing,
// kAlgorithmUnknown, kAlgorithmKeyMismatch (the two disagree), kSecretEncoding, and those of
// Key::from_secret and Key::from_parts.
[[nodiscard]] Result<Key> import_jwk(std::string_view text, std::string_view algorithm = {});

// SkippedKey says why a key of a set was left out: one bad key does not spoil the set (RFC 7517
// section 5).
struct SkippedKey {
  std::size_t index = 0;
  Outcome outcome;
};

struct ImportedKeySet {
  KeySet keys;
  std::vector<SkippedKey> skipped;
};

// import_jwk_set makes a key set from the text of a JWK Set. A key without "alg" is for the first
// of `algorithms` that takes keys of its type.
// Failures: kJwkInvalid, kAlgorithmUnknown ("algorithms"), kKeySetEmpty, kKeySetMixed; and
// kOutOfMemory, kRandomUnavailable and kCryptoFailed of any key, which is not left out for them.
[[nodiscard]] Result<ImportedKeySet> import_jwk_set(std::string_view text,
                                                    std::span<const std::string> algorithms = {});

// export_jwk writes a key as a JWK, with "kid", "alg" and "use". Private members are written only
// where `with_private` says so; the text is wiped with the result.
// Failures: kKeySymmetric (a secret has nothing else), kKeyNotPrivate, kKeyNotExportable (a secret
// that was not generated here is not kept).
[[nodiscard]] Result<SecretBytes> export_jwk(const Key& key, bool with_private);

// export_jwk_set writes the public halves of the keys as a JWK Set. Failures: those of export_jwk.
[[nodiscard]] Result<std::string> export_jwk_set(std::span<const Key> keys);

// jwk_thumbprint returns the thumbprint of an asymmetric key (RFC 7638). Failures: kKeySymmetric.
[[nodiscard]] Result<std::string> jwk_thumbprint(const Key& key);

}  // namespace holoband
