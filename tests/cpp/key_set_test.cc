#include "holoband/key_set.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/keys.h"
#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::key_for;
using test::secret_key;

KeySet set_of(const std::vector<Key>& keys) { return KeySet::create(keys).value(); }

// selected returns "algorithm kid" of the key that a header selects, or the failure.
std::string selected(const KeySet& set, std::string_view algorithm, std::string_view kid) {
  const Result<const Key*> key = set.select(*find_algorithm(algorithm), kid);
  if (!key.ok()) return describe(key);
  return std::string(key.value()->algorithm().name).append(" ").append(key.value()->kid());
}

KeySet three_named_keys() {
  return set_of(
      {secret_key("HS256", "a", 1), secret_key("HS256", "b", 2), secret_key("HS512", "c", 3)});
}

TEST(KeySet, IsNeverEmpty) { EXPECT_EQ(describe(KeySet::create({})), "ERR_KEY_SET_EMPTY keys"); }

TEST(KeySet, KeepsItsKeysInTheirOrder) {
  const KeySet set = three_named_keys();
  ASSERT_EQ(set.keys().size(), 3U);
  EXPECT_EQ(set.keys()[0].kid(), "a");
  EXPECT_EQ(set.keys()[2].kid(), "c");
}

TEST(KeySet, SelectsTheKeyThatKidAndAlgorithmName) {
  const KeySet set = three_named_keys();
  EXPECT_EQ(selected(set, "HS256", "a"), "HS256 a");
  EXPECT_EQ(selected(set, "HS256", "b"), "HS256 b");
  EXPECT_EQ(selected(set, "HS512", "c"), "HS512 c");
}

// CVE-2022-23541, CVE-2026-48523: the named key decides the algorithm, not the header.
TEST(KeySet, RefusesTheNamedKeyForAnAlgorithmThatIsNotItsOwn) {
  const KeySet set = three_named_keys();
  EXPECT_EQ(selected(set, "HS512", "a"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(selected(set, "HS384", "a"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(selected(set, "HS256", "c"), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

TEST(KeySet, SelectsWithoutAKidOnlyWhereOneKeyHasTheAlgorithm) {
  const KeySet set = three_named_keys();
  EXPECT_EQ(selected(set, "HS512", ""), "HS512 c");
  EXPECT_EQ(selected(set, "HS256", ""), "ERR_KEY_AMBIGUOUS");
  EXPECT_EQ(selected(set, "HS384", ""), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

// The kid is a name to compare and nothing else: no path, no query, no property (incidents, section
// 8).
TEST(KeySet, FindsNoKeyForAKidThatIsNotExactlyOneOfItsOwn) {
  const KeySet set = three_named_keys();
  const std::string kids[] = {"d",
                              "A",
                              "a ",
                              " a",
                              "aa",
                              std::string("a\0", 2),
                              std::string("\0", 1),
                              "../../dev/null",
                              "/dev/null",
                              "x' UNION SELECT 'key';--",
                              "__proto__",
                              "constructor",
                              "a\nb",
                              std::string(1 << 20, 'a')};
  for (const std::string& kid : kids) {
    EXPECT_EQ(selected(set, "HS256", kid), "ERR_KEY_NOT_FOUND") << kid.substr(0, 30);
  }
}

TEST(KeySet, LetsAKeyWithoutIdentifierFitEveryKid) {
  const KeySet set = set_of({secret_key("HS256")});
  for (const std::string_view kid : {"", "a", "anything"}) {
    EXPECT_EQ(selected(set, "HS256", kid), "HS256 ") << kid;
    EXPECT_EQ(selected(set, "HS512", kid), "ERR_ALGORITHM_KEY_MISMATCH alg") << kid;
  }
}

TEST(KeySet, PrefersTheNamedKeyToOneWithoutIdentifier) {
  const KeySet set = set_of({secret_key("HS256", "", 1), secret_key("HS256", "a", 2)});
  EXPECT_EQ(selected(set, "HS256", "a"), "HS256 a");
  EXPECT_EQ(selected(set, "HS256", "b"), "HS256 ");
  EXPECT_EQ(selected(set, "HS256", ""), "ERR_KEY_AMBIGUOUS");
}

// Wycheproof "rejectsDuplicateKid": which of the two keys is meant, nobody can say.
TEST(KeySet, CallsTwoKeysOfOneNameAmbiguous) {
  const KeySet set = set_of({secret_key("HS256", "a", 1), secret_key("HS256", "a", 2)});
  EXPECT_EQ(selected(set, "HS256", "a"), "ERR_KEY_AMBIGUOUS");
  EXPECT_EQ(selected(set, "HS256", "b"), "ERR_KEY_NOT_FOUND");
}

TEST(KeySet, TellsKeysOfOneNameApartByTheirAlgorithm) {
  const KeySet set = set_of({secret_key("HS256", "a"), secret_key("HS512", "a")});
  EXPECT_EQ(selected(set, "HS256", "a"), "HS256 a");
  EXPECT_EQ(selected(set, "HS512", "a"), "HS512 a");
  EXPECT_EQ(selected(set, "HS384", "a"), "ERR_ALGORITHM_KEY_MISMATCH alg");
}

TEST(KeySet, CallsTwoKeysWithoutIdentifierAmbiguousWhateverTheKid) {
  const KeySet set = set_of({secret_key("HS256", "", 1), secret_key("HS256", "", 2)});
  EXPECT_EQ(selected(set, "HS256", ""), "ERR_KEY_AMBIGUOUS");
  EXPECT_EQ(selected(set, "HS256", "a"), "ERR_KEY_AMBIGUOUS");
}

TEST(KeySet, ReturnsAKeyThatStaysWhereItIsWhenTheSetMoves) {
  KeySet set = three_named_keys();
  const Key* key = set.select(*find_algorithm("HS256"), "b").value();
  const KeySet moved = std::move(set);
  EXPECT_EQ(moved.select(*find_algorithm("HS256"), "b").value(), key);
  EXPECT_EQ(key->kid(), "b");
}

// A key made of the parts of another, under another name.
Key named(const Key& key, std::string_view kid, KeyUse use = {}) {
  return Key::from_parts(key.algorithm(), key.group(), test::copy_of(key.parts()), kid, use)
      .value();
}

Key half_of(const Key& key) { return key.public_half().value(); }

// CVE-2022-23541, Wycheproof "mixedSymmetryKeyset".
TEST(KeySet, NeverMixesSecretsWithPublicKeys) {
  const Key secret = secret_key("HS256", "a");
  for (const Key& other : {key_for("ES256"), half_of(key_for("ES256")), key_for("RS256")}) {
    EXPECT_EQ(describe(KeySet::create({secret, other})), "ERR_KEY_SET_MIXED keys");
    EXPECT_EQ(describe(KeySet::create({other, secret})), "ERR_KEY_SET_MIXED keys");
    EXPECT_EQ(describe(KeySet::create({other, other, secret})), "ERR_KEY_SET_MIXED keys");
  }
  EXPECT_EQ(describe(KeySet::create({key_for("ES256"), half_of(key_for("RS256"))})), "OK");
}

TEST(KeySet, CountsARepetitionOnce) {
  const Key& key = key_for("ES256");
  EXPECT_EQ(set_of({key, key, key}).keys().size(), 1U);
  EXPECT_EQ(set_of({named(key, "a"), named(key, "a")}).keys().size(), 1U);
  EXPECT_EQ(set_of({secret_key("HS256", "a"), secret_key("HS256", "a")}).keys().size(), 1U);
  EXPECT_EQ(selected(set_of({named(key, "a"), named(key, "a")}), "ES256", "a"), "ES256 a");
}

TEST(KeySet, CallsAKeyOfAnotherNameAnotherKey) {
  const Key& key = key_for("ES256");
  EXPECT_EQ(set_of({named(key, "a"), named(key, "b")}).keys().size(), 2U);
  EXPECT_EQ(set_of({named(key, "a"), key}).keys().size(), 2U);
  EXPECT_EQ(set_of({key, named(key, key.kid())}).keys().size(), 2U)
      << "one fits every kid, the other its own";
}

TEST(KeySet, LetsAPrivateKeyStandForItsPublicHalf) {
  const Key key = named(key_for("ES256"), "a");
  for (const KeySet& set : {set_of({key, half_of(key)}), set_of({half_of(key), key})}) {
    ASSERT_EQ(set.keys().size(), 1U);
    EXPECT_EQ(set.keys()[0].kind(), KeyKind::kPrivate);
    EXPECT_NE(set.active(), nullptr);
  }
}

// RFC 7517 section 4.3: an owner may give out one key for each use. To drop one of them because the
// other was first would take a use away.
TEST(KeySet, KeepsTwoUsesOfOneKey) {
  const auto with = [](KeyUse use) {
    return Key::from_secret(test::secret(32), "HS256", "a", use).value();
  };
  const Key signs = with({.sign = true, .verify = false});
  const Key verifies = with({.sign = false, .verify = true});
  const Key both = with({.sign = true, .verify = true});
  for (const KeySet& set : {set_of({signs, verifies}), set_of({verifies, signs}),
                            set_of({signs, verifies, signs, verifies})}) {
    ASSERT_EQ(set.keys().size(), 2U);
    EXPECT_TRUE(set.active()->can_sign());
  }
  for (const KeySet& set :
       {set_of({signs, verifies, both}), set_of({both, signs, verifies}),
        set_of({verifies, both, signs}), set_of({verifies, signs, both, both})}) {
    ASSERT_EQ(set.keys().size(), 1U) << "one that may do both stands for the two";
    EXPECT_TRUE(set.keys()[0].can_sign() && set.keys()[0].can_verify());
  }
}

TEST(KeySet, KeepsAPublicKeyBesideAPrivateOneThatMayNotVerify) {
  const Key signs = named(key_for("ES256"), "a", {.sign = true, .verify = false});
  const Key verifies = half_of(named(key_for("ES256"), "a"));
  EXPECT_EQ(set_of({signs, verifies}).keys().size(), 2U);
  EXPECT_EQ(set_of({verifies, signs}).keys().size(), 2U);
  const Key held = named(key_for("ES256"), "a", {.sign = false, .verify = true});
  for (const KeySet& set : {set_of({held, verifies}), set_of({verifies, held})}) {
    ASSERT_EQ(set.keys().size(), 1U);
    EXPECT_EQ(set.keys()[0].kind(), KeyKind::kPrivate);
  }
}

TEST(KeySet, KeepsThePlaceOfAKeyThatIsRepeated) {
  const Key first = named(key_for("ES256"), "a");
  const Key second = named(key_for("Ed25519"), "b");
  const KeySet set = set_of({half_of(first), second, first});
  ASSERT_EQ(set.keys().size(), 2U);
  EXPECT_EQ(set.keys()[0].kid(), "a");
  EXPECT_EQ(set.active()->kid(), "a");
}

TEST(KeySet, SelectsAmongKeysOfAllTypes) {
  const KeySet set = set_of({named(key_for("RS256"), "r"), named(key_for("ES256"), "e"),
                             named(key_for("ML-DSA-44"), "m"), named(key_for("EdDSA"), "o")});
  EXPECT_EQ(selected(set, "RS256", "r"), "RS256 r");
  EXPECT_EQ(selected(set, "ES256", ""), "ES256 e");
  EXPECT_EQ(selected(set, "PS256", "r"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(selected(set, "Ed25519", "o"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(selected(set, "ES256", "r"), "ERR_ALGORITHM_KEY_MISMATCH alg");
  EXPECT_EQ(selected(set, "ES256", "x"), "ERR_KEY_NOT_FOUND");
}

// The thumbprint is what a key is called, not what it was named: nobody else has to know it.
TEST(KeySet, LetsAKeyWithAThumbprintFitEveryKidAndANamedOneItsOwn) {
  const Key& unnamed = key_for("ES256");
  const KeySet one = set_of({unnamed});
  for (const std::string_view kid : {"", "a", "2011-04-29"})
    EXPECT_EQ(selected(one, "ES256", kid), "ES256 " + std::string(unnamed.kid())) << kid;
  EXPECT_EQ(selected(one, "ES256", unnamed.kid()), "ES256 " + std::string(unnamed.kid()));
  const KeySet other = set_of({named(unnamed, "a")});
  EXPECT_EQ(selected(other, "ES256", "a"), "ES256 a");
  EXPECT_EQ(selected(other, "ES256", ""), "ES256 a");
  EXPECT_EQ(selected(other, "ES256", unnamed.kid()), "ERR_KEY_NOT_FOUND");
}

TEST(KeySet, PrefersTheKeyWhoseThumbprintIsNamed) {
  const Key first = Key::generate("ES256").value();
  const Key second = Key::generate("ES256").value();
  const KeySet set = set_of({first, second});
  EXPECT_EQ(selected(set, "ES256", first.kid()), "ES256 " + std::string(first.kid()));
  EXPECT_EQ(selected(set, "ES256", second.kid()), "ES256 " + std::string(second.kid()));
  EXPECT_EQ(selected(set, "ES256", "other"), "ERR_KEY_AMBIGUOUS");
}

TEST(KeySet, SignsWithItsFirstKeyThatCan) {
  const Key signer = named(key_for("ES256"), "s");
  EXPECT_EQ(set_of({signer}).active()->kid(), "s");
  EXPECT_EQ(set_of({half_of(named(key_for("RS256"), "v")), signer}).active()->kid(), "s");
  const Key held = named(key_for("RS256"), "h", {.sign = false, .verify = true});
  EXPECT_EQ(set_of({held, signer}).active()->kid(), "s");
  EXPECT_EQ(set_of({half_of(signer), held}).active(), nullptr);
  EXPECT_EQ(set_of({secret_key("HS256", "a")}).active()->kid(), "a");
}

TEST(KeySet, SignsWithTheKeyThatWasActivated) {
  KeySet set = set_of({named(key_for("ES256"), "a"), named(key_for("Ed25519"), "b"),
                       half_of(named(key_for("RS256"), "c"))});
  EXPECT_EQ(describe(set.activate("b")), "OK");
  EXPECT_EQ(set.active()->kid(), "b");
  for (const std::string_view kid : {"c", "d", "", "B"}) {
    EXPECT_EQ(describe(set.activate(kid)), "ERR_KEY_SET_ACTIVE active") << kid;
    EXPECT_EQ(set.active()->kid(), "b") << "it stays as it was";
  }
  EXPECT_EQ(describe(set.activate("a")), "OK");
  EXPECT_EQ(set.active()->kid(), "a");
  EXPECT_EQ(selected(set, "Ed25519", "b"), "Ed25519 b") << "the others go on verifying";
}

TEST(KeySet, ActivatesAKeyByItsThumbprint) {
  KeySet set = set_of({key_for("ES256"), key_for("Ed25519")});
  EXPECT_EQ(describe(set.activate(key_for("Ed25519").kid())), "OK");
  EXPECT_TRUE(set.active()->is_same_as(key_for("Ed25519")));
}

}  // namespace
}  // namespace holoband
