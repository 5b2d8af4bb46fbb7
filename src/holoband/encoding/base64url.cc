#include "holoband/encoding/base64url.h"

#include <array>
#include <cstdint>

#include "holoband/encoding/base64url_blocks.h"

namespace holoband {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// A bit that no value of the alphabet has: values of many characters are joined with OR and looked
// at once.
constexpr std::uint32_t kInvalid = 0x80;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kInvalid);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t value_of(char character) { return kValues[static_cast<std::uint8_t>(character)]; }

char character_of(std::uint32_t bits) { return kAlphabet[bits & 63]; }

std::uint8_t low_byte(std::uint32_t bits) { return static_cast<std::uint8_t>(bits & 0xFF); }

// decode_groups decodes whole groups of four characters and returns all their values joined with
// OR.
std::uint32_t decode_groups(const char* from, const char* end, std::uint8_t* out) {
  std::uint32_t seen = 0;
  for (; from != end; from += 4, out += 3) {
    const std::uint32_t first = value_of(from[0]);
    const std::uint32_t second = value_of(from[1]);
    const std::uint32_t third = value_of(from[2]);
    const std::uint32_t fourth = value_of(from[3]);
    seen |= first | second | third | fourth;
    const std::uint32_t bits = first << 18 | second << 12 | third << 6 | fourth;
    out[0] = low_byte(bits >> 16);
    out[1] = low_byte(bits >> 8);
    out[2] = low_byte(bits);
  }
  return seen;
}

// Tail is the last group where it is short. `unused` holds the bits that no byte takes: zero where
// it is canonical.
struct Tail {
  std::uint32_t seen = 0;
  std::uint32_t unused = 0;
};

Tail decode_tail(std::string_view tail, std::uint8_t* out) {
  const std::uint32_t first = tail.empty() ? 0 : value_of(tail[0]);
  if (tail.size() < 2) return {first, 0};
  const std::uint32_t second = value_of(tail[1]);
  out[0] = low_byte(first << 2 | second >> 4);
  if (tail.size() == 2) return {first | second, second & 0x0F};
  const std::uint32_t third = value_of(tail[2]);
  out[1] = low_byte(second << 4 | third >> 2);
  return {first | second | third, third & 0x03};
}

std::size_t first_outside_alphabet(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size() && value_of(text[position]) != kInvalid) ++position;
  return position;
}

}  // namespace

void base64url_encode(Bytes bytes, char* out) {
  const std::size_t done = encode_blocks(bytes, out);
  out += done / 3 * 4;
  const std::uint8_t* from = bytes.data() + done;
  std::size_t left = bytes.size() - done;
  for (; left >= 3; left -= 3, from += 3, out += 4) {
    const std::uint32_t bits = std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | from[2];
    out[0] = character_of(bits >> 18);
    out[1] = character_of(bits >> 12);
    out[2] = character_of(bits >> 6);
    out[3] = character_of(bits);
  }
  if (left == 0) return;
  const std::uint32_t second = left == 2 ? from[1] : 0;
  const std::uint32_t bits = std::uint32_t{from[0]} << 16 | second << 8;
  out[0] = character_of(bits >> 18);
  out[1] = character_of(bits >> 12);
  if (left == 2) out[2] = character_of(bits >> 6);
}

std::string base64url_encode(Bytes bytes) {
  std::string text;
  append_base64url(bytes, text);
  return text;
}

void append_base64url(Bytes bytes, std::string& text) {
  const std::size_t before = text.size();
  text.resize(before + base64url_encoded_size(bytes.size()));
  base64url_encode(bytes, text.data() + before);
}

Base64urlDecoded base64url_decode(std::string_view text, MutableBytes out) {
  const std::size_t size = base64url_decoded_size(text.size());
  if (out.size() < size)
    __builtin_trap();  // a fault of the program: writing on would corrupt memory
  if (text.empty()) return {};

  const std::size_t whole = text.size() / 4;
  const std::size_t done = decode_blocks(text, out) / 4;
  const std::uint32_t seen =
      decode_groups(text.data() + done * 4, text.data() + whole * 4, out.data() + done * 3);
  const Tail tail = decode_tail(text.substr(whole * 4), out.data() + whole * 3);

  if (((seen | tail.seen) & kInvalid) != 0) {
    return {ErrorCode::kBase64Alphabet, 0, first_outside_alphabet(text)};
  }
  const std::size_t last = text.size() - 1;
  if (text.size() % 4 == 1) return {ErrorCode::kBase64Length, 0, last};
  if (tail.unused != 0) return {ErrorCode::kBase64TrailingBits, 0, last};
  return {ErrorCode::kOk, size, 0};
}

}  // namespace holoband
