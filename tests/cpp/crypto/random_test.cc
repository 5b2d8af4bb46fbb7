#include "holoband/crypto/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <vector>

#include "crypto/entropy.h"

namespace holoband::crypto {
namespace {

TEST(RandomBytes, FillsEveryByteOfEverySize) {
  for (const std::size_t size : {1u, 16u, 32u, 255u, 256u, 257u, 512u, 513u, 1000u}) {
    // A byte that stays zero in 16 fillings is one that is not filled.
    std::vector<std::uint8_t> seen(size);
    for (int i = 0; i < 16; ++i) {
      std::vector<std::uint8_t> bytes(size);
      ASSERT_TRUE(random_bytes(bytes));
      for (std::size_t at = 0; at < size; ++at) seen[at] |= bytes[at];
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 0), 0) << size;
  }
}

TEST(RandomBytes, StaysInsideItsRange) {
  std::array<std::uint8_t, 600> bytes{};
  ASSERT_TRUE(random_bytes(MutableBytes(bytes).subspan(100, 400)));
  EXPECT_EQ(std::count(bytes.begin(), bytes.begin() + 100, 0), 100);
  EXPECT_EQ(std::count(bytes.end() - 100, bytes.end(), 0), 100);
}

TEST(RandomBytes, AsksForNoMoreThanThePlatformGivesAtATime) {
  for (const std::size_t size : {0u, 1u, 256u, 257u, 1000u}) {
    std::vector<std::uint8_t> bytes(size);
    (void)test::take_entropy_requests();
    ASSERT_TRUE(random_bytes(bytes));
    const std::vector<std::size_t> requests = test::take_entropy_requests();
    EXPECT_EQ(requests.size(), (size + 255) / 256) << size;
    EXPECT_EQ(std::accumulate(requests.begin(), requests.end(), std::size_t{0}), size);
  }
}

TEST(RandomBytes, NeverGivesTheSameTwice) {
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 16> bytes;
    ASSERT_TRUE(random_bytes(bytes));
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

// A half-filled buffer must not be mistaken for a key.
TEST(RandomBytes, WipesEverythingWhereThePlatformFails) {
  for (int successes = 0; successes < 4; ++successes) {
    const test::EntropyFailure failure(successes);
    std::vector<std::uint8_t> bytes(1000, 0xAA);
    EXPECT_FALSE(random_bytes(bytes));
    EXPECT_EQ(std::count(bytes.begin(), bytes.end(), 0), 1000) << successes;
  }
  std::array<std::uint8_t, 16> bytes;
  EXPECT_TRUE(random_bytes(bytes));
}

}  // namespace
}  // namespace holoband::crypto
