#include "holoband/session/policy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "holoband/duration.h"
#include "session/samples.h"
#include "support/outcomes.h"

namespace holoband::session {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string checked(double Policy::*field, double value, Policy policy = kPolicy) {
  policy.*field = value;
  return test::describe(check_policy(policy));
}

constexpr std::pair<double Policy::*, std::string_view> kLifetimes[] = {
    {&Policy::access_ttl, "accessTtl"},
    {&Policy::idle_ttl, "idleTtl"},
    {&Policy::absolute_ttl, "absoluteTtl"}};

TEST(SessionPolicy, IsThatOfTheDesignByDefault) {
  const Policy policy;
  EXPECT_EQ(policy.access_ttl, 900);
  EXPECT_EQ(policy.idle_ttl, 604800);
  EXPECT_EQ(policy.absolute_ttl, 2592000);
  EXPECT_EQ(policy.grace, 30);
  EXPECT_EQ(policy.access_ttl_jitter, 0.05);
  EXPECT_TRUE(check_policy(policy).ok());
}

TEST(SessionPolicy, HasLifetimesThatAreDurations) {
  for (const auto& [field, name] : kLifetimes) {
    for (const double wrong : {-1.0, -1e-9, kInfinity, -kInfinity, std::nan("")})
      EXPECT_EQ(checked(field, wrong), "ERR_DURATION_INVALID " + std::string(name)) << wrong;
  }
}

TEST(SessionPolicy, HasLifetimesOfASecondToAHundredYears) {
  for (const auto& [field, name] : kLifetimes) {
    for (const double wrong : {0.0, 0.999, kMaxDuration + 1, 1e300})
      EXPECT_EQ(checked(field, wrong), "ERR_OPTION_RANGE " + std::string(name)) << wrong;
  }
  EXPECT_EQ(checked(&Policy::access_ttl, 1), "OK");
  EXPECT_EQ(checked(&Policy::idle_ttl, 1), "OK");
  EXPECT_EQ(checked(&Policy::access_ttl, kMaxDuration), "OK");
  EXPECT_EQ(checked(&Policy::absolute_ttl, kMaxDuration), "OK");
}

TEST(SessionPolicy, IsNotIdleForLongerThanASessionLives) {
  EXPECT_EQ(checked(&Policy::idle_ttl, kPolicy.absolute_ttl), "OK");
  EXPECT_EQ(checked(&Policy::idle_ttl, kPolicy.absolute_ttl + 1),
            "ERR_OPTION_CONFLICT absoluteTtl");
  EXPECT_EQ(checked(&Policy::absolute_ttl, kPolicy.idle_ttl - 0.5),
            "ERR_OPTION_CONFLICT absoluteTtl");
}

TEST(SessionPolicy, HasAGraceOfNoneToFiveMinutes) {
  for (const double right : {0.0, 0.5, 30.0, 300.0})
    EXPECT_EQ(checked(&Policy::grace, right), "OK") << right;
  EXPECT_EQ(checked(&Policy::grace, 300.001), "ERR_OPTION_RANGE grace");
  EXPECT_EQ(checked(&Policy::grace, 301), "ERR_OPTION_RANGE grace");
  for (const double wrong : {-1.0, kInfinity, std::nan("")})
    EXPECT_EQ(checked(&Policy::grace, wrong), "ERR_DURATION_INVALID grace") << wrong;
}

TEST(SessionPolicy, TakesFivePercentOffAnAccessTokenAtMost) {
  for (const double right : {0.0, 0.01, 0.05})
    EXPECT_EQ(checked(&Policy::access_ttl_jitter, right), "OK") << right;
  for (const double wrong : {-0.001, 0.0501, 1.0, kInfinity, std::nan("")})
    EXPECT_EQ(checked(&Policy::access_ttl_jitter, wrong), "ERR_OPTION_RANGE accessTtlJitter")
        << wrong;
}

TEST(SessionPolicy, NamesTheFirstOptionThatIsWrong) {
  Policy policy{.access_ttl = 0, .idle_ttl = -1, .absolute_ttl = 0, .grace = 301};
  EXPECT_EQ(test::describe(check_policy(policy)), "ERR_OPTION_RANGE accessTtl");
  policy.access_ttl = 1;
  EXPECT_EQ(test::describe(check_policy(policy)), "ERR_DURATION_INVALID idleTtl");
  policy.idle_ttl = 2;
  EXPECT_EQ(test::describe(check_policy(policy)), "ERR_OPTION_RANGE absoluteTtl");
  policy.absolute_ttl = 1;
  EXPECT_EQ(test::describe(check_policy(policy)), "ERR_OPTION_CONFLICT absoluteTtl");
  policy.absolute_ttl = 2;
  EXPECT_EQ(test::describe(check_policy(policy)), "ERR_OPTION_RANGE grace");
}

}  // namespace
}  // namespace holoband::session
