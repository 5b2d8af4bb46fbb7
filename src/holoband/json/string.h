// JSON strings (RFC 8259 section 7): where they end, and what they say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "holoband/encoding/word.h"

namespace holoband::json {

// StringSpan is where a string ends, one past its closing quote, and whether it has escapes. Null:
// not a string.
struct StringSpan {
  const char* end = nullptr;
  bool escaped = false;
};

// scan_escape returns the end of the escape, or of the surrogate pair of escapes, at the backslash
// at `pos`; null where there is no valid one.
[[nodiscard]] const char* scan_escape(const char* pos, const char* end);

// unescape writes what the inside of a scanned string says to `out`, which must have room for
// body.size() bytes, and returns the number of bytes written.
[[nodiscard]] std::size_t unescape(std::string_view body, char* out);

// ends_plain_run is true of a quote, a backslash and the control characters.
[[nodiscard]] constexpr bool ends_plain_run(char character) {
  return character == '"' || character == '\\' || static_cast<std::uint8_t>(character) < 0x20;
}

[[nodiscard]] inline const char* skip_plain_run(const char* pos, const char* end) {
  while (static_cast<std::size_t>(end - pos) >= kWordSize) {
    const std::uint64_t word = load_word(pos);
    const std::uint64_t marks =
        mark_below(word, 0x20) | mark_equal(word, '"') | mark_equal(word, '\\');
    if (marks != 0) return pos + first_mark(marks);
    pos += kWordSize;
  }
  while (pos != end && !ends_plain_run(*pos)) ++pos;
  return pos;
}

// scan_string takes the position after the opening quote. The text must be valid UTF-8.
[[nodiscard]] inline StringSpan scan_string(const char* pos, const char* end) {
  bool escaped = false;
  for (;;) {
    pos = skip_plain_run(pos, end);
    if (pos == end) return {};
    if (*pos == '"') return {pos + 1, escaped};
    if (*pos != '\\') return {};
    pos = scan_escape(pos, end);
    if (pos == nullptr) return {};
    escaped = true;
  }
}

}  // namespace holoband::json
