// base64url against a reading of it that is as slow and plain as can be: one spelling of every value, and a position inside
// the input for every refusal.
#include <algorithm>
#include <string>
#include <vector>

#include "holoband/bytes.h"
#include "holoband/encoding/base64url.h"
#include "holoband/encoding/base64url_blocks.h"
#include "support/require.h"

namespace holoband::fuzz {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Reading {
  ErrorCode code = ErrorCode::kOk;
  std::size_t position = 0;
  std::vector<std::uint8_t> bytes;
};

// read goes bit by bit.
Reading read(std::string_view text) {
  const auto outside = text.find_first_not_of(kAlphabet);
  if (outside != std::string_view::npos) return {ErrorCode::kBase64Alphabet, outside, {}};
  if (text.size() % 4 == 1) return {ErrorCode::kBase64Length, text.size() - 1, {}};
  std::vector<bool> bits;
  for (const char character : text) {
    const std::size_t value = kAlphabet.find(character);
    for (std::size_t bit = 6; bit-- > 0;) bits.push_back(((value >> bit) & 1) != 0);
  }
  Reading reading;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) byte = byte * 2 + (bits[at + bit] ? 1 : 0);
    reading.bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  const auto trailing = static_cast<std::ptrdiff_t>(bits.size() / 8 * 8);
  if (std::find(bits.begin() + trailing, bits.end(), true) != bits.end())
    return {ErrorCode::kBase64TrailingBits, text.size() - 1, {}};
  return reading;
}

void check_decoding(std::string_view text) {
  std::vector<std::uint8_t> out(base64url_decoded_size(text.size()));
  const Base64urlDecoded decoded = base64url_decode(text, out);
  const Reading expected = read(text);
  require(decoded.code == expected.code, "both say the same of a text");
  if (!decoded.ok()) {
    require(decoded.position == expected.position, "both find the fault in the same place");
    require(decoded.position < text.size(), "a fault is inside the text");
    return;
  }
  require(decoded.size == out.size() && out == expected.bytes, "both decode the same bytes");
  require(base64url_encode(out) == text, "a value has one spelling");
}

void check_encoding(Bytes bytes) {
  const std::string text = base64url_encode(bytes);
  require(text.size() == base64url_encoded_size(bytes.size()), "the length is known before");
  const Reading reading = read(text);
  require(reading.code == ErrorCode::kOk &&
              std::equal(reading.bytes.begin(), reading.bytes.end(), bytes.begin(), bytes.end()),
          "what is encoded decodes to what it was");
}

// Blocks are for the middle of a text: they decode what comes before the first fault, and nothing behind it.
void check_blocks(std::string_view text) {
  std::vector<std::uint8_t> out(base64url_decoded_size(text.size()));
  const std::size_t done = decode_blocks(text, out);
  require(done <= text.size() && done % 4 == 0, "blocks are whole groups");
  const Reading expected = read(text.substr(0, done));
  require(expected.code == ErrorCode::kOk &&
              std::equal(expected.bytes.begin(), expected.bytes.end(), out.begin()),
          "a block decodes to what it stands for");
}

}  // namespace
}  // namespace holoband::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holoband::fuzz;
  check_decoding(text_of(data, size));
  check_encoding({data, size});
  check_blocks(text_of(data, size));
  return 0;
}
