// Keys made of the input's bytes: from JWK, PEM and DER each comes back as itself, with the same thumbprint, and signs what
// it signed.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "holoband/jwk.h"
#include "holoband/key_der.h"
#include "holoband/pem.h"
#include "support/key_promises.h"
#include "support/keys.h"
#include "support/require.h"
#include "support/samples.h"

namespace holoband::fuzz {
namespace {

using crypto::Group;
using crypto::KeyParts;
using crypto::Part;

constexpr std::size_t kOptions = 2;

struct Kind {
  std::string_view algorithm;
  Group group;
  Part part;
  std::size_t size;
};

// All whose private key is any text of a length, or nearly any. RSA keys are for the fuzzers of JWK and PEM.
constexpr std::array<Kind, 9> kKinds{{{"ES256", Group::kP256, Part::kD, 32},
                                      {"ES384", Group::kP384, Part::kD, 48},
                                      {"ES512", Group::kP521, Part::kD, 66},
                                      {"ES256K", Group::kSecp256k1, Part::kD, 32},
                                      {"Ed25519", Group::kEd25519, Part::kD, 32},
                                      {"Ed448", Group::kEd448, Part::kD, 57},
                                      {"EdDSA", Group::kEd25519, Part::kD, 32},
                                      {"ML-DSA-44", Group::kMlDsa44, Part::kPriv, 32},
                                      {"ML-DSA-65", Group::kMlDsa65, Part::kPriv, 32}}};

std::vector<std::uint8_t> signature_of(const Key& key, Bytes message) {
  std::vector<std::uint8_t> signature(key.signature_size());
  require(key.sign(message, signature).ok(), "a private key signs");
  return signature;
}

Key from_der(const Key& key) {
  const SecretBytes der = write_pkcs8(key);
  Result<EncodedKey> read = read_pkcs8(der.bytes());
  require(read.ok() && read.value().group == key.group(), "DER that was written is read");
  Result<Key> again = Key::from_parts(key.algorithm(), read.value().group,
                                      std::move(read.value().parts), key.kid());
  require(again.ok(), "DER that was read is a key");
  require(std::ranges::equal(write_pkcs8(again.value()).bytes(), der.bytes()),
          "DER is written in one way");
  return std::move(again).value();
}

void require_same(const Key& key, const Key& again, Bytes message) {
  require(again.is_same_as(key) && again.kid() == key.kid(), "a key comes back as itself");
  require(jwk_thumbprint(again).value() == jwk_thumbprint(key).value(), "and has its thumbprint");
  for (std::size_t part = 0; part < crypto::kPartCount; ++part) {
    require(std::ranges::equal(again.parts().get(static_cast<Part>(part)),
                               key.parts().get(static_cast<Part>(part))),
            "and all its numbers");
  }
  const std::vector<std::uint8_t> signature = signature_of(key, message);
  require(again.verify(message, signature).ok(), "and verifies what it has signed");
  require(!key.signs_deterministically() || signature_of(again, message) == signature,
          "and signs what it has signed");
}

// Each form takes as long as many other inputs, so that an input is about one of them.
void check_form(const Key& key, std::size_t form, Bytes message) {
  switch (form % 4) {
    case 0:
      return require_sound_key(key, true);
    case 1:
      return require_same(key, import_jwk(test::jwk_of(key)).value(), message);
    case 2: {
      const std::string pem = test::text_of(export_pem(key, true).value());
      return require_same(key, import_pem(pem, key.algorithm().name).value(), message);
    }
    default:
      return require_same(key, from_der(key), message);
  }
}

void check(const Input& input) {
  const Kind& kind = kKinds[input.option(0, kKinds.size())];
  std::vector<std::uint8_t> bytes(input.text.begin(), input.text.end());
  const bool is_of_right_size = input.option(1, 8) != 0;
  if (is_of_right_size) bytes.resize(kind.size, 1);
  KeyParts parts;
  parts.set(kind.part, SecretBytes(Bytes(bytes)));
  const Result<Key> made =
      Key::from_parts(*find_algorithm(kind.algorithm), kind.group, std::move(parts));
  if (!made.ok()) return require_plain_refusal(made.outcome(), input.text);
  require(bytes.size() == kind.size, "a private key is as long as it has to be");
  check_form(made.value(), input.option(1, 251), as_bytes(input.text));
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  check({data, size, kOptions});
  return 0;
}
