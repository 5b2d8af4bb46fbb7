#include "holoband/crypto/key_parts.h"

#include <gtest/gtest.h>

#include <utility>

#include "crypto/hex.h"
#include "heap_scope.h"

namespace holoband::crypto {
namespace {

using test::hex;
using test::unhex;

TEST(KeyParts, AreNothingUntilTheyAreSet) {
  const KeyParts parts;
  for (std::size_t i = 0; i < kPartCount; ++i) {
    EXPECT_FALSE(parts.has(static_cast<Part>(i))) << i;
    EXPECT_TRUE(parts.get(static_cast<Part>(i)).empty()) << i;
  }
}

TEST(KeyParts, KeepEachPartApartFromTheOthers) {
  KeyParts parts;
  for (std::size_t i = 0; i < kPartCount; ++i)
    parts.set(static_cast<Part>(i), SecretBytes(Bytes(unhex("a0"))));
  parts.set(Part::kD, SecretBytes(Bytes(unhex("0102"))));
  for (std::size_t i = 0; i < kPartCount; ++i) {
    const auto part = static_cast<Part>(i);
    EXPECT_EQ(hex(parts.get(part)), part == Part::kD ? "0102" : "a0") << i;
  }
  parts.set(Part::kD, {});
  EXPECT_FALSE(parts.has(Part::kD));
  EXPECT_TRUE(parts.has(Part::kK));
  EXPECT_EQ(static_cast<std::size_t>(Part::kK) + 1, kPartCount);
}

TEST(KeyParts, AreWipedWhenTheyAreReplacedAndWhenTheyGo) {
  test::HeapScope heap;
  {
    KeyParts parts;
    SecretBytes first(64);
    for (std::uint8_t& byte : first.bytes()) byte = 0x5A;
    parts.set(Part::kD, std::move(first));
    SecretBytes second(64);
    for (std::uint8_t& byte : second.bytes()) byte = 0xA5;
    parts.set(Part::kD, std::move(second));
    const KeyParts moved = std::move(parts);
  }
  const test::HeapUse use = heap.end();
  EXPECT_EQ(use.frees, 2U);
  EXPECT_EQ(use.unwiped_bytes, 0U);
}

}  // namespace
}  // namespace holoband::crypto
