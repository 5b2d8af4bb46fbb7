// Durations as people write them: '90s', '15m', '12h', '7d', '2w'.
#pragma once

#include <optional>
#include <string_view>

namespace holoband {

// kMaxDuration is 100 years of 365.25 days, in seconds.
inline constexpr double kMaxDuration = 36525.0 * 24 * 60 * 60;

// parse_duration returns seconds. The form is a whole number without sign or leading zeros ('0s' is
// allowed), then exactly one unit of s, m, h, d, w; nothing before, between or after. Anything
// else, and what is over kMaxDuration, gives nothing.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);

}  // namespace holoband
