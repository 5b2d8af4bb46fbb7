// The rounding of decimal numbers that no arithmetic of doubles gets right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holoband::json {

// More digits than this never decide how a double is rounded, except by not all being zero: a point
// halfway between two doubles has 767 significant digits at most.
inline constexpr std::size_t kMaxDigits = 768;

// nearest_double returns the double nearest to the whole number `digits` times 10^exponent, ties to
// even. There are at most kMaxDigits + 1 digits, the first is not zero, and the number lies between
// 1e-331 and the first that rounds to infinity.
[[nodiscard]] double nearest_double(std::string_view digits, std::int64_t exponent);

}  // namespace holoband::json
