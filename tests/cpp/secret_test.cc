#include "holoband/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "heap_scope.h"

namespace holoband {
namespace {

std::vector<std::uint8_t> pattern(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 255 + 1);
  return bytes;
}

TEST(SecretBytes, IsSeenByTheHeapScopeWhereItIsNotWiped) {
  auto memory = std::make_unique<std::array<std::uint8_t, 16>>();
  memory->fill(0xA5);
  test::HeapScope heap;
  memory.reset();
  EXPECT_EQ(heap.end().unwiped_bytes, 16u);
}

TEST(SecretBytes, WipesItsMemoryBeforeGivingItBack) {
  for (const std::size_t size : {1u, 31u, 32u, 64u, 4096u, 65536u}) {
    std::optional<SecretBytes> secret(Bytes(pattern(size)));
    test::HeapScope heap;
    secret.reset();
    const test::HeapUse use = heap.end();
    EXPECT_EQ(use.freed_bytes, size);
    EXPECT_EQ(use.unwiped_bytes, 0u) << size;
  }
}

TEST(SecretBytes, WipesWhatAnAssignmentReplaces) {
  SecretBytes secret{Bytes(pattern(48))};
  SecretBytes other{Bytes(pattern(16))};
  test::HeapScope heap;
  secret = std::move(other);
  const test::HeapUse use = heap.end();
  EXPECT_EQ(use.freed_bytes, 48u);
  EXPECT_EQ(use.unwiped_bytes, 0u);
  EXPECT_EQ(secret.size(), 16u);
  EXPECT_EQ(secret.bytes()[15], 16);
}

TEST(SecretBytes, WipesTheTailThatShrinkCutsOff) {
  SecretBytes secret{Bytes(pattern(32))};
  const std::uint8_t* tail = secret.bytes().data() + 20;
  secret.shrink(20);
  EXPECT_EQ(secret.size(), 20u);
  EXPECT_EQ(secret.bytes()[19], 20);
  EXPECT_EQ(std::count(tail, tail + 12, 0), 12);
}

TEST(SecretBytes, WipesAllOfItsMemoryAfterAShrink) {
  std::optional<SecretBytes> secret(Bytes(pattern(32)));
  secret->shrink(5);
  test::HeapScope heap;
  secret.reset();
  const test::HeapUse use = heap.end();
  EXPECT_EQ(use.freed_bytes, 32u);
  EXPECT_EQ(use.unwiped_bytes, 0u);
}

TEST(SecretBytes, ShrinkNeverGrows) {
  SecretBytes secret{Bytes(pattern(8))};
  secret.shrink(9);
  EXPECT_EQ(secret.size(), 8u);
  secret.shrink(8);
  EXPECT_EQ(secret.size(), 8u);
  EXPECT_EQ(secret.bytes()[7], 8);
  secret.shrink(0);
  EXPECT_TRUE(secret.empty());
}

TEST(SecretBytes, StartsAsZeros) {
  const SecretBytes secret(300);
  EXPECT_EQ(secret.size(), 300u);
  EXPECT_EQ(std::count(secret.bytes().begin(), secret.bytes().end(), 0), 300);
}

TEST(SecretBytes, CopiesTheBytesItIsGiven) {
  std::vector<std::uint8_t> from = pattern(40);
  const SecretBytes secret{Bytes(from)};
  from.assign(from.size(), 0);
  const std::vector<std::uint8_t> expected = pattern(40);
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), secret.bytes().begin()));
}

TEST(SecretBytes, HoldsNothingWhenMadeFromNothing) {
  const SecretBytes none;
  const SecretBytes zero(0);
  const SecretBytes copy{Bytes()};
  for (const SecretBytes* secret : {&none, &zero, &copy}) {
    EXPECT_TRUE(secret->empty());
    EXPECT_EQ(secret->bytes().size(), 0u);
  }
}

TEST(SecretBytes, IsEmptyAfterBeingMovedFrom) {
  SecretBytes from{Bytes(pattern(24))};
  const std::uint8_t* memory = from.bytes().data();
  SecretBytes constructed(std::move(from));
  // NOLINTNEXTLINE(bugprone-use-after-move): the state after a move is what this test is about.
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(from.bytes().data(), nullptr);
  EXPECT_EQ(constructed.bytes().data(), memory);  // moved, not copied: one copy to wipe

  SecretBytes assigned;
  assigned = std::move(constructed);
  // NOLINTNEXTLINE(bugprone-use-after-move): what is left behind is tested
  EXPECT_TRUE(constructed.empty());
  EXPECT_EQ(constructed.bytes().data(), nullptr);
  EXPECT_EQ(assigned.bytes().data(), memory);
  EXPECT_EQ(assigned.size(), 24u);
}

TEST(SecretBytes, SurvivesBeingAssignedToItself) {
  SecretBytes secret{Bytes(pattern(12))};
  SecretBytes& same = secret;
  secret = std::move(same);
  EXPECT_EQ(secret.size(), 12u);
  EXPECT_EQ(secret.bytes()[11], 12);
}

TEST(SecretBytes, CannotBeCopied) {
  EXPECT_FALSE(std::is_copy_constructible_v<SecretBytes>);
  EXPECT_FALSE(std::is_copy_assignable_v<SecretBytes>);
  EXPECT_TRUE(std::is_nothrow_move_constructible_v<SecretBytes>);
  EXPECT_TRUE(std::is_nothrow_move_assignable_v<SecretBytes>);
}

TEST(Wipe, ZeroesExactlyItsRange) {
  std::array<std::uint8_t, 10> bytes;
  bytes.fill(7);
  wipe(MutableBytes(bytes).subspan(2, 5));
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 10>{7, 7, 0, 0, 0, 0, 0, 7, 7, 7}));
  wipe({});
}

// Incident: CVE-2024-25189, compare-early-end
TEST(ConstantTimeEqual, SeesEverySingleBitFlip) {
  const std::vector<std::uint8_t> left = pattern(64);
  std::vector<std::uint8_t> right = left;
  EXPECT_TRUE(constant_time_equal(left, right));
  for (std::size_t bit = 0; bit < left.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
    right[bit / 8] ^= mask;
    EXPECT_FALSE(constant_time_equal(left, right)) << bit;
    right[bit / 8] ^= mask;
  }
}

TEST(ConstantTimeEqual, SeesDifferencesThatWouldCancelEachOther) {
  const std::array<std::uint8_t, 2> left{0x0F, 0x0F};
  EXPECT_FALSE(constant_time_equal(left, std::array<std::uint8_t, 2>{0xF0, 0xF0}));
  EXPECT_FALSE(constant_time_equal(left, std::array<std::uint8_t, 2>{0x0E, 0x10}));
}

TEST(ConstantTimeEqual, NeverCallsTwoLengthsEqual) {
  const std::vector<std::uint8_t> bytes = pattern(32);
  EXPECT_FALSE(constant_time_equal(bytes, Bytes(bytes).first(31)));
  EXPECT_FALSE(constant_time_equal(Bytes(bytes).first(31), bytes));
  EXPECT_FALSE(constant_time_equal(bytes, {}));
  EXPECT_TRUE(constant_time_equal({}, {}));
}

}  // namespace
}  // namespace holoband
