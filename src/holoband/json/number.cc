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
constexpr std::int64_t kExactDigits = 15;
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

// Decimal is a number without its sign: its digits, as a whole number, times 10^exponent.
struct Decimal {
  std::string_view digits;  // from the first that is not zero; the decimal point may be among them
  std::int64_t count = 0;   // of the digits, without the point
  std::int64_t exponent = 0;
};

std::int64_t size_of(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

bool is_negative(std::string_view number) { return number.front() == '-'; }

std::int64_t read_exponent(std::string_view text) {
  const bool negative = is_negative(text);
  if (negative || text.front() == '+') text.remove_prefix(1);
  std::int64_t exponent = 0;
  for (const char digit : text) {
    if (exponent < kHugeExponent) exponent = exponent * 10 + (digit - '0');
  }
  return negative ? -exponent : exponent;
}

Decimal read_decimal(std::string_view unsigned_number) {
  Decimal decimal;
  const std::size_t letter = unsigned_number.find_first_of("eE");
  if (letter != std::string_view::npos) {
    decimal.exponent = read_exponent(unsigned_number.substr(letter + 1));
  }
  std::string_view digits = unsigned_number.substr(0, letter);
  const std::size_t point = digits.find('.');
  if (point != std::string_view::npos) decimal.exponent -= size_of(digits.substr(point + 1));
  const std::size_t zeros = digits.find_first_not_of("0.");
  digits.remove_prefix(std::min(zeros, digits.size()));
  decimal.digits = digits;
  decimal.count = size_of(digits) - (digits.find('.') == std::string_view::npos ? 0 : 1);
  return decimal;
}

double whole_value(std::string_view digits) {
  std::uint64_t whole = 0;
  for (const char digit : digits) {
    if (digit != '.') whole = whole * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return static_cast<double>(whole);
}

// round_decimal is for what the exact doubles cannot do. The text that it makes has no decimal
// point, so that strtod finds nothing in it that depends on the locale.
double round_decimal(const Decimal& decimal) {
  constexpr std::size_t kExponentRoom = 32;
  std::array<char, kMaxDigits + 1 + kExponentRoom> text{};
  std::int64_t exponent = decimal.exponent;
  std::size_t count = 0;
  for (const char digit : decimal.digits) {
    if (digit == '.') continue;
    if (count <= kMaxDigits) {
      text[count++] = digit;
      continue;
    }
    ++exponent;
    if (digit != '0') text[kMaxDigits] = '1';  // stands for all digits from there on
  }
  text[count] = 'e';
  std::to_chars(text.data() + count + 1, text.data() + text.size() - 1, exponent);
  return std::strtod(text.data(), nullptr);
}

// top is the position of the first digit: how many digits are before the decimal point, or, below
// zero, how many zeros follow it.
std::int64_t top(const Decimal& decimal) { return decimal.exponent + decimal.count; }

bool is_below_first_infinite(std::string_view digits) {
  std::size_t position = 0;
  for (const char digit : digits) {
    if (digit == '.') continue;
    if (position == kFirstInfinite.size()) return false;
    if (digit != kFirstInfinite[position]) return digit < kFirstInfinite[position];
    ++position;
  }
  return position < kFirstInfinite.size();
}

bool is_finite(const Decimal& decimal) {
  if (decimal.count == 0) return true;
  if (top(decimal) != kFirstInfiniteTop) return top(decimal) < kFirstInfiniteTop;
  return is_below_first_infinite(decimal.digits);
}

double magnitude(const Decimal& decimal) {
  if (!is_finite(decimal)) return std::numeric_limits<double>::infinity();
  if (decimal.count == 0 || top(decimal) <= kZeroTop) return 0;
  const auto power = static_cast<std::size_t>(std::abs(decimal.exponent));
  if (decimal.count > kExactDigits || power >= kExactPowers.size()) return round_decimal(decimal);
  const double whole = whole_value(decimal.digits);
  return decimal.exponent < 0 ? whole / kExactPowers[power] : whole * kExactPowers[power];
}

std::string_view without_sign(std::string_view number) {
  return number.substr(is_negative(number) ? 1 : 0);
}

}  // namespace

bool is_finite_number(std::string_view number) {
  return is_finite(read_decimal(without_sign(number)));
}

double whole_number(std::string_view number) {
  constexpr double kOther = -1;
  if (size_of(number) > kExactDigits) return kOther;
  std::uint64_t whole = 0;
  for (const char digit : number) {
    if (!is_digit(digit)) return kOther;
    whole = whole * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return static_cast<double>(whole);
}

double to_double(std::string_view number) {
  const std::string_view digits = without_sign(number);
  const double whole = whole_number(digits);
  const double value = whole >= 0 ? whole : magnitude(read_decimal(digits));
  return is_negative(number) ? -value : value;
}

}  // namespace holoband::json
