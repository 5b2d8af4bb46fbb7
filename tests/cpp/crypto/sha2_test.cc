#define OPENSSL_SUPPRESS_DEPRECATED

#include "holoband/crypto/sha2.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "crypto/hex.h"
#include "holoband/crypto/digest.h"

namespace holoband::crypto {
namespace {

using test::hex;

// The block functions are OpenSSL's; these tests are about the padding and the states, by the
// digests that digest_test.cc compares with FIPS 180-4.
struct Of256 {
  using Hash = Sha256;
  static constexpr Digest kDigest = Digest::kSha256;
};
struct Of384 {
  using Hash = Sha384;
  static constexpr Digest kDigest = Digest::kSha384;
};
struct Of512 {
  using Hash = Sha512;
  static constexpr Digest kDigest = Digest::kSha512;
};

template <class Case>
class Sha2Test : public ::testing::Test {
 protected:
  using Hash = typename Case::Hash;
  using State = typename Hash::State;
  static constexpr std::size_t kBlock = Hash::kBlockSize;

  static std::string digest_of(Bytes message) {
    std::array<std::uint8_t, Hash::kDigestSize> digest{};
    hash(Case::kDigest, message, digest);
    return hex(digest);
  }

  static std::string finished(State state, Bytes rest, std::uint64_t total_size) {
    std::array<std::uint8_t, Hash::kDigestSize> digest{};
    finish<Hash>(state, rest, total_size, digest.data());
    return hex(digest);
  }

  static std::vector<std::uint8_t> message(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(31 * i + size);
    return bytes;
  }
};

using Cases = ::testing::Types<Of256, Of384, Of512>;
TYPED_TEST_SUITE(Sha2Test, Cases);

TYPED_TEST(Sha2Test, GoesOnFromAnyBlockOfAMessage) {
  using Sha = typename TestFixture::Hash;
  constexpr std::size_t kSize = TestFixture::kBlock;
  for (std::size_t size = 0; size <= 4 * kSize; ++size) {
    const std::vector<std::uint8_t> bytes = this->message(size);
    const std::string expected = this->digest_of(bytes);
    for (std::size_t blocks = 0; blocks * kSize <= size; ++blocks) {
      typename Sha::State state = Sha::kInitial;
      Sha::compress(state, bytes.data(), blocks);
      EXPECT_EQ(this->finished(state, Bytes(bytes).subspan(blocks * kSize), size), expected)
          << size << " bytes, " << blocks << " blocks";
    }
  }
}

TYPED_TEST(Sha2Test, TakesBlocksTogetherOrOneByOne) {
  using Sha = typename TestFixture::Hash;
  constexpr std::size_t kSize = TestFixture::kBlock;
  const std::vector<std::uint8_t> bytes = this->message(3 * kSize);
  typename Sha::State together = Sha::kInitial;
  typename Sha::State single = Sha::kInitial;
  Sha::compress(together, bytes.data(), 3);
  for (std::size_t i = 0; i < 3; ++i) Sha::compress(single, bytes.data() + i * kSize, 1);
  EXPECT_EQ(together, single);
  EXPECT_NE(together, Sha::kInitial);
}

TYPED_TEST(Sha2Test, ReadsAMessageFromAnyAddress) {
  constexpr std::size_t kSize = TestFixture::kBlock;
  const std::vector<std::uint8_t> bytes = this->message(2 * kSize + 5);
  const std::string expected = this->digest_of(bytes);
  for (std::size_t offset = 1; offset < 16; ++offset) {
    std::vector<std::uint8_t> room(offset);
    room.insert(room.end(), bytes.begin(), bytes.end());
    EXPECT_EQ(this->digest_of(Bytes(room).subspan(offset)), expected) << offset;
  }
}

TYPED_TEST(Sha2Test, ChangesNothingForNoBlocks) {
  using Sha = typename TestFixture::Hash;
  const typename Sha::State saved = Sha::kInitial;
  typename Sha::State state = saved;
  Sha::compress(state, nullptr, 0);
  EXPECT_EQ(state, saved);
}

// The number of bits is of the whole message, which need not be what is left of it.
TYPED_TEST(Sha2Test, TellsMessagesOfAnotherLengthApart) {
  using Sha = typename TestFixture::Hash;
  constexpr std::size_t kSize = TestFixture::kBlock;
  const std::vector<std::uint8_t> rest = this->message(7);
  const std::string one = this->finished(Sha::kInitial, rest, 7);
  EXPECT_NE(this->finished(Sha::kInitial, rest, kSize + 7), one);
  EXPECT_NE(this->finished(Sha::kInitial, rest, (std::uint64_t{1} << 40) + 7), one);
}

}  // namespace
}  // namespace holoband::crypto
