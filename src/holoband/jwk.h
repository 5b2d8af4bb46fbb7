// JSON Web Keys and JWK Sets (RFC 7517, RFC 7518 section 6).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "holoband/key.h"
#include "holoband/key_set.h"

namespace holoband {

// import_jwk makes a key from the text of a JWK. `algorithm` is for a JWK that names none; where
// both do, they must agree. "use" must be "sig" and "key_ops" must allow signing or verifying,
// where present. The text may be secret: nothing of it is copied but into the key. This version
// takes kty "oct".
// Failures: kJwkInvalid, kJwkMember, kKeyTypeUnsupported, kKeyUse, kAlgorithmMissing,
// kAlgorithmUnknown, kAlgorithmKeyMismatch (the two disagree), kSecretEncoding, and those of
// Key::from_secret.
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

// import_jwk_set makes a key set from the text of a JWK Set. Every key needs an "alg" of its own.
// Failures: kJwkInvalid, kKeySetEmpty, kKeySetMixed.
[[nodiscard]] Result<ImportedKeySet> import_jwk_set(std::string_view text);

}  // namespace holoband
