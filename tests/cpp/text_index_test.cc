#include "holoband/text_index.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <utility>

namespace holoband {
namespace {

std::string text_of(std::size_t number) { return "text number " + std::to_string(number); }

TEST(TextIndex, FindsExactlyTheTextsThatWereAdded) {
  TextIndex index;
  EXPECT_EQ(index.find("a"), std::nullopt);
  const std::size_t first = index.add("a");
  const std::size_t second = index.add("b");
  EXPECT_EQ(index.find("a"), first);
  EXPECT_EQ(index.find("b"), second);
  EXPECT_EQ(index.find("b"), second);
  EXPECT_EQ(index.text(first), "a");
  for (const std::string_view other : {"", "A", "aa", "ab", "c"}) {
    EXPECT_EQ(index.find(other), std::nullopt) << other;
  }
}

// Texts whose words are the same but for one bit, at every place.
TEST(TextIndex, TellsTextsApartThatDifferInOneBit) {
  TextIndex index;
  const std::string text = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9-and-some-more";
  const std::size_t position = index.add(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_EQ(index.find(other), std::nullopt) << i;
    EXPECT_EQ(index.find(text.substr(0, i)), std::nullopt) << i;
  }
  EXPECT_EQ(index.find(text), position);
}

// twin returns a text of eight bytes that the index takes for the same at first sight: it looks at the upper half of a product,
// and this one differs in the lower. Multiplying with the inverse of the odd number gives the text back.
std::string twin(const std::string& text) {
  constexpr std::uint64_t kOddNumber = 0x9e3779b97f4a7c15;
  std::uint64_t inverse = kOddNumber;
  for (int step = 0; step < 5; ++step) inverse *= 2 - kOddNumber * inverse;
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), sizeof word);
  const std::uint64_t product = (word ^ sizeof word) * kOddNumber;
  word = ((product ^ 1) * inverse) ^ sizeof word;
  return {reinterpret_cast<const char*>(&word), sizeof word};
}

TEST(TextIndex, TellsTextsApartThatLookAlikeToIt) {
  TextIndex index;
  const std::string one = "the text";
  const std::string other = twin(one);
  ASSERT_NE(one, other);
  ASSERT_EQ(twin(other), one);
  const std::size_t place = index.add(one);
  EXPECT_EQ(index.find(other), std::nullopt);
  const std::size_t place_of_other = index.add(other);
  index.add("a third");
  EXPECT_EQ(index.find(one), place);
  EXPECT_EQ(index.find(other), place_of_other);
}

TEST(TextIndex, KnowsAnEmptyText) {
  TextIndex index;
  EXPECT_EQ(index.find(""), std::nullopt);
  const std::size_t position = index.add("");
  EXPECT_EQ(index.find(""), position);
}

TEST(TextIndex, BeginsAnewWhenItIsFullAndGivesNoSerialTwice) {
  TextIndex index;
  std::set<std::uint32_t> serials;
  for (std::size_t i = 0; i < 3 * TextIndex::kCapacity; ++i) {
    const std::size_t position = index.add(text_of(i));
    EXPECT_EQ(position, i % TextIndex::kCapacity);
    EXPECT_TRUE(serials.insert(index.serial(position)).second) << i;
    EXPECT_NE(index.serial(position), 0U);
  }
  EXPECT_EQ(index.find(text_of(0)), std::nullopt);
  const std::size_t last = 3 * TextIndex::kCapacity - 1;
  EXPECT_EQ(index.find(text_of(last)), TextIndex::kCapacity - 1);
  EXPECT_EQ(index.find(text_of(last - TextIndex::kCapacity)), std::nullopt);
}

TEST(TextIndex, CanBeMoved) {
  TextIndex index;
  const std::size_t position = index.add("kept");
  const std::uint32_t serial = index.serial(position);
  TextIndex moved = std::move(index);
  EXPECT_EQ(moved.find("kept"), position);
  EXPECT_EQ(moved.serial(position), serial);
}

}  // namespace
}  // namespace holoband
