#include "holoband/duration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>

namespace holoband {
namespace {

TEST(Duration, CountsEveryUnitInSeconds) {
  EXPECT_EQ(parse_duration("1s"), 1);
  EXPECT_EQ(parse_duration("1m"), 60);
  EXPECT_EQ(parse_duration("1h"), 3600);
  EXPECT_EQ(parse_duration("1d"), 86400);
  EXPECT_EQ(parse_duration("1w"), 604800);
}

TEST(Duration, MultipliesTheUnitByTheNumber) {
  EXPECT_EQ(parse_duration("90s"), 90);
  EXPECT_EQ(parse_duration("15m"), 900);
  EXPECT_EQ(parse_duration("12h"), 43200);
  EXPECT_EQ(parse_duration("7d"), 604800);
  EXPECT_EQ(parse_duration("2w"), 1209600);
  EXPECT_EQ(parse_duration("1234567890s"), 1234567890);
}

TEST(Duration, TakesZeroInEveryUnit) {
  for (const std::string_view text : {"0s", "0m", "0h", "0d", "0w"}) {
    EXPECT_EQ(parse_duration(text), 0) << text;
  }
}

TEST(Duration, ReachesUpToAHundredYearsAndNoFurther) {
  EXPECT_EQ(kMaxDuration, 3155760000);
  EXPECT_EQ(parse_duration("36525d"), kMaxDuration);
  EXPECT_EQ(parse_duration("36526d"), std::nullopt);
  EXPECT_EQ(parse_duration("3155760000s"), kMaxDuration);
  EXPECT_EQ(parse_duration("3155760001s"), std::nullopt);
  EXPECT_EQ(parse_duration("52596000m"), kMaxDuration);
  EXPECT_EQ(parse_duration("52596001m"), std::nullopt);
  EXPECT_EQ(parse_duration("876600h"), kMaxDuration);
  EXPECT_EQ(parse_duration("876601h"), std::nullopt);
  EXPECT_EQ(parse_duration("5217w"), 5217.0 * 604800);
  EXPECT_EQ(parse_duration("5218w"), std::nullopt);
}

TEST(Duration, DoesNotWrapAroundOnNumbersThatNoIntegerHolds) {
  EXPECT_EQ(parse_duration("9999999999w"), std::nullopt);
  EXPECT_EQ(parse_duration("18446744073709551617s"), std::nullopt);  // 2^64 + 1
  EXPECT_EQ(parse_duration("4294967297s"), std::nullopt);            // 2^32 + 1
  EXPECT_EQ(parse_duration(std::string(10000, '9') + "s"), std::nullopt);
}

TEST(Duration, RefusesASecondSpellingOfANumber) {
  for (const std::string_view text : {"00s", "01s", "007d", "00000000001s", "+1s", "-1s", "-0s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, RefusesWhatIsNotAWholeNumber) {
  for (const std::string_view text : {"1.5h", "1,5h", ".5h", "1e3s", "1_000s", "0x10s", "1'000s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, RefusesWhatIsBeforeBetweenOrAfter) {
  for (const std::string_view text :
       {" 1s", "1 s", "1s ", "1s\n", "\t1s", "1ss", "1s1", "1h30m", "1h 30m", "s1", "1sm"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, RefusesAnythingWithoutBothANumberAndAUnit) {
  for (const std::string_view text : {"", "s", "w", "1", "15", " ", "ms"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, RefusesUnitsThatItDoesNotName) {
  for (const std::string_view text :
       {"1ms", "1us", "1y", "1M", "1S", "1H", "1D", "1W", "1min", "1sec", "1 day", "1days"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

// JavaScript hands over numbers that JSON cannot hold as strings (GHSA-687g-22h4-j4w4: an infinite
// tolerance turned the expiry check off).
TEST(Duration, RefusesTheNamesOfNumbersThatAreNotFinite) {
  for (const std::string_view text :
       {"Infinity", "-Infinity", "NaN", "inf", "nan", "Infinitys", "NaNs", "infs", "1e999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Duration, RefusesBytesThatAreNotAscii) {
  EXPECT_EQ(parse_duration("\xEF\xBB\xBF"
                           "1s"),
            std::nullopt);
  EXPECT_EQ(parse_duration("\xEF\xBC\x91s"), std::nullopt);  // full-width 1
  EXPECT_EQ(parse_duration(std::string_view("1s\0", 3)), std::nullopt);
  EXPECT_EQ(parse_duration(std::string_view("1\0s", 3)), std::nullopt);
  EXPECT_EQ(parse_duration(std::string_view("\0", 1)), std::nullopt);
}

TEST(Duration, TakesExactlyFiveUnitsOfAllBytes) {
  std::string units;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text{'1', static_cast<char>(byte)};
    if (parse_duration(text)) units += static_cast<char>(byte);
  }
  EXPECT_EQ(units, "dhmsw");
}

TEST(Duration, NeverGivesWhatCannotBeComparedWith) {
  for (const std::string_view text : {"0s", "1s", "36525d", "5217w"}) {
    const std::optional<double> seconds = parse_duration(text);
    ASSERT_TRUE(seconds.has_value()) << text;
    EXPECT_TRUE(std::isfinite(*seconds) && *seconds >= 0) << text;
  }
}

}  // namespace
}  // namespace holoband
