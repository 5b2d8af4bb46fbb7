// JSON numbers (RFC 8259 section 6): where they end, and what they are worth as a double.
#pragma once

#include <cstddef>
#include <string_view>

namespace holoband::json {

// NumberSpan is where a number ends. Null: not a number. `may_overflow`: only its value can tell
// whether it is finite.
struct NumberSpan {
  const char* end = nullptr;
  bool may_overflow = false;
};

// to_double returns the double nearest to a scanned number, ties to even, whatever the locale;
// infinity where the number is too large. Its time is linear in the length of the number.
[[nodiscard]] double to_double(std::string_view number);

// whole_number returns the value of what most numbers of a token are: up to fifteen digits, for example seconds since
// 1970. It returns a negative number for all others.
[[nodiscard]] double whole_number(std::string_view number);

// is_finite_number tells whether to_double would be finite, without the cost of the conversion.
[[nodiscard]] bool is_finite_number(std::string_view number);

// kMaxFiniteDigits: a number with this many digits before its point, and no exponent, is always
// finite.
inline constexpr std::size_t kMaxFiniteDigits = 308;

[[nodiscard]] constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

[[nodiscard]] constexpr const char* skip_digits(const char* pos, const char* end) {
  while (pos != end && is_digit(*pos)) ++pos;
  return pos;
}

// scan_exponent takes the position after the letter e.
[[nodiscard]] constexpr NumberSpan scan_exponent(const char* pos, const char* end) {
  const bool negative = pos != end && *pos == '-';
  if (pos != end && (*pos == '+' || *pos == '-')) ++pos;
  const char* const after = skip_digits(pos, end);
  if (after == pos) return {};
  return {after, !negative};
}

// scan_number takes the position of the sign or the first digit, which must not be `end`.
[[nodiscard]] constexpr NumberSpan scan_number(const char* pos, const char* end) {
  if (*pos == '-') ++pos;
  const char* const whole = pos;
  pos = skip_digits(pos, end);
  const auto digits = static_cast<std::size_t>(pos - whole);
  if (digits == 0 || (digits > 1 && *whole == '0')) return {};
  if (pos != end && *pos == '.') {
    const char* const fraction = pos + 1;
    pos = skip_digits(fraction, end);
    if (pos == fraction) return {};
  }
  const bool is_long = digits > kMaxFiniteDigits;
  if (pos == end || (*pos != 'e' && *pos != 'E')) return {pos, is_long};
  const NumberSpan exponent = scan_exponent(pos + 1, end);
  return {exponent.end, exponent.may_overflow || is_long};
}

}  // namespace holoband::json
