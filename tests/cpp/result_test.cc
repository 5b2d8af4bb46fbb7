#include "holoband/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "support/outcomes.h"

namespace holoband {
namespace {

using test::describe;

Result<std::string> give(bool good) {
  if (!good) return failure(ErrorCode::kClaimType, "exp");
  return std::string("a value that is too long for a small string");
}

TEST(Result, HoldsAValueOrAFailure) {
  const Result<std::string> good = give(true);
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(good.value(), "a value that is too long for a small string");

  const Result<std::string> bad = give(false);
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.outcome().code, ErrorCode::kClaimType);
  EXPECT_EQ(bad.outcome().detail, "exp");
}

TEST(Result, HasASuccessfulOutcomeWhereThereIsAValue) {
  EXPECT_TRUE(give(true).outcome().ok());
  EXPECT_EQ(describe(give(true)), "OK");
}

TEST(Result, CanBeChangedThroughItsValue) {
  Result<std::string> result = give(true);
  result.value() = "changed";
  EXPECT_EQ(result.value(), "changed");
}

TEST(Result, CarriesValuesThatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  ASSERT_TRUE(result.ok());
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 7);
  // NOLINTNEXTLINE(bugprone-use-after-move): what is left behind is the question
  EXPECT_EQ(result.value(), nullptr) << "moving the value out must leave nothing behind";
}

TEST(Result, MayHoldANullPointerAsItsValue) {
  const Result<const int*> result = static_cast<const int*>(nullptr);
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.value(), nullptr);
}

// A reference into a temporary would dangle in `for (char c : give(true).value())`.
TEST(Result, GivesAReferenceToWhatItHoldsUnlessItIsAboutToGo) {
  Result<std::string> result = give(true);
  static_assert(std::is_same_v<decltype(result.value()), std::string&>);
  static_assert(std::is_same_v<decltype(std::as_const(result).value()), const std::string&>);
  static_assert(std::is_same_v<decltype(std::move(result).value()), std::string>);
  EXPECT_EQ(&result.value(), &std::as_const(result).value());
  std::string seen;
  for (const char character : give(true).value()) seen += character;
  EXPECT_EQ(seen, result.value());
}

TEST(ResultDeathTest, TrapsWhereAValueIsTakenFromAFailure) {
  Result<std::string> bad = give(false);
  EXPECT_DEATH((void)bad.value(), "");
  EXPECT_DEATH((void)std::as_const(bad).value(), "");
  EXPECT_DEATH((void)std::move(bad).value(), "");
}

// A Result that is neither a value nor a failure would be taken for either, depending on who asks.
TEST(ResultDeathTest, TrapsWhereItIsMadeFromASuccessWithoutAValue) {
  EXPECT_DEATH((void)Result<std::string>(success()), "");
}

}  // namespace
}  // namespace holoband
