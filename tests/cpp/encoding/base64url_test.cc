#include "holoband/encoding/base64url.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holoband {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Decoded {
  Base64urlDecoded outcome;
  std::string bytes;
};

Decoded decode(std::string_view text) {
  std::vector<std::uint8_t> out(base64url_decoded_size(text.size()));
  const Base64urlDecoded outcome = base64url_decode(text, out);
  return {outcome, std::string(out.begin(), out.end())};
}

void expect_fault(std::string_view text, ErrorCode code, std::size_t position) {
  const Base64urlDecoded outcome = decode(text).outcome;
  EXPECT_FALSE(outcome.ok()) << text;
  EXPECT_EQ(error_name(outcome.code), error_name(code)) << text;
  EXPECT_EQ(outcome.position, position) << text;
  EXPECT_EQ(outcome.size, 0U) << text;
}

struct Vector {
  std::string_view bytes;
  std::string_view text;
};

// RFC 4648 section 10, without the padding.
constexpr auto kRfc4648 = std::to_array<Vector>({{"", ""},
                                                 {"f", "Zg"},
                                                 {"fo", "Zm8"},
                                                 {"foo", "Zm9v"},
                                                 {"foob", "Zm9vYg"},
                                                 {"fooba", "Zm9vYmE"},
                                                 {"foobar", "Zm9vYmFy"}});

TEST(Base64url, EncodesTheVectorsOfRfc4648) {
  for (const Vector& vector : kRfc4648) {
    EXPECT_EQ(base64url_encode(bytes_of(vector.bytes)), vector.text);
  }
}

TEST(Base64url, DecodesTheVectorsOfRfc4648) {
  for (const Vector& vector : kRfc4648) {
    const Decoded decoded = decode(vector.text);
    EXPECT_TRUE(decoded.outcome.ok()) << vector.text;
    EXPECT_EQ(decoded.outcome.size, vector.bytes.size());
    EXPECT_EQ(decoded.bytes, vector.bytes);
  }
}

TEST(Base64url, DecodesTheExampleOfRfc7515) {
  const std::string bytes = {3, '\xEC', '\xFF', '\xE0', '\xC1'};  // appendix C
  EXPECT_EQ(base64url_encode(bytes_of(bytes)), "A-z_4ME");
  EXPECT_EQ(decode("A-z_4ME").bytes, bytes);
}

TEST(Base64url, WritesEveryLetterOfTheAlphabetInOrder) {
  std::string bytes;
  for (std::uint32_t value = 0; value < 64; value += 4) {
    const std::uint32_t bits = value << 18 | (value + 1) << 12 | (value + 2) << 6 | (value + 3);
    bytes += static_cast<char>(bits >> 16 & 0xFF);
    bytes += static_cast<char>(bits >> 8 & 0xFF);
    bytes += static_cast<char>(bits & 0xFF);
  }
  EXPECT_EQ(base64url_encode(bytes_of(bytes)), kAlphabet);
  EXPECT_EQ(decode(kAlphabet).bytes, bytes);
}

TEST(Base64url, BringsBackBytesOfEveryLengthAndValue) {
  std::string bytes;
  for (std::uint32_t size = 0; size <= 600; ++size) {
    const std::string text = base64url_encode(bytes_of(bytes));
    EXPECT_EQ(text.size(), base64url_encoded_size(size));
    EXPECT_EQ(base64url_decoded_size(text.size()), size);
    const Decoded decoded = decode(text);
    ASSERT_TRUE(decoded.outcome.ok());
    ASSERT_EQ(decoded.outcome.size, size);
    ASSERT_EQ(decoded.bytes, bytes);
    bytes += static_cast<char>(size * 167 & 0xFF);
  }
}

TEST(Base64url, TellsTheSizesThatItNeeds) {
  static_assert(base64url_encoded_size(0) == 0);
  static_assert(base64url_encoded_size(1) == 2);
  static_assert(base64url_encoded_size(2) == 3);
  static_assert(base64url_encoded_size(3) == 4);
  static_assert(base64url_encoded_size(32) == 43);
  static_assert(base64url_decoded_size(0) == 0);
  static_assert(base64url_decoded_size(1) == 0);
  static_assert(base64url_decoded_size(2) == 1);
  static_assert(base64url_decoded_size(3) == 2);
  static_assert(base64url_decoded_size(4) == 3);
  static_assert(base64url_decoded_size(5) == 3);
  static_assert(base64url_decoded_size(43) == 32);
}

TEST(Base64url, WritesNoMoreThanItsSize) {
  std::array<char, 8> text{'#', '#', '#', '#', '#', '#', '#', '#'};
  base64url_encode(bytes_of("fo"), text.data());
  EXPECT_EQ(std::string_view(text.data(), text.size()), "Zm8#####");
  std::array<std::uint8_t, 4> out{'#', '#', '#', '#'};
  EXPECT_TRUE(base64url_decode("Zm8", out).ok());
  EXPECT_EQ(out, (std::array<std::uint8_t, 4>{'f', 'o', '#', '#'}));
}

// One spelling per value: whatever text is taken is the text that encoding its bytes gives.
TEST(Base64url, TakesOfAllPairsOfBytesOnlyCanonicalOnes) {
  std::size_t taken = 0;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const std::string text = {static_cast<char>(bits >> 8), static_cast<char>(bits & 0xFF)};
    const Decoded decoded = decode(text);
    if (!decoded.outcome.ok()) continue;
    ++taken;
    ASSERT_EQ(base64url_encode(bytes_of(decoded.bytes)), text);
  }
  EXPECT_EQ(taken, 256U);
}

// count_canonical decodes every text of so many letters of the alphabet, and counts those that are
// taken. It returns 0 where one is taken that is not what encoding its bytes gives.
std::size_t count_canonical(std::size_t length) {
  std::size_t taken = 0;
  std::array<char, 4> text{};
  std::array<char, 4> again{};
  std::array<std::uint8_t, 3> bytes{};
  for (std::uint32_t bits = 0; bits < 1U << (6 * length); ++bits) {
    for (std::size_t i = 0; i < length; ++i) text[i] = kAlphabet[bits >> (6 * i) & 63];
    const Base64urlDecoded decoded = base64url_decode({text.data(), length}, bytes);
    if (!decoded.ok()) continue;
    ++taken;
    base64url_encode(Bytes(bytes).first(decoded.size), again.data());
    if (again != text) return 0;
  }
  return taken;
}

TEST(Base64url, TakesOfAllTriplesAndGroupsOfTheAlphabetOnlyCanonicalOnes) {
  EXPECT_EQ(count_canonical(2), 1U << 8);
  EXPECT_EQ(count_canonical(3), 1U << 16);
  EXPECT_EQ(count_canonical(4), 1U << 24);
}

TEST(Base64url, RefusesTheByteThatIsOutsideTheAlphabetWhereverItStands) {
  for (std::size_t length = 2; length <= 12; ++length) {
    if (length % 4 == 1) continue;
    const std::string good(length, 'A');
    ASSERT_TRUE(decode(good).outcome.ok());
    for (std::size_t position = 0; position < length; ++position) {
      for (int byte = 0; byte < 256; ++byte) {
        if (kAlphabet.find(static_cast<char>(byte)) != std::string_view::npos) continue;
        std::string bad = good;
        bad[position] = static_cast<char>(byte);
        expect_fault(bad, ErrorCode::kBase64Alphabet, position);
      }
    }
  }
}

TEST(Base64url, PointsAtTheFirstOfSeveralFaults) {
  expect_fault("AA=A*AAA", ErrorCode::kBase64Alphabet, 2);
  expect_fault("AAAA====", ErrorCode::kBase64Alphabet, 4);
  expect_fault("AAAAA?=", ErrorCode::kBase64Alphabet, 5);
}

TEST(Base64url, RefusesPadding) {
  expect_fault("Zg==", ErrorCode::kBase64Alphabet, 2);
  expect_fault("Zm8=", ErrorCode::kBase64Alphabet, 3);
  expect_fault("Zg=", ErrorCode::kBase64Alphabet, 2);
  expect_fault("Zm9v=", ErrorCode::kBase64Alphabet, 4);
  expect_fault("Zm9v====", ErrorCode::kBase64Alphabet, 4);
  expect_fault("=", ErrorCode::kBase64Alphabet, 0);
  expect_fault("Zg%3D%3D", ErrorCode::kBase64Alphabet, 2);
}

TEST(Base64url, RefusesWhiteSpaceBeforeInsideAndAfter) {
  for (const char space : {'\n', '\r', ' ', '\t', '\v', '\f', '\0'}) {
    const std::string one(1, space);
    expect_fault(one + "Zm9v", ErrorCode::kBase64Alphabet, 0);
    expect_fault("Zm" + one + "9v", ErrorCode::kBase64Alphabet, 2);
    expect_fault("Zm9v" + one, ErrorCode::kBase64Alphabet, 4);
    expect_fault("Zm9vYg" + one, ErrorCode::kBase64Alphabet, 6);
    expect_fault(one, ErrorCode::kBase64Alphabet, 0);
  }
  expect_fault("Zm9v\r\nYmFy", ErrorCode::kBase64Alphabet, 4);
  expect_fault("\xC2\xA0Zm9v", ErrorCode::kBase64Alphabet, 0);      // a no-break space
  expect_fault("Zm9v\xE2\x80\x8B", ErrorCode::kBase64Alphabet, 4);  // a zero-width space
  expect_fault("\xEF\xBB\xBFZm9v", ErrorCode::kBase64Alphabet, 0);  // a byte order mark
}

TEST(Base64url, RefusesTheStandardAlphabet) {
  expect_fault("+_--", ErrorCode::kBase64Alphabet, 0);
  expect_fault("--/_", ErrorCode::kBase64Alphabet, 2);
  expect_fault("-_+", ErrorCode::kBase64Alphabet, 2);
  EXPECT_TRUE(decode("-_-_").outcome.ok());
}

TEST(Base64url, RefusesALengthThatNoBytesGive) {
  expect_fault("A", ErrorCode::kBase64Length, 0);
  expect_fault("AAAAA", ErrorCode::kBase64Length, 4);
  expect_fault("AAAAAAAAA", ErrorCode::kBase64Length, 8);
  expect_fault("AAAA_", ErrorCode::kBase64Length, 4);
}

TEST(Base64url, RefusesBitsThatNoByteTakes) {
  expect_fault("Zh", ErrorCode::kBase64TrailingBits, 1);
  expect_fault("Zo", ErrorCode::kBase64TrailingBits, 1);
  expect_fault("Zm9vYh", ErrorCode::kBase64TrailingBits, 5);
  expect_fault("Zm9", ErrorCode::kBase64TrailingBits, 2);
  expect_fault("Zm-", ErrorCode::kBase64TrailingBits, 2);
  expect_fault("Zm9vYmF", ErrorCode::kBase64TrailingBits, 6);
}

TEST(Base64url, TakesOneLastLetterInSixteenOrInFour) {
  std::size_t after_one_byte = 0;
  std::size_t after_two_bytes = 0;
  for (const char last : kAlphabet) {
    if (decode(std::string("Z") + last).outcome.ok()) ++after_one_byte;
    if (decode(std::string("Zm") + last).outcome.ok()) ++after_two_bytes;
  }
  EXPECT_EQ(after_one_byte, 4U);
  EXPECT_EQ(after_two_bytes, 16U);
}

TEST(Base64url, LooksAtTheAlphabetBeforeTheLengthAndTheTrailingBits) {
  expect_fault("AAA=A", ErrorCode::kBase64Alphabet, 3);
  expect_fault("=h", ErrorCode::kBase64Alphabet, 0);
  expect_fault("?AAAZh", ErrorCode::kBase64Alphabet, 0);
}

TEST(Base64url, DecodesNothingToNothing) {
  EXPECT_TRUE(base64url_decode({}, {}).ok());
  EXPECT_EQ(base64url_decode({}, {}).size, 0U);
  EXPECT_EQ(base64url_encode(Bytes()), "");
}

TEST(Base64urlDeathTest, TrapsRatherThanWriteBeyondItsRoom) {
  std::array<std::uint8_t, 2> small{};
  EXPECT_DEATH({ static_cast<void>(base64url_decode("AAAA", small)); }, "");
}

}  // namespace
}  // namespace holoband
