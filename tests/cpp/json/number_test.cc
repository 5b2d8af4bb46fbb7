#include "holoband/json/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

namespace holoband::json {
namespace {

constexpr double kMax = std::numeric_limits<double>::max();
constexpr double kMin = std::numeric_limits<double>::min();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// scan returns how many characters belong to the number, or 0 where there is none.
std::size_t scan(std::string_view text) {
  const NumberSpan span = scan_number(text.data(), text.data() + text.size());
  return span.end == nullptr ? 0 : static_cast<std::size_t>(span.end - text.data());
}

bool is_number(std::string_view text) { return scan(text) == text.size(); }

// fixed writes all digits of a number, without an exponent.
template <class Number>
std::string fixed(Number number, int decimals) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(decimals) << number;
  return text.str();
}

std::mt19937_64 generator(std::uint64_t seed) { return std::mt19937_64(seed); }

TEST(JsonNumber, TakesEveryFormOfTheGrammar) {
  for (const std::string_view text :
       {"0",    "-0",    "7",     "-7",       "10",    "1234567890", "0.0", "-0.0",
        "0.5",  "1.50",  "10.01", "0e0",      "0E0",   "1e5",        "1E5", "1e+5",
        "1e-5", "1E+05", "1e005", "-1.5e-10", "0.1e1", "123.456e+78"}) {
    EXPECT_TRUE(is_number(text)) << text;
  }
}

TEST(JsonNumber, RefusesWhatOtherLanguagesWouldTake) {
  for (const std::string_view text :
       {"-",   "+1",       ".5",        "-.5", "00",   "01",  "-01", "007",  "1.",
        "-1.", "1.e5",     "0.",        "1e",  "1e+",  "1e-", "1E",  "1.5e", "--1",
        "-+1", "Infinity", "-Infinity", "NaN", "-NaN", "e5",  "-e5", ".",    "-x"}) {
    EXPECT_EQ(scan(text), 0U) << text;
  }
}

TEST(JsonNumber, StopsAtTheFirstCharacterThatIsNotItsOwn) {
  EXPECT_EQ(scan("1,2"), 1U);
  EXPECT_EQ(scan("12]"), 2U);
  EXPECT_EQ(scan("0x10"), 1U);
  EXPECT_EQ(scan("1_000"), 1U);
  EXPECT_EQ(scan("1.5.2"), 3U);
  EXPECT_EQ(scan("1e5e5"), 3U);
  EXPECT_EQ(scan("1e5.5"), 3U);
  EXPECT_EQ(scan("-1-1"), 2U);
  EXPECT_EQ(scan("1f"), 1U);
}

TEST(JsonNumber, AsksForItsValueOnlyWhereThatDecidesWhetherItIsFinite) {
  const auto may_overflow = [](std::string_view text) {
    return scan_number(text.data(), text.data() + text.size()).may_overflow;
  };
  EXPECT_FALSE(may_overflow("1767225540"));
  EXPECT_FALSE(may_overflow("1767225540.125"));
  EXPECT_FALSE(may_overflow("1e-999"));
  EXPECT_FALSE(may_overflow(std::string(kMaxFiniteDigits, '9')));
  EXPECT_TRUE(may_overflow(std::string(kMaxFiniteDigits + 1, '9')));
  EXPECT_TRUE(may_overflow(std::string(400, '9') + "e-100"));
  EXPECT_TRUE(may_overflow("1e400"));
  EXPECT_TRUE(may_overflow("1E+400"));
}

TEST(JsonNumber, ReadsWholeNumbersExactly) {
  EXPECT_EQ(to_double("0"), 0);
  EXPECT_EQ(to_double("1"), 1);
  EXPECT_EQ(to_double("-1"), -1);
  EXPECT_EQ(to_double("1767225540"), 1767225540);
  EXPECT_EQ(to_double("999999999999999"), 999999999999999);
  EXPECT_EQ(to_double("9007199254740991"), 9007199254740991);
  EXPECT_EQ(to_double("-9007199254740991"), -9007199254740991);
}

TEST(JsonNumber, KeepsTheSignOfZero) {
  for (const std::string_view text : {"-0", "-0.0", "-0e5", "-0.000e-7", "-1e-999"}) {
    EXPECT_EQ(to_double(text), 0) << text;
    EXPECT_TRUE(std::signbit(to_double(text))) << text;
    EXPECT_FALSE(std::signbit(to_double(text.substr(1)))) << text;
  }
}

TEST(JsonNumber, ReadsFractionsAndExponents) {
  EXPECT_EQ(to_double("0.1"), 0.1);
  EXPECT_EQ(to_double("1.5"), 1.5);
  EXPECT_EQ(to_double("0.001"), 0.001);
  EXPECT_EQ(to_double("1767225540.125"), 1767225540.125);
  EXPECT_EQ(to_double("1.7672255401e9"), 1767225540.1);
  EXPECT_EQ(to_double("12e2"), 1200);
  EXPECT_EQ(to_double("1200e-2"), 12);
  EXPECT_EQ(to_double("1e22"), 1e22);
  EXPECT_EQ(to_double("1e23"), 1e23);
  EXPECT_EQ(to_double("0.00000000000000000000000001e26"), 1);
  EXPECT_EQ(to_double("123456789012345678901234567890"), 123456789012345678901234567890.0);
}

TEST(JsonNumber, RoundsTiesToEvenAndLooksAtEveryDigitToFindThem) {
  EXPECT_EQ(to_double("9007199254740992"), 9007199254740992);  // 2^53
  EXPECT_EQ(to_double("9007199254740993"), 9007199254740992);  // a tie
  EXPECT_EQ(to_double("9007199254740995"), 9007199254740996);  // a tie
  EXPECT_EQ(to_double("9007199254740993.0"), 9007199254740992);
  const std::string zeros(2000, '0');
  EXPECT_EQ(to_double("9007199254740993." + zeros), 9007199254740992);
  EXPECT_EQ(to_double("9007199254740993." + zeros + "1"), 9007199254740994);
  EXPECT_EQ(to_double("9007199254740993" + zeros + "e-2000"), 9007199254740992);
  EXPECT_EQ(to_double("9007199254740993" + zeros + "1e-2001"), 9007199254740994);
}

TEST(JsonNumber, RoundsRightAtTheSmallestNumbers) {
  EXPECT_EQ(to_double("5e-324"), kSmallest);
  EXPECT_EQ(to_double("4.9406564584124654e-324"), kSmallest);
  EXPECT_EQ(to_double("2.4703282292062328e-324"), kSmallest);  // just above the half of it
  EXPECT_EQ(to_double("2.4703282292062327e-324"), 0);          // just below
  EXPECT_EQ(to_double("2.2250738585072014e-308"), kMin);
  EXPECT_EQ(to_double("2.2250738585072011e-308"),
            2.2250738585072011e-308);  // once hung PHP and Java
  EXPECT_EQ(to_double("1e-999"), 0);
  EXPECT_EQ(to_double("1e-330"), 0);
  EXPECT_EQ(to_double("0." + std::string(400, '0') + "1"), 0);
  EXPECT_EQ(to_double("0." + std::string(400, '0') + "1e401"), 1);
}

TEST(JsonNumber, FindsTheBorderBetweenFiniteAndInfinite) {
  EXPECT_EQ(to_double("1.7976931348623157e308"), kMax);
  EXPECT_EQ(to_double("1.7976931348623158e308"), kMax);
  EXPECT_EQ(to_double("1.7976931348623159e308"), kInfinity);
  EXPECT_EQ(to_double("-1.7976931348623159e308"), -kInfinity);
  EXPECT_EQ(to_double("1e308"), 1e308);
  EXPECT_EQ(to_double("1e309"), kInfinity);
  EXPECT_EQ(to_double("1e400"), kInfinity);
  EXPECT_EQ(to_double(std::string(400, '9')), kInfinity);
  EXPECT_EQ(to_double(std::string(400, '9') + "e-100"), 1e300);
}

// The exact decimal expansions on both sides of 2^1024 - 2^970, where rounding to infinity begins.
TEST(JsonNumber, FindsThatBorderToTheLastDigit) {
  const std::string largest = fixed(kMax, 0);
  ASSERT_EQ(largest.size(), 309U);
  ASSERT_TRUE(is_finite_number(largest));

  // kMax is 2^1024 - 2^971, so half a step further is the border.
  std::string border = largest;
  const std::string half_step = fixed(std::ldexp(1.0, 970), 0);
  int carry = 0;
  for (std::size_t i = 0; i < border.size(); ++i) {
    char& digit = border[border.size() - 1 - i];
    const int add = i < half_step.size() ? half_step[half_step.size() - 1 - i] - '0' : 0;
    const int sum = digit - '0' + add + carry;
    digit = static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  ASSERT_EQ(border.back(), '2');
  EXPECT_FALSE(is_finite_number(border));
  EXPECT_FALSE(is_finite_number(border + ".000"));
  EXPECT_FALSE(is_finite_number(border + "000e-3"));
  EXPECT_FALSE(is_finite_number(border + ".1"));
  EXPECT_EQ(to_double(border), kInfinity);
  border.back() = '1';
  EXPECT_TRUE(is_finite_number(border));
  EXPECT_TRUE(is_finite_number(border + "." + std::string(2000, '9')));
  EXPECT_EQ(to_double(border + "." + std::string(2000, '9')), kMax);
}

TEST(JsonNumber, TakesNoExponentForMoreThanItIsWorth) {
  EXPECT_TRUE(is_finite_number("0e999999999999999999999999"));
  EXPECT_TRUE(is_finite_number("0.000e400"));
  EXPECT_TRUE(is_finite_number("1e-99999999999999999999999999"));
  EXPECT_FALSE(is_finite_number("1e99999999999999999999999999"));
  EXPECT_FALSE(is_finite_number("-1e18446744073709551617"));  // 2^64 + 1
  EXPECT_FALSE(is_finite_number("1e4294967297"));             // 2^32 + 1
  EXPECT_EQ(to_double("1e-99999999999999999999999999"), 0);
  EXPECT_EQ(to_double("0e99999999999999999999999999"), 0);
  EXPECT_EQ(to_double("0." + std::string(500, '0') + "1e" + std::string(40, '0') + "501"), 1);
}

TEST(JsonNumber, BringsBackEveryDoubleFromSeventeenDigits) {
  std::mt19937_64 random = generator(20240229);
  for (int i = 0; i < 200000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    std::ostringstream text;
    text << std::setprecision(17) << value;
    ASSERT_EQ(to_double(text.str()), value) << text.str();
    ASSERT_TRUE(is_finite_number(text.str())) << text.str();
  }
}

std::string random_digits(std::mt19937_64& random, std::size_t most) {
  std::string digits(1 + random() % most, '0');
  for (char& digit : digits) digit = static_cast<char>('0' + random() % 10);
  return digits;
}

TEST(JsonNumber, AgreesWithTheStandardLibraryOnDecimalsOfAllLengths) {
  std::mt19937_64 random = generator(1867);
  for (int i = 0; i < 200000; ++i) {
    std::string text = std::to_string(random() % 10);
    if (random() % 2 == 0 && text != "0") text += random_digits(random, 20);
    if (random() % 2 == 0) text += '.' + random_digits(random, 30);
    if (random() % 2 == 0) text += 'e' + std::to_string(static_cast<int>(random() % 700) - 350);
    ASSERT_TRUE(is_number(text)) << text;
    const double expected = std::strtod(text.c_str(), nullptr);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(to_double(text)), std::bit_cast<std::uint64_t>(expected))
        << text;
    ASSERT_EQ(is_finite_number(text), std::isfinite(expected)) << text;
  }
}

// The point halfway between two doubles has up to 767 digits, and the last of them decides.
TEST(JsonNumber, AgreesWithTheStandardLibraryAroundHalfwayPoints) {
  std::mt19937_64 random = generator(42);
  for (int i = 0; i < 3000; ++i) {
    const auto below = std::bit_cast<double>(random() % std::bit_cast<std::uint64_t>(1.0));
    const double above = std::nextafter(below, kInfinity);
    const long double middle =
        (static_cast<long double>(below) + static_cast<long double>(above)) / 2;
    const std::string halfway = fixed(middle, 1200);
    for (const std::string& number :
         {halfway, halfway + "1", halfway + std::string(900, '0') + "1"}) {
      ASSERT_EQ(to_double(number), std::strtod(number.c_str(), nullptr)) << number;
    }
  }
}

// Locale sets the locale of the program for as long as it lives.
class Locale {
 public:
  explicit Locale(const char* name) : before_(set(nullptr)), is_there_(!set(name).empty()) {}
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;
  ~Locale() { set(before_.c_str()); }

  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  static std::string set(const char* name) {
    const char* const now =
        std::setlocale(LC_ALL, name);  // NOLINT(concurrency-mt-unsafe): one thread
    return now == nullptr ? "" : now;
  }

  std::string before_;
  bool is_there_;
};

TEST(JsonNumber, ReadsTheSameInEveryLocaleOfTheMachine) {
  for (const char* const name : {"C", "C.UTF-8", "de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "fr_FR"}) {
    const Locale locale(name);
    if (!locale.is_there()) continue;
    EXPECT_EQ(to_double("1.5"), 1.5) << name;
    EXPECT_EQ(to_double("1767225540.1234567"), 1767225540.1234567) << name;
    EXPECT_EQ(to_double("3.14159265358979323846264338327950288"), 3.141592653589793) << name;
    EXPECT_EQ(to_double("1.5e300"), 1.5e300) << name;
  }
}

}  // namespace
}  // namespace holoband::json
