#include "support/key_promises.h"

#include <algorithm>
#include <string>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/jwk.h"
#include "holoband/pem.h"
#include "support/keys.h"
#include "support/require.h"

namespace holoband::fuzz {
namespace {

constexpr std::string_view kMessage = "header.payload";
constexpr std::size_t kThumbprintSize = 43;

bool has_right_parts(const Key& key) { return key.kind() == KeyKind::kPrivate; }

void require_same_key(const Result<Key>& other, const Key& key, std::string_view promise) {
  require(other.ok() && other.value().is_same_as(key) && other.value().kind() == key.kind(),
          promise);
}

void require_jwk(const Key& key) {
  const Result<SecretBytes> jwk = export_jwk(key, has_right_parts(key));
  require(jwk.ok(), "a key can be written as a JWK");
  const std::string text = test::text_of(jwk.value());
  const Result<Key> again = import_jwk(text);
  require_same_key(again, key, "a JWK that was written is read as the same key");
  require(again.value().kid() == key.kid(), "a JWK keeps the kid");
  const Result<SecretBytes> twice = export_jwk(again.value(), has_right_parts(key));
  require(twice.ok() && test::text_of(twice.value()) == text, "a key is written in one way");
}

void require_pem(const Key& key) {
  const Result<SecretBytes> pem = export_pem(key, has_right_parts(key));
  require(pem.ok(), "a key can be written as PEM");
  const std::string text = test::text_of(pem.value());
  const Result<Key> again = import_pem(text, key.algorithm().name);
  require_same_key(again, key, "PEM that was written is read as the same key");
  const Result<SecretBytes> twice = export_pem(again.value(), has_right_parts(key));
  require(twice.ok() && test::text_of(twice.value()) == text, "a key is written in one way");
}

// A private key signs what its public half verifies, and nothing else is verified.
void require_pair(const Key& key, const Key& verifying) {
  std::vector<std::uint8_t> signature(key.signature_size());
  const Outcome made = key.sign(as_bytes(kMessage), signature);
  require(made.ok() == key.can_sign(), "a key signs where it may");
  if (!made.ok()) return;
  require(verifying.verify(as_bytes(kMessage), signature).ok(), "what a key signs is right");
  require(!verifying.verify(as_bytes("header.other"), signature).ok(),
          "and for that message alone");
  signature[signature.size() / 2] ^= 1;
  require(!verifying.verify(as_bytes(kMessage), signature).ok(), "and only as it was made");
}

void require_sound_pair(const Key& key, bool uses_it) {
  const Result<std::string> name = jwk_thumbprint(key);
  require(name.ok() && name.value().size() == kThumbprintSize, "a key has a thumbprint");
  require(key.is_named() || key.kid() == name.value(), "a key without a name has its thumbprint");
  const Result<Key> half = key.public_half();
  require(half.ok() && half.value().kind() == KeyKind::kPublic && half.value().is_same_as(key),
          "a key has a public half");
  require(jwk_thumbprint(half.value()).value() == name.value(), "both halves have one thumbprint");
  require(!export_jwk(half.value(), true).ok() && !export_pem(half.value(), true).ok(),
          "a public half has no private parts");
  for (const Key* each : {&key, &half.value()}) {
    require_jwk(*each);
    require_pem(*each);
  }
  if (uses_it && key.kind() == KeyKind::kPrivate) require_pair(key, half.value());
}

}  // namespace

void require_sound_key(const Key& key, bool uses_it) {
  if (key.kind() != KeyKind::kSecret) return require_sound_pair(key, uses_it);
  require(
      !export_jwk(key, false).ok() && !export_jwk(key, true).ok() && !export_pem(key, true).ok(),
      "a secret that was brought here does not come out again");
  if (uses_it) require_pair(key, key);
}

}  // namespace holoband::fuzz
