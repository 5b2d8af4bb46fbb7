#include "holoband/json/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace holoband::json {
namespace {

// are_distinct asks a fresh stack about one object of these names.
bool are_distinct(const std::vector<std::string>& names) {
  NameStack stack;
  stack.reset(0);
  for (const std::string& name : names) stack.push(name, false);
  return stack.close(0);
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("name" + std::to_string(i));
  return names;
}

TEST(NameStack, TakesAnObjectWithoutNames) { EXPECT_TRUE(are_distinct({})); }

TEST(NameStack, TakesTheEmptyNameOnce) {
  EXPECT_TRUE(are_distinct({""}));
  EXPECT_TRUE(are_distinct({"", "a"}));
  EXPECT_FALSE(are_distinct({"", ""}));
  EXPECT_FALSE(are_distinct({"a", "", "b", ""}));
}

TEST(NameStack, TellsNamesApartThatAreNearlyTheSame) {
  EXPECT_TRUE(are_distinct({"exp", "Exp", "EXP", "ex", "exp ", " exp", "xep"}));
  EXPECT_TRUE(are_distinct({"axb", "ayb", "azb"}));  // the first, the last and the length are one
  EXPECT_TRUE(are_distinct({std::string("a\0b", 3), std::string("a\0c", 3), "a"}));
  EXPECT_TRUE(are_distinct({"\xC3\xA9", "e\xCC\x81"}));  // one letter, in two forms: two names
}

TEST(NameStack, FindsTwoOfOneNameAtEveryDistanceAmongFewAndAmongMany) {
  for (const std::size_t count : {2U, 3U, 15U, 16U, 17U, 18U, 40U}) {
    const std::vector<std::string> names = numbered(count);
    ASSERT_TRUE(are_distinct(names)) << count;
    for (std::size_t first = 0; first < count; ++first) {
      for (std::size_t second = first + 1; second < count; ++second) {
        std::vector<std::string> twice = names;
        twice[second] = twice[first];
        EXPECT_FALSE(are_distinct(twice)) << first << " and " << second << " of " << count;
      }
    }
  }
}

TEST(NameStack, FindsTwoOfOneNameInEveryOrderOfMany) {
  std::vector<std::string> names = numbered(200);
  names.emplace_back("name100");
  EXPECT_FALSE(are_distinct(names));
  std::reverse(names.begin(), names.end());
  EXPECT_FALSE(are_distinct(names));
  std::sort(names.begin(), names.end());
  EXPECT_FALSE(are_distinct(names));
  std::rotate(names.begin(), names.begin() + 77, names.end());
  EXPECT_FALSE(are_distinct(names));
}

TEST(NameStack, TakesAHundredThousandNames) {
  std::vector<std::string> names = numbered(100000);
  EXPECT_TRUE(are_distinct(names));
  names.push_back(names.front());
  EXPECT_FALSE(are_distinct(names));
}

TEST(NameStack, ComparesNamesAfterUnescapingThem) {
  NameStack stack;
  stack.reset(100);
  EXPECT_EQ(stack.push("exp", false), "exp");
  EXPECT_EQ(stack.push(R"(\u0065xp)", true), "exp");
  EXPECT_FALSE(stack.close(0));
  EXPECT_EQ(stack.push(R"(\u0065xp)", true), "exp");
  EXPECT_EQ(stack.push(R"(e\u0078p)", true), "exp");
  EXPECT_FALSE(stack.close(0));
  EXPECT_EQ(stack.push(R"(a\\n)", true), R"(a\n)");
  EXPECT_EQ(stack.push(R"(a\n)", true), "a\n");
  EXPECT_TRUE(stack.close(0));
}

TEST(NameStack, KeepsUnescapedNamesWhereTheyAre) {
  constexpr std::size_t kCount = 500;
  const std::string escaped = R"(\u0041\n)";
  NameStack stack;
  stack.reset(kCount * escaped.size());
  std::vector<std::string_view> views;
  for (std::size_t i = 0; i < kCount; ++i) views.push_back(stack.push(escaped, true));
  for (const std::string_view view : views) EXPECT_EQ(view, "A\n");
  EXPECT_NE(views.front().data(), views.back().data());
}

TEST(NameStack, ComparesOnlyTheNamesOfOneObject) {
  NameStack stack;
  stack.reset(0);
  stack.push("a", false);
  stack.push("b", false);
  const std::size_t inner = stack.mark();
  stack.push("a", false);
  stack.push("c", false);
  EXPECT_TRUE(stack.close(inner));
  EXPECT_EQ(stack.mark(), inner);
  stack.push("c", false);
  EXPECT_TRUE(stack.close(0));
  EXPECT_EQ(stack.mark(), 0U);
}

TEST(NameStack, StartsAfreshAfterAReset) {
  NameStack stack;
  stack.reset(0);
  stack.push("a", false);
  stack.reset(0);
  EXPECT_EQ(stack.mark(), 0U);
  stack.push("a", false);
  EXPECT_TRUE(stack.close(0));
}

}  // namespace
}  // namespace holoband::json
