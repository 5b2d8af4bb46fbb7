// JWK Sets of public keys. What all sets have in common is tested in jwk_test.cc.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "holoband/jwk.h"
#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::jwk_of;
using test::key_for;
using test::public_jwk_of;
using test::with;
using test::without;

std::string set_of(const std::vector<std::string>& keys) {
  std::string text = R"({"keys":[)";
  for (const std::string& key : keys) text += (text.back() == '[' ? "" : ",") + key;
  return text + "]}";
}

std::string public_jwk(std::string_view algorithm, std::string_view kid) {
  return with(public_jwk_of(key_for(algorithm)), "kid", "\"" + std::string(kid) + "\"");
}

// report returns "algorithm:kid" of each key, and the index and the reason of each that was left
// out.
std::string report(std::string_view text, const std::vector<std::string>& algorithms = {}) {
  const Result<ImportedKeySet> set = import_jwk_set(text, algorithms);
  if (!set.ok()) return describe(set);
  std::string all;
  for (const Key& key : set.value().keys.keys()) {
    all += std::string(key.algorithm().name) + ":" + std::string(key.kid()) + " ";
    if (key.kind() == KeyKind::kPrivate) all += "(private) ";
  }
  for (const SkippedKey& skipped : set.value().skipped)
    all += "[" + std::to_string(skipped.index) + " " + describe(skipped.outcome) + "]";
  return all;
}

TEST(ImportJwkSetOfPublicKeys, KeepsKeysOfAllTypes) {
  EXPECT_EQ(report(set_of({public_jwk("RS256", "a"), public_jwk("ES384", "b"),
                           public_jwk("Ed25519", "c"), public_jwk("ML-DSA-65", "d")})),
            "RS256:a ES384:b Ed25519:c ML-DSA-65:d ");
}

// An identity provider whose RSA keys say nothing (Azure AD does that) leaves it to the relying
// party.
TEST(ImportJwkSetOfPublicKeys, TakesTheFirstAlgorithmOfTheListThatFits) {
  const std::string rsa = without(public_jwk("RS256", "r"), "alg");
  const std::string ec = without(public_jwk("ES256", "e"), "alg");
  const std::string okp = without(public_jwk("Ed25519", "o"), "alg");
  const std::string all = set_of({rsa, ec, okp});
  EXPECT_EQ(report(all), "ES256:e Ed25519:o [0 ERR_ALGORITHM_MISSING alg]");
  EXPECT_EQ(report(all, {"ES384", "PS256", "RS256"}), "PS256:r ES256:e Ed25519:o ");
  EXPECT_EQ(report(all, {"RS256", "PS256", "EdDSA"}), "RS256:r ES256:e EdDSA:o ");
  EXPECT_EQ(report(all, {"Ed448", "HS256"}), "ES256:e Ed25519:o [0 ERR_ALGORITHM_MISSING alg]");
}

TEST(ImportJwkSetOfPublicKeys, LeavesAKeyItsOwnAlgorithm) {
  EXPECT_EQ(report(set_of({public_jwk("RS256", "a")}), {"PS256"}), "RS256:a ");
}

TEST(ImportJwkSetOfPublicKeys, RefusesAListWithANameThatDoesNotExist) {
  for (const std::string name : {"none", "RS1", "ES257", "", "rs256"}) {
    EXPECT_EQ(report(set_of({public_jwk("RS256", "a")}), {"RS256", name}),
              "ERR_ALGORITHM_UNKNOWN algorithms")
        << name;
  }
}

// RFC 7517 section 5, GHSA-w6j9-cwv2-h6wq: what cannot be used is ignored.
TEST(ImportJwkSetOfPublicKeys, LeavesOutWhatItCannotUse) {
  const std::string good = public_jwk("ES256", "good");
  EXPECT_EQ(
      report(set_of(
          {R"({"kty":"DSA","kid":"x"})", good, R"({"kty":"OKP","crv":"X25519","x":"AA"})",
           public_jwk("ES384", "off").replace(public_jwk("ES384", "off").find("P-384"), 5, "P-256"),
           with(public_jwk("RS256", "enc"), "use", R"("enc")"),
           with(public_jwk("RS256", "e"), "e", R"("Aw")")})),
      "ES256:good [0 ERR_KEY_TYPE_UNSUPPORTED kty][2 ERR_KEY_TYPE_UNSUPPORTED crv]"
      "[3 ERR_ALGORITHM_KEY_MISMATCH alg][4 ERR_KEY_USE use][5 ERR_KEY_TOO_WEAK e]");
}

TEST(ImportJwkSetOfPublicKeys, LetsAKeyForEncryptionShareAKid) {
  EXPECT_EQ(
      report(set_of({with(public_jwk("RS256", "a"), "use", R"("enc")"), public_jwk("ES256", "a")})),
      "ES256:a [0 ERR_KEY_USE use]");
}

TEST(ImportJwkSetOfPublicKeys, LeavesOutAKeyWhoseKidABrokenKeyClaimsToo) {
  EXPECT_EQ(report(set_of({with(public_jwk("ES256", "a"), "x", R"("AAAA")"),
                           public_jwk("Ed25519", "a"), public_jwk("ES384", "b")})),
            "ES384:b [0 ERR_KEY_INVALID x][1 ERR_KEY_AMBIGUOUS kid]");
}

TEST(ImportJwkSetOfPublicKeys, CountsAKeyThatIsRepeatedOnce) {
  const std::string key = public_jwk("ES256", "a");
  EXPECT_EQ(report(set_of({key, key, key})), "ES256:a ");
  EXPECT_EQ(report(set_of({key, with(key, "x5t", R"("other")")})), "ES256:a ");
  EXPECT_EQ(report(set_of({key, public_jwk("ES256", "b")})), "ES256:a ES256:b ");
}

// A private key in a published set is an accident that its owner would want to hear of; to a
// verifier it is the key that it is.
TEST(ImportJwkSetOfPublicKeys, LetsAPrivateKeyStandForItsPublicHalf) {
  const std::string half = public_jwk("ES256", "a");
  const std::string whole = with(jwk_of(key_for("ES256")), "kid", R"("a")");
  EXPECT_EQ(report(set_of({half, whole})), "ES256:a (private) ");
  EXPECT_EQ(report(set_of({whole, half})), "ES256:a (private) ");
}

TEST(ImportJwkSetOfPublicKeys, IsRefusedBesideASecretOfAnyState) {
  const std::string secret = jwk_of(key_for("HS256"));
  for (const std::string& beside : {public_jwk("RS256", "a"), public_jwk("ML-DSA-44", "a"),
                                    with(public_jwk("RS256", "a"), "use", R"("enc")"),
                                    with(public_jwk("ES256", "a"), "x", R"("AAAA")")}) {
    EXPECT_EQ(report(set_of({secret, beside})), "ERR_KEY_SET_MIXED keys");
    EXPECT_EQ(report(set_of({beside, secret})), "ERR_KEY_SET_MIXED keys");
  }
  EXPECT_EQ(report(set_of({R"({"kty":"oct","k":"AA"})", public_jwk("RS256", "a")})),
            "RS256:a [0 ERR_ALGORITHM_MISSING alg]")
      << "a secret that cannot be used is left out like anything else";
}

TEST(ImportJwkSetOfPublicKeys, HoldsAThousandKeysAndNoMore) {
  std::string text = R"({"keys":[)" + public_jwk("Ed25519", "good");
  for (int i = 1; i < 1000; ++i) text += ",{}";
  EXPECT_TRUE(report(text + "]}").starts_with("Ed25519:good [1 ERR_JWK_INVALID kty]"));
  EXPECT_EQ(report(text + ",{}]}"), "ERR_JWK_INVALID keys");
}

TEST(ExportJwkSet, IsReadBackAsTheSameKeys) {
  std::vector<Key> keys;
  std::string expected;
  for (const std::string& name : test::asymmetric_algorithms()) {
    keys.push_back(key_for(name));
    expected += name + ":" + std::string(key_for(name).kid()) + " ";
  }
  const std::string text = export_jwk_set(keys).value();
  EXPECT_EQ(report(text), expected) << "and none of them is private";
  const Result<ImportedKeySet> set = import_jwk_set(text);
  for (std::size_t i = 0; i < keys.size(); ++i)
    EXPECT_TRUE(set.value().keys.keys()[i].is_same_as(keys[i])) << i;
}

TEST(ExportJwkSet, OfNoKeysIsAnEmptySet) {
  EXPECT_EQ(export_jwk_set({}).value(), R"({"keys":[]})");
}

TEST(ExportJwkSet, WritesTheKeysOneAfterTheOther) {
  const std::vector<Key> keys{key_for("ES256"), key_for("Ed25519")};
  EXPECT_EQ(export_jwk_set(keys).value(), set_of({public_jwk_of(keys[0]), public_jwk_of(keys[1])}));
}

// Wycheproof "mixedSymmetryKeyset", from the other side: a set is published, and a secret is not.
TEST(ExportJwkSet, IsRefusedForASecret) {
  const std::vector<Key> keys{key_for("ES256"), key_for("HS256")};
  EXPECT_EQ(describe(export_jwk_set(keys)), "ERR_KEY_SYMMETRIC key");
}

}  // namespace
}  // namespace holoband
