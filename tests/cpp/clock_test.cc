#include "holoband/clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace holoband {
namespace {

TEST(SystemNow, IsTheTimeOfTheSystemInSeconds) {
  const auto before = static_cast<NumericDate>(std::time(nullptr));
  const NumericDate now = system_now();
  const auto after = static_cast<NumericDate>(std::time(nullptr));
  EXPECT_GE(now, before - 1) << "the two are read from clocks of different steps";
  EXPECT_LE(now, after + 1);
  EXPECT_TRUE(is_valid_time(now));
}

}  // namespace
}  // namespace holoband
