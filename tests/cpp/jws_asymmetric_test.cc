// Tokens under keys of two halves: whole tokens, from the issuer to the verifier. The shared vectors
// (conformance_test.cc) have those of the RFCs.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/crypto/ecdsa_signature.h"
#include "holoband/encoding/base64url.h"
#include "holoband/issuer.h"
#include "holoband/jwk.h"
#include "holoband/jws_verifier.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::asymmetric_algorithms;
using test::describe;
using test::key_for;
using test::kNow;

std::string header_of(std::string_view algorithm) {
  return R"({"alg":")" + std::string(algorithm) + "\"}";
}

Key half_of(std::string_view algorithm) { return key_for(algorithm).public_half().value(); }

std::string verdict(std::vector<Key> keys, std::vector<std::string> algorithms,
                    std::string_view token) {
  TrustPolicy policy;
  policy.keys = std::move(keys);
  policy.algorithms = std::move(algorithms);
  Result<JwsVerifier> verifier = JwsVerifier::create(std::move(policy));
  return verifier.ok() ? describe(verifier.value().verify(token)) : describe(verifier);
}

Issuer issuer_for(const Key& key) {
  IssuerOptions options{.key = key};
  options.issuer = std::string(test::kIssuer);
  options.audiences = {std::string(test::kAudience)};
  options.ttl = 900;
  return Issuer::create(options).value();
}

TEST(AsymmetricToken, OfAnIssuerIsTakenByWhoeverHasThePublicHalf) {
  for (const std::string& name : asymmetric_algorithms()) {
    Issuer issuer = issuer_for(key_for(name));
    const Result<std::string_view> token = issuer.issue(R"({"sub":"alice"})", kNow);
    ASSERT_EQ(describe(token), "OK") << name;
    EXPECT_EQ(test::verdict(test::policy(half_of(name)), token.value()), "OK") << name;
    EXPECT_EQ(test::verdict(test::policy(half_of(name)), token.value(), kNow + 900),
              "ERR_TOKEN_EXPIRED exp")
        << name;
  }
}

// A published set selects by thumbprint where nobody gave the keys a name.
TEST(AsymmetricToken, NamesItsKey) {
  for (const std::string& name : asymmetric_algorithms()) {
    Issuer issuer = issuer_for(key_for(name));
    const std::string token(issuer.issue("{}", kNow).value());
    const std::string header = test::decode(token.substr(0, token.find('.')));
    EXPECT_EQ(test::member(header, "kid"), jwk_thumbprint(key_for(name)).value()) << name;
    EXPECT_EQ(test::member(header, "alg"), name);
  }
}

TEST(AsymmetricToken, IsTakenUnderThePublishedSet) {
  std::vector<Key> keys;
  for (const std::string& name : asymmetric_algorithms()) keys.push_back(key_for(name));
  const std::string published = export_jwk_set(keys).value();
  const KeySet set = import_jwk_set(published).value().keys;
  for (const std::string& name : asymmetric_algorithms()) {
    Issuer issuer = issuer_for(key_for(name));
    const std::string token(issuer.issue("{}", kNow).value());
    EXPECT_EQ(verdict(set.keys(), asymmetric_algorithms(), token), "OK") << name;
    EXPECT_EQ(verdict(set.keys(), {name == "ES256" ? "ES384" : "ES256"}, token),
              "ERR_ALGORITHM_NOT_ALLOWED alg")
        << name;
  }
}

// CVE-2015-9235, CVE-2022-23541, CVE-2026-22817: the key decides, the header has no say.
TEST(AsymmetricToken, UnderTheNameOfAnotherAlgorithmIsRefused) {
  for (const std::string& name : asymmetric_algorithms()) {
    for (const Algorithm& other : algorithms()) {
      if (other.name == name) continue;
      const std::string token = test::sign(key_for(name), header_of(other.name), test::kClaims);
      EXPECT_EQ(verdict({half_of(name)}, {name, std::string(other.name)}, token),
                "ERR_ALGORITHM_KEY_MISMATCH alg")
          << name << " as " << other.name;
      EXPECT_EQ(verdict({half_of(name)}, {name}, token), "ERR_ALGORITHM_NOT_ALLOWED alg");
    }
  }
}

// The attack itself: a MAC over the token, with every text of the public key for a secret.
TEST(AsymmetricToken, IsNeverOneThatWasSignedWithTheTextOfThePublicKey) {
  for (const std::string& name : asymmetric_algorithms()) {
    const std::string jwk = test::public_jwk_of(key_for(name));
    EXPECT_EQ(describe(Key::from_secret(as_bytes(jwk), "HS256")), "ERR_SECRET_IS_KEY_MATERIAL");
    const std::string forged =
        test::sign(test::secret_key("HS256"), header_of("HS256"), test::kClaims);
    EXPECT_EQ(verdict({half_of(name)}, {name, "HS256"}, forged), "ERR_ALGORITHM_KEY_MISMATCH alg");
  }
}

TEST(AsymmetricToken, OfAnotherKeyOfTheSameAlgorithmIsRefused) {
  for (const std::string& name : asymmetric_algorithms()) {
    if (find_algorithm(name)->key_type == KeyType::kRsa && name != "RS256") continue;  // slow
    const Key other = Key::generate(name).value();
    const std::string token = test::sign(other, header_of(name), test::kClaims);
    EXPECT_EQ(verdict({half_of(name)}, {name}, token), "ERR_SIGNATURE_INVALID signature") << name;
  }
}

TEST(AsymmetricToken, ThatIsChangedAnywhereIsRefused) {
  for (const std::string& name : asymmetric_algorithms()) {
    const std::string token = test::sign(key_for(name), header_of(name), test::kClaims);
    ASSERT_EQ(verdict({half_of(name)}, {name}, token), "OK");
    for (std::size_t at = 0; at < token.size(); at += 1 + token.size() / 30) {
      if (token[at] == '.') continue;
      std::string changed = token;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      EXPECT_NE(verdict({half_of(name)}, {name}, changed), "OK") << name << " at " << at;
    }
  }
}

// Incidents, section 3: a signature of DER, of a longer number, or of nothing.
TEST(AsymmetricToken, WithAnotherFormOfSignatureIsRefused) {
  for (const std::string name : {"ES256", "ES384", "ES512", "ES256K"}) {
    const std::string token = test::sign(key_for(name), header_of(name), test::kClaims);
    const std::string input = token.substr(0, token.rfind('.') + 1);
    const std::string bytes = test::decode(token.substr(input.size()));
    crypto::EcdsaDer der{};
    const Bytes as_der = crypto::ecdsa_to_der(as_bytes(bytes), der);
    const std::string zeros(bytes.size(), '\0');
    for (const std::string& signature :
         {base64url_encode(as_der), test::encode(zeros), test::encode(bytes + '\0'),
          test::encode('\0' + bytes), test::encode(bytes.substr(1)), test::encode(bytes + bytes)}) {
      EXPECT_EQ(verdict({half_of(name)}, {name}, input + signature),
                "ERR_SIGNATURE_INVALID signature")
          << name;
    }
    EXPECT_EQ(verdict({half_of(name)}, {name}, input), "ERR_SIGNATURE_MISSING signature");
  }
}

// RFC 9864: the old name and the new one are two algorithms, and a key is for one of them.
TEST(AsymmetricToken, OfEddsaAndOfEd25519AreNotTheSame) {
  const Key eddsa = Key::from_parts(*find_algorithm("EdDSA"), crypto::Group::kEd25519,
                                    test::copy_of(key_for("Ed25519").parts()))
                        .value();
  const std::string token = test::sign(eddsa, header_of("EdDSA"), test::kClaims);
  EXPECT_EQ(verdict({eddsa}, {"EdDSA"}, token), "OK");
  EXPECT_EQ(verdict({half_of("Ed25519")}, {"Ed25519", "EdDSA"}, token),
            "ERR_ALGORITHM_KEY_MISMATCH alg");
}

TEST(AsymmetricToken, IsNotIssuedWithAPublicKey) {
  IssuerOptions options{.key = half_of("ES256")};
  options.issuer = std::string(test::kIssuer);
  options.audiences = {std::string(test::kAudience)};
  options.ttl = 900;
  Result<Issuer> issuer = Issuer::create(options);
  const std::string outcome =
      issuer.ok() ? describe(issuer.value().issue("{}", kNow)) : describe(issuer);
  EXPECT_EQ(outcome, "ERR_KEY_NOT_PRIVATE key");
}

// A key that may only sign verifies nothing, whoever signed.
TEST(AsymmetricToken, IsNotVerifiedWithAKeyThatIsForSigningOnly) {
  const Key signs =
      Key::from_parts(*find_algorithm("ES256"), crypto::Group::kP256,
                      test::copy_of(key_for("ES256").parts()), "a", {.sign = true, .verify = false})
          .value();
  const std::string token = test::sign(signs, header_of("ES256"), test::kClaims);
  EXPECT_EQ(verdict({signs}, {"ES256"}, token), "ERR_KEY_USE keys");
  EXPECT_EQ(verdict({signs, half_of("Ed25519")}, {"ES256", "Ed25519"}, token),
            "ERR_ALGORITHM_KEY_MISMATCH alg");
}

}  // namespace
}  // namespace holoband
