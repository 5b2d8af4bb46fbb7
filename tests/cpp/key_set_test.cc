#include "holoband/key_set.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/outcomes.h"
#include "support/tokens.h"

namespace holoband {
namespace {

using test::describe;
using test::secret_key;

KeySet set_of(std::vector<Key> keys) { return KeySet::create(std::move(keys)).value(); }

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

}  // namespace
}  // namespace holoband
