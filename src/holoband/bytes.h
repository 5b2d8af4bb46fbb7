// Bytes: memory that is looked at, or filled, but not owned.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace holoband {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// as_bytes looks at the characters of a text as bytes.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace holoband
