#include "holoband/duration.h"

#include <cstddef>
#include <cstdint>

namespace holoband {
namespace {

// Digits that the longest duration needs in its smallest unit; more of them cannot be in range.
constexpr std::size_t kMaxDigits = 10;
static_assert(kMaxDuration >= 1e9 && kMaxDuration < 1e10);

std::optional<std::uint64_t> whole_number(std::string_view digits) {
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  if (digits.front() == '0' && digits.size() > 1) return std::nullopt;
  std::uint64_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

std::optional<double> seconds_in(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 60 * 60;
    case 'd':
      return 24 * 60 * 60;
    case 'w':
      return 7 * 24 * 60 * 60;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<double> unit = seconds_in(text.back());
  text.remove_suffix(1);
  const std::optional<std::uint64_t> number = whole_number(text);
  if (!unit || !number) return std::nullopt;
  const double seconds = static_cast<double>(*number) * *unit;
  if (seconds > kMaxDuration) return std::nullopt;
  return seconds;
}

}  // namespace holoband
