// White space between the tokens of a JSON text (RFC 8259 section 2).
#pragma once

namespace holoband::json {

[[nodiscard]] constexpr bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

[[nodiscard]] constexpr const char* skip_space(const char* pos, const char* end) {
  while (pos != end && is_space(*pos)) ++pos;
  return pos;
}

}  // namespace holoband::json
