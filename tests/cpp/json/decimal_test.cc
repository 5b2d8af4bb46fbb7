#include "holoband/json/decimal.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace holoband::json {
namespace {

TEST(JsonDecimal, GivesTheExtremesOfDoubles) {
  EXPECT_EQ(nearest_double("17976931348623157", 292), std::numeric_limits<double>::max());
  EXPECT_EQ(nearest_double("22250738585072014", -324), std::numeric_limits<double>::min());
  EXPECT_EQ(nearest_double("5", -324), std::numeric_limits<double>::denorm_min());
}

TEST(JsonDecimal, RoundsHalfOfTheSmallestDoubleToZeroAndMoreThanThatUp) {
  EXPECT_EQ(nearest_double("2", -324), 0);
  EXPECT_EQ(nearest_double("3", -324), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(nearest_double("1", -330), 0);
}

TEST(JsonDecimal, RoundsTiesToEven) {
  EXPECT_EQ(nearest_double("9007199254740993", 0), 9007199254740992);
  EXPECT_EQ(nearest_double("9007199254740995", 0), 9007199254740996);
  EXPECT_EQ(nearest_double("90071992547409931", -1), 9007199254740994);
}

TEST(JsonDecimal, HasRoomForTheMostDigitsAtBothEndsOfTheRange) {
  const std::string nines(kMaxDigits + 1, '9');
  EXPECT_EQ(nearest_double(nines, -769), 1);
  EXPECT_EQ(nearest_double(nines, -769 - 323), 1e-323);
  EXPECT_EQ(nearest_double(nines, 308 - 769), 1e308);
}

}  // namespace
}  // namespace holoband::json
