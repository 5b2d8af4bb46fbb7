#include "holoband/json/quote.h"

namespace holoband::json {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20) {
      out += "\\u00";
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0xFU];
    } else {
      if (character == '"' || character == '\\') out += '\\';
      out += character;
    }
  }
  out += '"';
}

}  // namespace holoband::json
