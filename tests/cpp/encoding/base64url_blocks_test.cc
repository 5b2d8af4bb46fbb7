#include "holoband/encoding/base64url_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace holoband {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::vector<std::uint8_t> bytes_of(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 167 + size * 31);
  return bytes;
}

// The definition, three bytes at a time.
std::string encoded(const std::vector<std::uint8_t>& bytes, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i + 2 < size; i += 3) {
    const std::uint32_t bits = std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 |
                               std::uint32_t{bytes[i + 2]};
    for (int shift = 18; shift >= 0; shift -= 6) text += kAlphabet[bits >> shift & 63];
  }
  return text;
}

TEST(Base64urlBlocks, EncodeWholeBlocksOfTwelveBytes) {
  for (std::size_t size = 0; size <= 200; ++size) {
    const std::vector<std::uint8_t> bytes = bytes_of(size);
    const std::size_t whole = size / 12 * 12;
    std::string text(whole / 3 * 4, '?');
    ASSERT_EQ(encode_blocks(bytes, text.data()), whole) << size;
    EXPECT_EQ(text, encoded(bytes, whole)) << size;
  }
}

TEST(Base64urlBlocks, DecodeWholeBlocksOfSixteenCharactersAndWriteNoFurther) {
  for (std::size_t size = 0; size <= 200; size += 3) {
    const std::vector<std::uint8_t> bytes = bytes_of(size);
    const std::string text = encoded(bytes, size);
    std::vector<std::uint8_t> room(size + 1, 0xEE);
    const std::size_t done = decode_blocks(text, MutableBytes(room).first(size));
    ASSERT_EQ(done, text.size() / 16 * 16) << size;
    const auto decoded = static_cast<std::ptrdiff_t>(done / 4 * 3);
    EXPECT_TRUE(std::equal(room.begin(), room.begin() + decoded, bytes.begin())) << size;
    EXPECT_EQ(room.back(), 0xEE) << size;
  }
}

TEST(Base64urlBlocks, KnowEveryCharacterAtEveryPlace) {
  for (std::size_t place = 0; place < 16; ++place) {
    for (int value = 0; value < 256; ++value) {
      const char character = static_cast<char>(value);
      std::string text(16, 'A');
      text[place] = character;
      std::vector<std::uint8_t> room(16, 0);
      const std::size_t at = kAlphabet.find(character);
      const std::size_t done = decode_blocks(text, room);
      ASSERT_EQ(done, at == std::string_view::npos ? 0U : 16U) << place << " " << value;
      if (done == 0) continue;
      const std::size_t group = place / 4 * 3;
      const std::uint32_t bits = std::uint32_t{room[group]} << 16 |
                                 std::uint32_t{room[group + 1]} << 8 |
                                 std::uint32_t{room[group + 2]};
      EXPECT_EQ(bits, static_cast<std::uint32_t>(at) << (18 - 6 * (place % 4)));
    }
  }
}

TEST(Base64urlBlocks, StopBeforeTheBlockWithAFault) {
  for (std::size_t place = 0; place < 64; ++place) {
    std::string text(64, 'B');
    text[place] = '=';
    std::vector<std::uint8_t> room(48);
    EXPECT_EQ(decode_blocks(text, room), place / 16 * 16) << place;
  }
}

}  // namespace
}  // namespace holoband
