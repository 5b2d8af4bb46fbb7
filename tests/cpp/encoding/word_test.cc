#include "holoband/encoding/word.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace holoband {
namespace {

// The bytes around the one in question: some that borrow from their neighbours, and some that do
// not.
constexpr auto kFillers = std::to_array<char>({'\x00', '\x01', '\x20', '\x7F', '\x80', '\xFF'});

TEST(Word, TakesTheFirstCharacterAsTheLowestByte) {
  EXPECT_EQ(load_word("\x01\x02\x03\x04\x05\x06\x07\x08"), 0x0807060504030201U);
}

TEST(Word, LoadsFromEveryAddress) {
  const std::string text = "0123456789abcdef";
  for (std::size_t offset = 0; offset <= kWordSize; ++offset) {
    const std::uint64_t word = load_word(text.data() + offset);
    for (std::size_t i = 0; i < kWordSize; ++i) {
      EXPECT_EQ(static_cast<char>(word >> (8 * i) & 0xFF), text[offset + i]);
    }
  }
}

// first_of is what the marks promise, one byte at a time: the first position that a byte has.
template <class Test>
std::size_t first_of(const std::string& text, Test test) {
  std::size_t position = 0;
  while (position < text.size() && !test(static_cast<std::uint8_t>(text[position]))) ++position;
  return position;
}

std::size_t position_of(std::uint64_t marks) { return marks == 0 ? kWordSize : first_mark(marks); }

TEST(Word, FindsTheFirstByteThatIsBelowALimitWhateverItsNeighbours) {
  for (const char filler : kFillers) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t position = 0; position < kWordSize; ++position) {
        std::string text(kWordSize, filler);
        text[position] = static_cast<char>(byte);
        const std::size_t expected = first_of(text, [](std::uint8_t b) { return b < 0x20; });
        ASSERT_EQ(position_of(mark_below(load_word(text.data()), 0x20)), expected) << byte;
      }
    }
  }
}

TEST(Word, FindsTheFirstByteThatIsEqualWhateverItsNeighbours) {
  for (const char filler : kFillers) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t position = 0; position < kWordSize; ++position) {
        std::string text(kWordSize, filler);
        text[position] = static_cast<char>(byte);
        const std::size_t expected = first_of(text, [](std::uint8_t b) { return b == '"'; });
        ASSERT_EQ(position_of(mark_equal(load_word(text.data()), '"')), expected) << byte;
      }
    }
  }
}

}  // namespace
}  // namespace holoband
