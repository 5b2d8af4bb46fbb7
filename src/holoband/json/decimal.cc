#include "holoband/json/decimal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace holoband::json {
namespace {

constexpr int kLimbBits = 32;
constexpr std::size_t kChunkDigits = 9;  // the most decimal digits that fit into a limb

// Of a quotient the upper 64 bits are looked at. One limb more than those two makes up for the
// first limb of the dividend, which may be small, and one for the rounding of exponent / 9: a limb
// has more bits than nine digits.
constexpr std::size_t kQuotientLimbs = 4;

// 769 digits are 80 limbs, and a dividend for 10^-1100 has 126.
constexpr std::size_t kMaxLimbs = 128;

constexpr int kPrecision = 53;       // the bits of a double
constexpr int kMinExponent = -1074;  // of the smallest double above zero
constexpr std::uint64_t kLowHalf = 0xFFFFFFFF;

// Whole is a whole number of any size, its lowest limb first. Limbs past the last are zero.
class Whole {
 public:
  explicit Whole(std::string_view digits) {
    while (!digits.empty()) {
      const std::string_view chunk = digits.substr(0, kChunkDigits);
      std::uint32_t factor = 1;
      std::uint32_t value = 0;
      for (const char digit : chunk) {
        factor *= 10;
        value = value * 10 + static_cast<std::uint32_t>(digit - '0');
      }
      multiply(factor, value);
      digits.remove_prefix(chunk.size());
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  // limb counts from the top.
  [[nodiscard]] std::uint64_t limb(std::size_t index) const {
    return index < size_ ? limbs_[size_ - 1 - index] : 0;
  }

  void multiply(std::uint32_t factor, std::uint32_t addend = 0) {
    std::uint64_t carry = addend;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{limbs_[i]} * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry & kLowHalf);
      carry >>= kLimbBits;
    }
    if (carry != 0) limbs_[size_++] = static_cast<std::uint32_t>(carry);
  }

  // divide returns the remainder.
  std::uint64_t divide(std::uint32_t divisor) {
    std::uint64_t rest = 0;
    for (std::size_t i = size_; i-- > 0;) {
      rest = rest << kLimbBits | limbs_[i];
      limbs_[i] = static_cast<std::uint32_t>(rest / divisor);
      rest %= divisor;
    }
    while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
    return rest;
  }

  // shift_limbs multiplies by a power of 2^32.
  void shift_limbs(std::size_t count) {
    std::uint32_t* const first = limbs_.data();
    std::copy_backward(first, first + size_, first + size_ + count);
    std::fill_n(first, count, 0U);
    size_ += count;
  }

 private:
  std::array<std::uint32_t, kMaxLimbs> limbs_{};
  std::size_t size_ = 0;
};

// Binary is a number as its upper 64 bits, of which the first is set, times 2^exponent; `inexact`
// if it is a little more than that.
struct Binary {
  std::uint64_t bits;
  int exponent;
  bool inexact;
};

Binary leading_bits(const Whole& whole, bool inexact) {
  const int zeros = std::countl_zero(static_cast<std::uint32_t>(whole.limb(0)));
  const std::uint64_t upper = whole.limb(0) << kLimbBits | whole.limb(1);
  const std::uint64_t lower = whole.limb(2) << zeros;
  inexact = inexact || (lower & kLowHalf) != 0;
  for (std::size_t i = 3; i < whole.size(); ++i) inexact = inexact || whole.limb(i) != 0;
  return {.bits = upper << zeros | lower >> kLimbBits,
          .exponent = (static_cast<int>(whole.size()) - 2) * kLimbBits - zeros,
          .inexact = inexact};
}

// rounded keeps as many bits as a double of that size has.
double rounded(const Binary& binary) {
  const int kept_bits = std::min(kPrecision, binary.exponent + 64 - kMinExponent);
  if (kept_bits < 0) return 0;
  // With the lowest bit in `inexact`, no shift is as wide as the number.
  const bool inexact = binary.inexact || (binary.bits & 1U) != 0;
  const std::uint64_t bits = binary.bits >> 1U;
  const int dropped_bits = 63 - kept_bits;
  const std::uint64_t dropped = bits & ((std::uint64_t{1} << dropped_bits) - 1);
  const std::uint64_t half = std::uint64_t{1} << (dropped_bits - 1);
  std::uint64_t kept = bits >> dropped_bits;
  const bool is_odd = (kept & 1U) != 0;
  if (dropped > half || (dropped == half && (inexact || is_odd))) ++kept;
  return std::ldexp(static_cast<double>(kept), binary.exponent + 1 + dropped_bits);
}

std::uint32_t power_of_ten(std::size_t exponent) {
  std::uint32_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

double nearest_double(std::string_view digits, std::int64_t exponent) {
  Whole whole(digits);
  auto tens = static_cast<std::size_t>(std::abs(exponent));
  bool inexact = false;
  std::size_t shifted = 0;
  if (exponent < 0) {
    const std::size_t wanted = tens / kChunkDigits + kQuotientLimbs;
    shifted = wanted - std::min(wanted, whole.size());
    whole.shift_limbs(shifted);
  }
  while (tens > 0) {
    const std::size_t step = std::min(tens, kChunkDigits);
    const std::uint32_t power = power_of_ten(step);
    if (exponent < 0) {
      inexact = whole.divide(power) != 0 || inexact;
    } else {
      whole.multiply(power);
    }
    tens -= step;
  }
  Binary binary = leading_bits(whole, inexact);
  binary.exponent -= static_cast<int>(shifted) * kLimbBits;
  return rounded(binary);
}

}  // namespace holoband::json
