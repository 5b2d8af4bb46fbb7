#include "holoband/json/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace holoband::json {
namespace {

// More digits than this never decide how a double is rounded, except by not all being zero: a point
// halfway between two doubles has 767 significant digits at most.
constexpr std::size_t kMaxDigits = 768;

// Integers of this many digits are exact as doubles, and so are powers of ten up to 10^22. One
// multiplication or division of two exact doubles is correctly rounded.
constexpr std::size_t kExactDigits = 15;
constexpr auto kExactPowers =
    std::to_array<double>({1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                           1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22});

// The digits of 2^1024 - 2^970, halfway between the largest double and 2^1024: the first number
// that rounds to infinity. Comparing digits is how a number is found to be finite, because strtod
// takes 18 us for 1e308 in WebAssembly, and whoever sends a text could fill it with such numbers.
constexpr std::string_view kFirstInfinite =
    "179769313486231580793728971405303415079934132710037826936173778980444968292764750946"
    "649017977587207096330286416692887910946555547851940402630657488671505820681908902000"
    "708383676273854845817711531764475730270069855571366959622842914819860834936475292719"
    "074168444365510704342711559699508093042880177904174497792";
constexpr std::int64_t kFirstInfiniteTop = 309;  // digits before its decimal point

// What has its first digit further than this behind the decimal point is zero: the smallest double
// is about 5e-324.
constexpr std::int64_t kZeroTop = -330;

// An exponent far outside the range of doubles, and further than any text has digits to bring back.
constexpr std::int64_t kHugeExponent = 1'000'000'000'000;

// Decimal is a number without its sign: the significant digits, leading zeros left out, times
// 10^exponent.
struct Decimal {
  std::array<char, kMaxDigits + 1> digits;
  std::size_t count = 0;
  std::int64_t exponent = 0;
};

std::int64_t read_exponent(const char* pos, const char* end) {
  const bool negative = *pos == '-';
  if (*pos == '-' || *pos == '+') ++pos;
  std::int64_t exponent = 0;
  for (; pos != end; ++pos) {
    if (exponent < kHugeExponent) exponent = exponent * 10 + (*pos - '0');
  }
  return negative ? -exponent : exponent;
}

// add_digit appends a digit. Past the limit it only raises the last digit kept, which stands for
// all that follow.
void add_digit(Decimal& decimal, char digit) {
  if (decimal.count == 0 && digit == '0') return;
  if (decimal.count <= kMaxDigits) {
    decimal.digits[decimal.count++] = digit;
    return;
  }
  ++decimal.exponent;
  if (digit != '0') decimal.digits[kMaxDigits] = '1';
}

Decimal read_decimal(std::string_view unsigned_number) {
  Decimal decimal;
  bool in_fraction = false;
  const char* pos = unsigned_number.data();
  const char* const end = pos + unsigned_number.size();
  for (; pos != end; ++pos) {
    if (*pos == 'e' || *pos == 'E') {
      decimal.exponent += read_exponent(pos + 1, end);
      break;
    }
    if (*pos == '.') {
      in_fraction = true;
      continue;
    }
    add_digit(decimal, *pos);
    if (in_fraction) --decimal.exponent;
  }
  return decimal;
}

double whole_value(std::string_view digits) {
  std::uint64_t whole = 0;
  for (const char digit : digits) whole = whole * 10 + static_cast<std::uint64_t>(digit - '0');
  return static_cast<double>(whole);
}

// round_decimal is for what the exact doubles cannot do. The text it makes has no decimal point, so
// that strtod finds nothing in it that depends on the locale.
double round_decimal(const Decimal& decimal) {
  constexpr std::size_t kExponentRoom = 32;
  std::array<char, kMaxDigits + 1 + kExponentRoom> text{};
  char* const end = text.data() + text.size() - 1;
  char* pos = std::copy_n(decimal.digits.data(), decimal.count, text.data());
  *pos++ = 'e';
  *std::to_chars(pos, end, decimal.exponent).ptr = '\0';
  return std::strtod(text.data(), nullptr);
}

// top is the position of the first digit: how many digits are before the decimal point, or, below
// zero, how many zeros follow it.
std::int64_t top(const Decimal& decimal) {
  return decimal.exponent + static_cast<std::int64_t>(decimal.count);
}

bool is_finite(const Decimal& decimal) {
  if (decimal.count == 0) return true;
  if (top(decimal) != kFirstInfiniteTop) return top(decimal) < kFirstInfiniteTop;
  return std::string_view(decimal.digits.data(), decimal.count) < kFirstInfinite;
}

double magnitude(const Decimal& decimal) {
  if (!is_finite(decimal)) return std::numeric_limits<double>::infinity();
  if (decimal.count == 0 || top(decimal) <= kZeroTop) return 0;
  const std::int64_t power = decimal.exponent < 0 ? -decimal.exponent : decimal.exponent;
  const auto index = static_cast<std::size_t>(power);
  if (decimal.count > kExactDigits || index >= kExactPowers.size()) return round_decimal(decimal);
  const double whole = whole_value({decimal.digits.data(), decimal.count});
  return decimal.exponent < 0 ? whole / kExactPowers[index] : whole * kExactPowers[index];
}

bool is_negative(std::string_view number) { return number.front() == '-'; }

std::string_view without_sign(std::string_view number) {
  return number.substr(is_negative(number) ? 1 : 0);
}

}  // namespace

bool is_finite_number(std::string_view number) {
  return is_finite(read_decimal(without_sign(number)));
}

double to_double(std::string_view text) {
  const std::string_view number = without_sign(text);
  const char* const end = number.data() + number.size();
  const bool is_whole = skip_digits(number.data(), end) == end;
  const double value = is_whole && number.size() <= kExactDigits ? whole_value(number)
                                                                 : magnitude(read_decimal(number));
  return is_negative(text) ? -value : value;
}

}  // namespace holoband::json
