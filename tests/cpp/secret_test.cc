#include "holoband/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

// The array operators are replaced so that a test can look at memory at the very moment when it is
// given back: later nobody may, and earlier proves nothing.
namespace {

struct Watch {
  const void* memory = nullptr;
  std::size_t size = 0;
  bool freed = false;
  std::size_t bytes_left = 0;  // not zero when it was freed
};

Watch watch;

void release(void* memory) {
  if (memory != nullptr && memory == watch.memory) {
    const auto* bytes = static_cast<const unsigned char*>(memory);
    watch.freed = true;
    watch.bytes_left =
        watch.size - static_cast<std::size_t>(std::count(bytes, bytes + watch.size, 0));
    watch.memory = nullptr;
  }
  std::free(memory);
}

}  // namespace

void* operator new[](std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }

namespace holoband {
namespace {

std::vector<std::uint8_t> pattern(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 255 + 1);
  return bytes;
}

void expect_wiped_when_freed(const SecretBytes& secret) {
  watch = {.memory = secret.bytes().data(), .size = secret.size()};
}

TEST(SecretBytes, TheWatchSeesMemoryThatIsNotWiped) {
  auto* memory = new std::uint8_t[16];
  std::memset(memory, 0xA5, 16);
  watch = {.memory = memory, .size = 16};
  delete[] memory;
  EXPECT_TRUE(watch.freed);
  EXPECT_EQ(watch.bytes_left, 16u);
}

TEST(SecretBytes, WipesItsMemoryBeforeGivingItBack) {
  for (const std::size_t size : {1u, 31u, 32u, 64u, 4096u, 65536u}) {
    {
      const SecretBytes secret{Bytes(pattern(size))};
      expect_wiped_when_freed(secret);
    }
    EXPECT_TRUE(watch.freed) << size;
    EXPECT_EQ(watch.bytes_left, 0u) << size;
  }
}

TEST(SecretBytes, WipesWhatAnAssignmentReplaces) {
  SecretBytes secret{Bytes(pattern(48))};
  expect_wiped_when_freed(secret);
  secret = SecretBytes(Bytes(pattern(16)));
  EXPECT_TRUE(watch.freed);
  EXPECT_EQ(watch.bytes_left, 0u);
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
  {
    SecretBytes secret{Bytes(pattern(32))};
    expect_wiped_when_freed(secret);
    secret.shrink(5);
  }
  EXPECT_TRUE(watch.freed);
  EXPECT_EQ(watch.bytes_left, 0u);
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
  EXPECT_TRUE(constructed.empty());  // NOLINT(bugprone-use-after-move)
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
