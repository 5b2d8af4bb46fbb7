#include "holoband/json/string.h"

#include <cstring>

namespace holoband::json {
namespace {

constexpr std::size_t kUnicodeEscapeSize = 6;  // \uXXXX
constexpr std::uint32_t kNotAUnit = 0xFFFFFFFF;

constexpr std::uint32_t hex_digit(char character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint32_t>(character - '0');
  const int lower = character | 0x20;
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a' + 10);
  return kNotAUnit;
}

// code_unit returns the UTF-16 code unit of the escape at `pos`, or kNotAUnit where there is none.
std::uint32_t code_unit(const char* pos, const char* end) {
  if (static_cast<std::size_t>(end - pos) < kUnicodeEscapeSize) return kNotAUnit;
  if (pos[0] != '\\' || pos[1] != 'u') return kNotAUnit;
  std::uint32_t unit = 0;
  for (std::size_t i = 2; i < kUnicodeEscapeSize; ++i) {
    const std::uint32_t digit = hex_digit(pos[i]);
    if (digit == kNotAUnit) return kNotAUnit;
    unit = unit << 4 | digit;
  }
  return unit;
}

constexpr bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

const char* scan_unicode_escape(const char* pos, const char* end) {
  const std::uint32_t unit = code_unit(pos, end);
  if (unit == kNotAUnit || is_low_surrogate(unit)) return nullptr;
  pos += kUnicodeEscapeSize;
  if (!is_high_surrogate(unit)) return pos;
  return is_low_surrogate(code_unit(pos, end)) ? pos + kUnicodeEscapeSize : nullptr;
}

// short_escape returns what a backslash and `letter` stand for, or NUL, which no such escape stands
// for.
constexpr char short_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

constexpr char low_bits(std::uint32_t bits) { return static_cast<char>(bits & 0xFF); }
constexpr char tail_byte(std::uint32_t bits) { return low_bits(0x80 | (bits & 0x3F)); }

char* write_utf8(std::uint32_t point, char* out) {
  if (point < 0x80) {
    *out++ = low_bits(point);
    return out;
  }
  if (point < 0x800) {
    *out++ = low_bits(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      *out++ = low_bits(0xE0 | point >> 12);
    } else {
      *out++ = low_bits(0xF0 | point >> 18);
      *out++ = tail_byte(point >> 12);
    }
    *out++ = tail_byte(point >> 6);
  }
  *out++ = tail_byte(point);
  return out;
}

// Escape is a valid escape's code point, and where the text goes on.
struct Escape {
  std::uint32_t point;
  const char* end;
};

Escape read_escape(const char* pos, const char* end) {
  if (pos[1] != 'u') return {static_cast<std::uint32_t>(short_escape(pos[1])), pos + 2};
  const std::uint32_t unit = code_unit(pos, end);
  pos += kUnicodeEscapeSize;
  if (!is_high_surrogate(unit)) return {unit, pos};
  const std::uint32_t low = code_unit(pos, end);
  return {0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), pos + kUnicodeEscapeSize};
}

}  // namespace

const char* scan_escape(const char* pos, const char* end) {
  if (end - pos < 2) return nullptr;
  if (pos[1] == 'u') return scan_unicode_escape(pos, end);
  return short_escape(pos[1]) != '\0' ? pos + 2 : nullptr;
}

std::size_t unescape(std::string_view body, char* out) {
  const char* pos = body.data();
  const char* const end = pos + body.size();
  char* to = out;
  while (pos != end) {
    if (*pos != '\\') {
      *to++ = *pos++;
      continue;
    }
    const Escape escape = read_escape(pos, end);
    to = write_utf8(escape.point, to);
    pos = escape.end;
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace holoband::json
