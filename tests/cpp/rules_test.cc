#include "holoband/rules.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <set>
#include <string_view>

namespace holoband {
namespace {

constexpr auto kNames = std::to_array<std::string_view>(
    {"size", "segments", "header", "algorithm", "key", "signature", "typ", "payload", "exp", "nbf",
     "iat", "iss", "aud", "required-claims"});

// The order is a trust rule: nothing behind the signature is looked at before it (design, section
// 3).
TEST(Rules, StandInTheOrderInWhichTheyAreApplied) {
  ASSERT_EQ(static_cast<std::size_t>(kLastRule) + 1, kNames.size());
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    EXPECT_EQ(rule_name(static_cast<Rule>(i)), kNames[i]);
  }
  EXPECT_LT(Rule::kSignature, Rule::kTyp);
  EXPECT_LT(Rule::kTyp, Rule::kPayload);
  EXPECT_LT(Rule::kPayload, Rule::kExpiration);
}

TEST(Rules, HaveATextOfTheirOwnThatIsASentence) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const std::string_view text = rule_text(static_cast<Rule>(i));
    EXPECT_TRUE(seen.insert(text).second) << text;
    EXPECT_TRUE(text.ends_with('.')) << text;
    EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z') << text;
  }
}

}  // namespace
}  // namespace holoband
