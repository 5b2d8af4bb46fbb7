// NumericDate: seconds since 1970-01-01T00:00:00Z, fractions allowed (RFC 7519 section 2).
// Time is always handed in; no rule of this library reads a clock of its own.
#pragma once

#include <chrono>
#include <cmath>

namespace holoband {

using NumericDate = double;

// is_valid_time tells whether a clock's answer can be compared with at all.
[[nodiscard]] inline bool is_valid_time(NumericDate time) {
  return std::isfinite(time) && time >= 0;
}

// is_valid_duration tells whether a number of seconds can be a lifetime, an age or a tolerance.
[[nodiscard]] inline bool is_valid_duration(double seconds) {
  return std::isfinite(seconds) && seconds >= 0;
}

// system_now is for programs that have no clock of their own to hand in.
[[nodiscard]] inline NumericDate system_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace holoband
