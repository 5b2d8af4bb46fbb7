#include "support/samples.h"

#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "crypto/hex.h"
#include "ec_samples.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "okp_samples.h"
#include "rsa_samples.h"
#include "support/keys.h"
#include "support/tokens.h"

namespace holoband::fuzz {
namespace {

using crypto::Group;
using crypto::KeyParts;
using crypto::Part;

Key from_private(std::string_view algorithm, Group group, KeyParts parts, std::string_view kid) {
  return Key::from_parts(*find_algorithm(algorithm), group, std::move(parts), kid).value();
}

KeyParts private_part(Part part, Bytes bytes) {
  KeyParts parts;
  parts.set(part, SecretBytes(bytes));
  return parts;
}

Key rsa_key(std::string_view algorithm, std::string_view kid = {}) {
  KeyParts parts;
  for (const auto& [part, text] : test::rsa_samples::kRfc7515A2)
    parts.set(part, SecretBytes(as_bytes(test::decode(text))));
  return from_private(algorithm, Group::kNone, std::move(parts), kid);
}

Key ec_key(std::string_view algorithm, Group group, std::string_view kid = {}) {
  for (const test::EcSample& sample : test::ec_samples()) {
    if (sample.group == group)
      return from_private(algorithm, group, test::parts_of({{Part::kD, sample.d}}), kid);
  }
  __builtin_trap();
}

Key okp_key(std::string_view algorithm, Group group, std::string_view kid = {}) {
  for (const test::OkpSample& sample : test::okp_samples()) {
    if (sample.group == group)
      return from_private(algorithm, group, test::parts_of({{Part::kD, sample.d}}), kid);
  }
  __builtin_trap();
}

Key ml_dsa_key() {
  std::array<std::uint8_t, 32> seed{};
  std::iota(seed.begin(), seed.end(), std::uint8_t{0});
  return from_private("ML-DSA-44", Group::kMlDsa44, private_part(Part::kPriv, seed), {});
}

}  // namespace

const std::vector<Key>& secret_keys() {
  static const std::vector<Key> kKeys{test::secret_key("HS256"),
                                      test::secret_key("HS512", "hs512")};
  return kKeys;
}

const std::vector<Key>& private_keys() {
  static const std::vector<Key> kKeys{rsa_key("RS256", "rs256"),
                                      ec_key("ES256", Group::kP256, "es256"),
                                      okp_key("Ed25519", Group::kEd25519, "ed25519")};
  return kKeys;
}

const std::vector<Key>& family_keys() {
  static const std::vector<Key> kKeys{rsa_key("RS256"),
                                      ec_key("ES256", Group::kP256),
                                      ec_key("ES384", Group::kP384),
                                      ec_key("ES512", Group::kP521),
                                      ec_key("ES256K", Group::kSecp256k1),
                                      okp_key("Ed25519", Group::kEd25519),
                                      okp_key("Ed448", Group::kEd448),
                                      ml_dsa_key()};
  return kKeys;
}

const std::vector<std::string>& sample_claims() {
  static const std::vector<std::string> kClaims{
      std::string(test::kClaims),
      R"({"iss":"https://issuer.example","aud":["https://api.example","b"],"exp":1767229200.5,"nbf":1767225600,"iat":1767225540,"jti":"1"})",
      R"({"sub":"alice","sid":"s1","gen":0,"iat":1767225600,"exp":1767830400})",
      R"({"a":{"b":[{"c":[]},{"d":{}}],"e":null},"f":true,"g":false,"h":"","i":[[],[[]]]})",
      R"({"n":[0,-0,1.5,-2e10,3E-7,1e308,123456789012345678901234567890,0.1e1]})",
      R"({"s":["\"\\\/\b\f\n\r\t","\u0041\u00e9\ud83d\ude00"],"\u0065xp":1767229200})"};
  return kClaims;
}

const std::vector<std::string>& sample_jwks() {
  static const std::vector<std::string> kJwks = [] {
    std::vector<std::string> all{
        R"({"kty":"oct","alg":"HS256","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","key_ops":["sign","verify"]})"};
    for (const Key& key : family_keys()) {
      all.push_back(test::jwk_of(key));
      all.push_back(test::public_jwk_of(key));
    }
    return all;
  }();
  return kJwks;
}

}  // namespace holoband::fuzz
