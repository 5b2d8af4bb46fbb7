#include "holoband/encoding/utf8.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace holoband {
namespace {

std::string encode(std::uint32_t point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits & 0xFF); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
  if (point < 0x10000) {
    return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)),
            byte(0x80 | (point & 0x3F))};
  }
  return {byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)),
          byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
}

// decode_one is the plain reference: it takes the bits that the lead byte announces, and then looks
// whether the code point is one, and whether it could have been written shorter. It returns the
// length, or 0.
std::size_t decode_one(const std::uint8_t* bytes, std::size_t room) {
  if (bytes[0] < 0x80) return 1;
  const std::size_t length = bytes[0] >= 0xF8   ? 0
                             : bytes[0] >= 0xF0 ? 4
                             : bytes[0] >= 0xE0 ? 3
                             : bytes[0] >= 0xC0 ? 2
                                                : 0;
  if (length == 0 || length > room) return 0;
  std::uint32_t point = bytes[0] & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return 0;
    point = point << 6 | (bytes[i] & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < kSmallest[length] || surrogate || point > 0x10FFFF ? 0 : length;
}

bool reference(const std::uint8_t* bytes, std::size_t size) {
  std::size_t position = 0;
  while (position < size) {
    const std::size_t length = decode_one(bytes + position, size - position);
    if (length == 0) return false;
    position += length;
  }
  return true;
}

// disagreements counts the texts of `size` bytes on which the two differ, over all of them.
std::uint32_t disagreements(std::size_t size) {
  std::uint32_t count = 0;
  for (std::uint32_t bits = 0; bits < 1U << (8 * size); ++bits) {
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(bits >> 16 & 0xFF),
                                  static_cast<std::uint8_t>(bits >> 8 & 0xFF),
                                  static_cast<std::uint8_t>(bits & 0xFF)};
    const std::uint8_t* const text = bytes + (3 - size);
    const bool valid = is_valid_utf8({reinterpret_cast<const char*>(text), size});
    if (valid != reference(text, size)) ++count;
  }
  return count;
}

TEST(Utf8, AgreesWithAPlainDecoderOnEveryTextOfUpToThreeBytes) {
  EXPECT_EQ(disagreements(1), 0U);
  EXPECT_EQ(disagreements(2), 0U);
  EXPECT_EQ(disagreements(3), 0U);
}

TEST(Utf8, AgreesWithAPlainDecoderOnFourByteTextsAroundEveryBorder) {
  constexpr std::uint8_t kTails[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (std::uint32_t lead = 0x80; lead < 0x100; ++lead) {
    for (std::uint32_t second = 0; second < 0x100; ++second) {
      for (const std::uint8_t third : kTails) {
        for (const std::uint8_t fourth : kTails) {
          const std::uint8_t bytes[] = {static_cast<std::uint8_t>(lead),
                                        static_cast<std::uint8_t>(second), third, fourth};
          const bool valid = is_valid_utf8({reinterpret_cast<const char*>(bytes), 4});
          ASSERT_EQ(valid, reference(bytes, 4)) << lead << ' ' << second << ' ' << int{third};
        }
      }
    }
  }
}

TEST(Utf8, TakesEveryCodePointButTheSurrogates) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_NE(is_valid_utf8(encode(point)), surrogate) << point;
  }
}

TEST(Utf8, RefusesWhatLiesAboveTheLastCodePoint) {
  EXPECT_TRUE(is_valid_utf8("\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF7\xBF\xBF\xBF"));
  EXPECT_FALSE(is_valid_utf8("\xF8\x88\x80\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xFC\x84\x80\x80\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xFE"));
  EXPECT_FALSE(is_valid_utf8("\xFF"));
}

TEST(Utf8, RefusesOverlongForms) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"sv));  // NUL, as "modified UTF-8" writes it
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"sv));  // the slash of path traversals
  EXPECT_FALSE(is_valid_utf8("\xC1\xBF"sv));
  EXPECT_FALSE(is_valid_utf8("\xE0\x80\xAF"sv));
  EXPECT_FALSE(is_valid_utf8("\xE0\x9F\xBF"sv));
  EXPECT_FALSE(is_valid_utf8("\xF0\x80\x80\xAF"sv));
  EXPECT_FALSE(is_valid_utf8("\xF0\x8F\xBF\xBF"sv));
}

TEST(Utf8, RefusesSurrogatesAloneAndInPairs) {
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xBF\xBF"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\xBD\xED\xB8\x80"));  // U+1F600, as CESU-8 writes it
  EXPECT_TRUE(is_valid_utf8("\xED\x9F\xBF"));
  EXPECT_TRUE(is_valid_utf8("\xEE\x80\x80"));
}

TEST(Utf8, TakesTheEmptyTextAndNul) {
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8(std::string_view()));
  EXPECT_TRUE(is_valid_utf8(std::string_view("\0", 1)));
}

// The loop looks at eight characters at a time: a fault must be found wherever it falls.
TEST(Utf8, FindsAFaultAtEveryPositionOfALongText) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const std::string text(size, 'a');
    ASSERT_TRUE(is_valid_utf8(text));
    for (std::size_t position = 0; position < size; ++position) {
      std::string bad = text;
      bad[position] = '\x80';
      EXPECT_FALSE(is_valid_utf8(bad)) << position << " of " << size;
    }
  }
}

TEST(Utf8, FindsEveryTruncationOfEverySequence) {
  for (const std::string_view prefix : {"", "a", "1234567", "12345678", "123456789"}) {
    for (const std::string_view sequence : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
      const std::string whole = std::string(prefix) + std::string(sequence);
      ASSERT_TRUE(is_valid_utf8(whole));
      ASSERT_TRUE(is_valid_utf8(whole + "more text"));
      for (std::size_t size = 1; size < sequence.size(); ++size) {
        const std::string cut = std::string(prefix) + std::string(sequence.substr(0, size));
        EXPECT_FALSE(is_valid_utf8(cut));
        EXPECT_FALSE(is_valid_utf8(cut + "more text"));
        EXPECT_FALSE(is_valid_utf8(cut + std::string(sequence)));
      }
    }
  }
}

TEST(Utf8, DoesNotReadBeyondTheTextForTheRestOfASequence) {
  const std::string text = "\xF0\x9F\x98\x80";
  for (std::size_t size = 1; size < text.size(); ++size) {
    EXPECT_FALSE(is_valid_utf8(std::string_view(text).substr(0, size)));
  }
}

}  // namespace
}  // namespace holoband
