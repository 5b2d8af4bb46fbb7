#include "holoband/encoding/utf8.h"

#include <cstddef>
#include <cstdint>

#include "holoband/encoding/word.h"

namespace holoband {
namespace {

const char* skip_ascii(const char* pos, const char* end) {
  while (static_cast<std::size_t>(end - pos) >= kWordSize) {
    const std::uint64_t marks = load_word(pos) & kWordHighBits;
    if (marks != 0) return pos + first_mark(marks);
    pos += kWordSize;
  }
  while (pos != end && static_cast<std::uint8_t>(*pos) < 0x80) ++pos;
  return pos;
}

bool in_range(char character, std::uint8_t low, std::uint8_t high) {
  const auto byte = static_cast<std::uint8_t>(character);
  return byte >= low && byte <= high;
}

bool is_tail(char character) { return in_range(character, 0x80, 0xBF); }

// The second byte's range is what keeps out overlong forms (after E0 and F0), surrogates (after ED)
// and what lies above U+10FFFF (after F4): RFC 3629 section 4.
bool is_second_of_three(char lead, char second) {
  if (lead == '\xE0') return in_range(second, 0xA0, 0xBF);
  if (lead == '\xED') return in_range(second, 0x80, 0x9F);
  return is_tail(second);
}

bool is_second_of_four(char lead, char second) {
  if (lead == '\xF0') return in_range(second, 0x90, 0xBF);
  if (lead == '\xF4') return in_range(second, 0x80, 0x8F);
  return is_tail(second);
}

// sequence_size returns the length of the well-formed sequence of more than one byte at `pos`, or
// 0.
std::size_t sequence_size(const char* pos, std::size_t room) {
  const char lead = *pos;
  if (in_range(lead, 0xC2, 0xDF)) return room >= 2 && is_tail(pos[1]) ? 2 : 0;
  if (in_range(lead, 0xE0, 0xEF)) {
    return room >= 3 && is_second_of_three(lead, pos[1]) && is_tail(pos[2]) ? 3 : 0;
  }
  if (in_range(lead, 0xF0, 0xF4)) {
    const bool formed = room >= 4 && is_second_of_four(lead, pos[1]) && is_tail(pos[2]);
    return formed && is_tail(pos[3]) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_ascii(std::string_view text) {
  const char* const end = text.data() + text.size();
  return skip_ascii(text.data(), end) == end;
}

bool is_valid_utf8(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* pos = skip_ascii(text.data(), end);
  while (pos != end) {
    const std::size_t size = sequence_size(pos, static_cast<std::size_t>(end - pos));
    if (size == 0) return false;
    pos = skip_ascii(pos + size, end);
  }
  return true;
}

}  // namespace holoband
