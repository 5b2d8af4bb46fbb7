// Bytes: memory that is looked at, or filled, but not owned.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace holoband {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// as_bytes looks at the characters of a text as bytes.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// equal_words tells whether texts are the same, eight bytes at a time, where memcmp of WebAssembly goes one by one. It
// takes the shorter the earlier they differ, and so is for what is public.
[[nodiscard]] inline bool equal_words(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  std::size_t at = 0;
  for (; left.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t one = 0;
    std::uint64_t other = 0;
    std::memcpy(&one, left.data() + at, sizeof(one));
    std::memcpy(&other, right.data() + at, sizeof(other));
    if (one != other) return false;
  }
  for (; at < left.size(); ++at) {
    if (left[at] != right[at]) return false;
  }
  return true;
}

}  // namespace holoband
