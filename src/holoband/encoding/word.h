// Eight characters at a time: the arithmetic that the text loops share.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace holoband {

inline constexpr std::size_t kWordSize = sizeof(std::uint64_t);
inline constexpr std::uint64_t kWordOnes = 0x0101010101010101;
inline constexpr std::uint64_t kWordHighBits = 0x8080808080808080;

// load_word reads eight characters from any address; the first is the lowest byte on every machine.
[[nodiscard]] inline std::uint64_t load_word(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// mark_below sets the high bit of bytes that are less than `limit`, which is at most 128. A borrow
// can also mark bytes above the first one marked, so only the first mark, and whether there is one,
// may be relied on.
[[nodiscard]] constexpr std::uint64_t mark_below(std::uint64_t word, std::uint8_t limit) {
  return (word - kWordOnes * limit) & ~word & kWordHighBits;
}

// mark_equal does the same for bytes that are `byte`.
[[nodiscard]] constexpr std::uint64_t mark_equal(std::uint64_t word, std::uint8_t byte) {
  return mark_below(word ^ (kWordOnes * byte), 1);
}

// first_mark returns the index of the first marked byte; there must be one.
[[nodiscard]] constexpr std::size_t first_mark(std::uint64_t marks) {
  return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

}  // namespace holoband
