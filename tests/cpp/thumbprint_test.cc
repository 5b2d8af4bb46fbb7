#include "holoband/thumbprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/crypto/digest.h"
#include "holoband/encoding/base64url.h"
#include "holoband/jwk.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::key_for;
using test::member;

std::string thumbprint_of(std::string_view jwk, std::string_view algorithm) {
  return jwk_thumbprint(import_jwk(jwk, algorithm).value()).value();
}

// RFC 7638 section 3.1.
TEST(Thumbprint, IsThatOfTheExampleOfRfc7638) {
  constexpr std::string_view kJwk =
      R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aP)"
      R"(FFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v)"
      R"(-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF)"
      R"(TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",)"
      R"("e":"AQAB","alg":"RS256","kid":"2011-04-29"})";
  EXPECT_EQ(thumbprint_of(kJwk, "RS256"), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

// RFC 8037 appendix A.3, of the public key and of the private one.
TEST(Thumbprint, IsThatOfTheExampleOfRfc8037) {
  constexpr std::string_view kExpected = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
  const std::string half =
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  EXPECT_EQ(thumbprint_of(half, "EdDSA"), kExpected);
  EXPECT_EQ(thumbprint_of(half, "Ed25519"), kExpected) << "the algorithm is no part of it";
  const std::string whole =
      test::with(half, "d", R"("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")");
  EXPECT_EQ(thumbprint_of(whole, "EdDSA"), kExpected);
}

std::string hash_of(std::string_view json) {
  std::vector<std::uint8_t> digest(32);
  crypto::hash(crypto::Digest::kSha256, as_bytes(json), digest);
  return base64url_encode(digest);
}

// Section 3.2: the members that every key of the type has, and those only, in the order of their
// names, without any space.
TEST(Thumbprint, IsTheHashOfTheRequiredMembersInTheirOrder) {
  const std::string ec = test::public_jwk_of(key_for("ES256"));
  EXPECT_EQ(jwk_thumbprint(key_for("ES256")).value(),
            hash_of(R"({"crv":"P-256","kty":"EC","x":")" + member(ec, "x") + R"(","y":")" +
                    member(ec, "y") + "\"}"));
  const std::string rsa = test::public_jwk_of(key_for("PS512"));
  EXPECT_EQ(jwk_thumbprint(key_for("PS512")).value(),
            hash_of(R"({"e":"AQAB","kty":"RSA","n":")" + member(rsa, "n") + "\"}"));
  const std::string akp = test::public_jwk_of(key_for("ML-DSA-65"));
  EXPECT_EQ(jwk_thumbprint(key_for("ML-DSA-65")).value(),
            hash_of(R"({"alg":"ML-DSA-65","kty":"AKP","pub":")" + member(akp, "pub") + "\"}"));
  const std::string okp = test::public_jwk_of(key_for("Ed448"));
  EXPECT_EQ(jwk_thumbprint(key_for("Ed448")).value(),
            hash_of(R"({"crv":"Ed448","kty":"OKP","x":")" + member(okp, "x") + "\"}"));
}

TEST(Thumbprint, IsTheSameForBothHalvesAndWhateverElseTheKeySays) {
  for (const std::string& name : test::asymmetric_algorithms()) {
    const Key& key = key_for(name);
    const std::string expected = jwk_thumbprint(key).value();
    EXPECT_EQ(expected.size(), 43U);
    EXPECT_EQ(key.kid(), expected) << "a key without a name is known by it";
    EXPECT_EQ(jwk_thumbprint(key.public_half().value()).value(), expected) << name;
    const std::string renamed = test::with(test::jwk_of(key), "kid", "\"another\"");
    EXPECT_EQ(jwk_thumbprint(import_jwk(renamed).value()).value(), expected) << name;
  }
}

TEST(Thumbprint, TellsKeysApart) {
  std::set<std::string> seen;
  for (const std::string& name : test::asymmetric_algorithms())
    seen.insert(jwk_thumbprint(key_for(name)).value());
  EXPECT_EQ(seen.size(), test::asymmetric_algorithms().size());
}

// RFC 7638 section 7: the hash of a secret lets anybody try secrets.
TEST(Thumbprint, OfASecretDoesNotLeaveTheLibrary) {
  for (const Algorithm* row : test::secret_algorithms()) {
    EXPECT_EQ(describe(jwk_thumbprint(key_for(row->name))), "ERR_KEY_SYMMETRIC key");
    EXPECT_EQ(key_for(row->name).kid(), "");
  }
}

}  // namespace
}  // namespace holoband
